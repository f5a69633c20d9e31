"""The day of a meeting: who is here, walk-ins, badges and signs, links for those elsewhere."""
