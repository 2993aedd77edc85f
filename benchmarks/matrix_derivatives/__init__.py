"""What SymPy's own derivative by a matrix answers on the matrix rules of the catalog."""
