"""What a translation asks of a SymPy expression: its nodes, its symbols, and what it is known to be."""
