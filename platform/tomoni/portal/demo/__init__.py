"""The demo world: three cities, their partners and what happens between them. All of it invented.

`cities`, `kakegawa`, `kanazawa`, `okayama` and `challenges…` hold the words, `shapes` says how they
are written down, `loader` turns them into rows, `scale` makes any number of further partners.
"""
