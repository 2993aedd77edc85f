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
stb_cache_folder = "_build/cache"  # one for the English and the Chinese site

locale_dirs = ["locale"]
gettext_compact = False  # a catalogue for each page
gettext_location = False  # a moved line is no change of a message
templates_path = ["_templates"]

html_theme = "furo"
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_math_renderer = "mathml"  # by the extension: no script, no network
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = f"sympy-torch-bridge {release}"

# Links between the two sites, which Sphinx does not know as pages.
myst_url_schemes = {"http": None, "https": None, "mailto": None, "site": {"url": "{{path}}"}}
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


def setup(app):
    """Leave the entries of single rules to the English site."""
    app.connect("config-inited", without_entry_pages)


def without_entry_pages(_app, config):
    if config.language == "zh_CN":
        config.exclude_patterns = [*config.exclude_patterns, f"{config.stb_entry_pages}/*"]
        config.stb_entry_pages = ""
