"""Saved pictures are reproducible, and nothing global is touched."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest
import sympy

from sympy_torch_bridge.errors import MissingDependencyError, OptionError
from sympy_torch_bridge.plot import plot_error, plot_secants, plot_tangent, save

matplotlib = pytest.importorskip("matplotlib")

x, y = sympy.symbols("x y")

LESSON = 3 * x**2 - 4 * x

PLOTS = pytest.mark.parametrize(
    "plot", [plot_tangent, plot_secants, plot_error], ids=lambda plot: plot.__name__
)


@PLOTS
@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_two_runs_write_the_same_bytes(plot, kind, tmp_path):
    first = save(plot(LESSON, at=1), tmp_path / f"first.{kind}")
    second = save(plot(LESSON, at=1).figure, tmp_path / f"second.{kind}")
    assert first.stat().st_size > 1000
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.slow
def test_same_axes_twice_and_another_process(tmp_path):
    ax = plot_tangent(LESSON, at=1)
    ours = save(ax, tmp_path / "ours.svg").read_bytes()
    assert save(ax, tmp_path / "again.svg").read_bytes() == ours
    code = f"""
        import sympy
        from sympy_torch_bridge.plot import plot_tangent, save
        x = sympy.Symbol("x")
        save(plot_tangent(3 * x**2 - 4 * x, at=1), {str(tmp_path / "theirs.svg")!r})
    """
    paths = [path for path in sys.path if path]
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": "7"},
    )
    assert (tmp_path / "theirs.svg").read_bytes() == ours


def test_svg_holds_the_alternative_text_and_no_date(tmp_path):
    text = save(plot_tangent(LESSON, at=1), tmp_path / "t.svg").read_text(encoding="utf-8")
    assert "the slope is 2." in text
    assert "<dc:date>" not in text


def test_suffix(tmp_path):
    with pytest.raises(OptionError, match=r"\.svg, \.pdf or \.png"):
        save(plot_tangent(LESSON), tmp_path / "t.jpeg")


@PLOTS
def test_global_state_is_untouched(plot, tmp_path):
    import matplotlib.pyplot as plt

    before = dict(matplotlib.rcParams)
    numbers = plt.get_fignums()
    save(plot(LESSON, at=1), tmp_path / "t.svg")
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == numbers


@pytest.mark.slow
def test_neither_matplotlib_nor_pyplot_is_imported_early():
    code = """
        import sys
        import sympy
        from sympy_torch_bridge.plot import plot_tangent
        assert "matplotlib" not in sys.modules
        plot_tangent(sympy.Symbol("x") ** 2, at=1)
        assert "matplotlib.pyplot" not in sys.modules
    """
    paths = [path for path in sys.path if path]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, env=env)


@PLOTS
def test_without_matplotlib(plot, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match=r"sympy-torch-bridge\[plot\]"):
        plot(LESSON, at=1)


def test_saving_without_matplotlib(monkeypatch, tmp_path):
    ax = plot_tangent(LESSON)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError):
        save(ax, tmp_path / "t.svg")
