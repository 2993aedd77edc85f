"""The kinds of mistakes that are looked for in formulas: one kind a file."""
