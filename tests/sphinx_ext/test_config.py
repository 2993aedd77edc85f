"""Values of ``conf.py``."""

from __future__ import annotations

import pytest
from sphinx.errors import ConfigError

from sympy_torch_bridge.sphinx_ext.config import Settings


def test_the_defaults_are_accepted():
    assert Settings() == Settings(24, 0, True, (4.5, 3.0))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("points", 0),
        ("points", True),
        ("points", "24"),
        ("seed", -1),
        ("cache", "yes"),
        ("cache_folder", "/tmp"),
        ("cache_folder", "../other"),
        ("figure_size", 4),
        ("figure_size", (4, 0)),
        ("figure_size", (1, 2, 3)),
    ],
)
def test_a_wrong_value_is_named_with_an_example(name, value):
    with pytest.raises(ConfigError, match=rf"conf.py: stb_{name} = .* is not .*"):
        Settings(**{name: value})


def test_a_build_stops_at_a_wrong_value(project):
    with pytest.raises(ConfigError, match="stb_points"):
        project("stb_points = -3\n", index="nothing").build("html")


def test_a_changed_value_reads_the_pages_again(project):
    pages = project(index=".. stb:rules::\n\n   d/dx x**2 = 2*x\n")
    pages.build("text")
    before = sorted(path.name for path in pages.folder.rglob("*.json"))
    pages.write({}, "stb_seed = 5\n")
    pages.build("text")
    assert len({path.name for path in pages.folder.rglob("*.json")} - set(before)) == 1
