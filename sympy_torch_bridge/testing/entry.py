"""What pytest finds by the entry point: the name of the plugin.

A plugin named here is loaded once, also where ``-p`` or a ``conftest.py`` names it as well.
"""

pytest_plugins = ["sympy_torch_bridge.testing.plugin"]
