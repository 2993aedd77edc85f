"""A build in several processes finds what one process finds."""

from __future__ import annotations

import pytest
from sphinx.util.inventory import InventoryFile

COUNT = 8


def pages():
    index = ".. toctree::\n   :glob:\n\n   page*\n"
    entries = {
        f"page{n}": (
            f".. stb:rule:: page.rule-{n}\n\n   d/dx x**{n} = {n}*x**({n} - 1)\n\n"
            ".. stb:rules::\n   :ids: derivative.exp\n\n"
            f"See :stb:rule:`page.rule-{COUNT - n + 1}` and :stb:rule:`derivative.exp`."
        )
        for n in range(1, COUNT + 1)
    }
    return {"index": index, **entries}


def names(result):
    inventory = InventoryFile.loads((result.app.outdir / "objects.inv").read_bytes(), uri="")
    return {name: item.uri for name, item in inventory.data["stb:rule"].items()}


@pytest.mark.slow
def test_two_processes_find_every_rule_and_link(project):
    made = project(**pages())
    parallel = made.build("html", parallel=2)
    assert (parallel.status, parallel.warnings) == (0, "")
    found = names(parallel)
    assert len(found) == COUNT + 1
    # A rule listed on every page is linked to the first of them, in whatever order pages were read.
    assert found["derivative.exp"].startswith("page1.html")
    assert 'href="page8.html#stb-rule-page-rule-8"' in parallel.page("page1")


@pytest.mark.slow
def test_the_order_of_reading_changes_nothing(project):
    made = project(**pages())
    parallel = names(made.build("html", parallel=2))
    assert names(made.build("html", fresh=True)) == parallel


@pytest.mark.slow
def test_a_removed_page_takes_its_rules_along(project):
    made = project(**pages())
    made.build("html")
    (made.folder / "page8.rst").unlink()
    assert "page.rule-8" not in names(made.build("html"))


@pytest.mark.slow
def test_a_wrong_rule_is_reported_from_every_process(project):
    made = project(**pages())
    for n in (2, 7):
        made.write({f"page{n}": "page\n====\n\n.. stb:rules::\n\n   d/dx x**2 = x\n"})
    for _ in range(2):
        result = made.build("html", parallel=2)
        assert all(f"page{n}.rst:6: WARNING" in result.warnings for n in (2, 7))
