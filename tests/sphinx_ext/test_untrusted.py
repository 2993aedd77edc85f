"""Text of a page is never executed: it is refused with its place."""

from __future__ import annotations

import builtins
import os

import pytest

ATTACKS = ["__import__('os').system('true')", "exec('x = 1')", "(lambda: x)()", "x.__class__", "open('f')"]
DIRECTIVES = {
    "rules": ".. stb:rules::\n\n   d/dx {} = 1\n",
    "rules, right side": ".. stb:rules::\n\n   d/dx x = {}\n",
    "rule": ".. stb:rule:: page.rule\n\n   d/dx {} = 1\n",
    "limit": ".. stb:limit:: {}\n   :at: x = 1\n",
    "point": ".. stb:limit:: x\n   :at: x = {}\n",
    "check": ".. stb:check:: x\n   :claim: {}\n",
    "domain": ".. stb:check:: x\n   :claim: 1\n   :domain: x in (0, {})\n",
    "tangent": ".. stb:tangent:: {}\n   :at: 1\n",
    "secants": ".. stb:secants:: x\n   :at: 1\n   :steps: {}\n",
    "errors": ".. stb:errors:: x\n   :at: {}\n",
}


@pytest.fixture
def forbidden(monkeypatch):
    """Collect every call that an attack would make."""
    calls: list[str] = []
    monkeypatch.setattr(os, "system", calls.append)
    for name in ("eval", "exec"):
        original = getattr(builtins, name)

        def watched(source, *rest, _original=original, **options):
            if isinstance(source, str) and any(part in source for part in ("import", "x = 1", "lambda: x")):
                calls.append(source)
            return _original(source, *rest, **options)

        monkeypatch.setattr(builtins, name, watched)
    return calls


@pytest.mark.parametrize("directive", DIRECTIVES)
def test_an_attack_is_a_located_warning(project, forbidden, directive):
    pages = project(index="\n\n".join(DIRECTIVES[directive].format(attack) for attack in ATTACKS))
    result = pages.build("text")
    assert result.status == 1
    assert result.warnings.count("[stb.") == len(ATTACKS)
    assert all(
        f"index.rst:{line}: WARNING" in result.warnings
        for line in _lines(pages.folder / "index.rst", directive)
    )
    assert forbidden == []


def test_the_guard_sees_an_attack(forbidden):
    eval("__import__('os').system('true')")
    assert forbidden == ["__import__('os').system('true')", "true"]


def _lines(path, directive):
    """Return the lines that are to be blamed: the rule in a body, else the directive."""
    lines = path.read_text().splitlines()
    sought = "   d/dx" if directive.startswith("rules") else ".. stb:"
    return [number for number, line in enumerate(lines, start=1) if line.startswith(sought)]
