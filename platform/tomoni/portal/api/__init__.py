"""The read-only API: the public rows of the open data, narrowed down as the pages are."""
