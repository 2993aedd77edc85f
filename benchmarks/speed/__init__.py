"""Speed of value and gradient beside other ways from SymPy to numbers."""
