"""Partners by the list: read a file, guess its columns, check its rows, import, export."""
