extensions = ["sympy_torch_bridge.sphinx_ext"]
exclude_patterns = ["_build"]
