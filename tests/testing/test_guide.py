"""The guide to the plugin is a test file that passes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sympy_torch_bridge

pytest_plugins = ["pytester"]
ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/how-to/test-with-pytest.md"


@pytest.mark.slow
def test_the_guide_passes_as_a_test_file(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(sympy_torch_bridge.__file__).resolve().parent.parent))
    text = GUIDE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    pytester.makepyfile(test_losses="\n\n".join(blocks).replace("test_compiled_formulas()\n", ""))
    plugin = "sympy_torch_bridge.testing.plugin"
    result = pytester.runpytest_subprocess("-v", "-p", plugin, "--strict-markers", "-W", "error")
    result.assert_outcomes(passed=8)
    shown = re.findall(r"^test_losses\.py::\S+ PASSED", text, re.MULTILINE)
    assert len(shown) == 5
    for line in shown:
        assert any(out.startswith(line) for out in result.outlines), line
