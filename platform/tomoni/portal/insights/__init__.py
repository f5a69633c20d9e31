"""Numbers a mayor can show: each defined once, counted from rows, and led back to them."""
