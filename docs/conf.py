"""Sphinx configuration; the build needs no network and is run with ``-W -n``."""

# The name "version" is a setting of Sphinx: a function under it would stop the build.
from importlib.metadata import version as version_of

project = "sympy_torch_bridge"
author = "sympy_torch_bridge contributors"
copyright = f"2026, {author}"
release = version_of("sympy-torch-bridge")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sympy_torch_bridge.sphinx_ext",
]
exclude_patterns = ["_build"]

stb_entry_pages = "reference/rules"  # written by the build, not checked in

html_theme = "furo"
html_math_renderer = "mathml"  # by the extension: no script, no network
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = f"sympy-torch-bridge {release}"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

# The parameter lists of the docstrings name the types in words; the annotations would repeat them
# with links into projects whose inventories an offline build cannot fetch.
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Source", "notes_style")]

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Types in parameter lists are words ("mapping of str to Symbol"), and the classes of Python, SymPy
# and torch live in inventories on the network: neither is a mistake in a reference of ours.
nitpick_ignore_regex = [
    ("py:class", r"(?!sympy_torch_bridge\.).*"),
    ("py:exc", r"(?!sympy_torch_bridge\.).*"),
]
