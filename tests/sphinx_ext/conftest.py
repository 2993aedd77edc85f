"""A documentation project in a temporary folder, built as ``sphinx-build -W`` would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CONF = 'extensions = ["sympy_torch_bridge.sphinx_ext"]\nproject = "formulas"\nstb_points = 6\n'


@dataclass(frozen=True)
class Build:
    """One build that is over: its application, warnings and exit status."""

    app: SphinxTestApp
    warnings: str
    status: int

    def page(self, name: str = "index", suffix: str = ".html") -> str:
        return (Path(self.app.outdir) / f"{name}{suffix}").read_text(encoding="utf-8")


class Project:
    """Pages in a folder; each build begins with what earlier ones left in the doctree folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._apps: list[SphinxTestApp] = []

    def write(self, pages: Mapping[str, str], conf: str = "") -> Project:
        self.folder.mkdir(exist_ok=True)
        if not (self.folder / "conf.py").exists() or conf:
            (self.folder / "conf.py").write_text(_CONF + conf)
        for name, text in pages.items():
            (self.folder / f"{name}.rst").write_text(text)
        return self

    def build(self, builder: str = "html", *, parallel: int = 0, fresh: bool = False) -> Build:
        self.clean()
        app = SphinxTestApp(builder, self.folder, freshenv=fresh, warningiserror=True, parallel=parallel)
        self._apps.append(app)
        app.build()
        return Build(app, _ANSI.sub("", app.warning.getvalue()), app.statuscode)

    def clean(self) -> None:
        while self._apps:
            self._apps.pop().cleanup()


@pytest.fixture
def make_project_from(tmp_path: Path) -> Iterator[Callable[[Mapping[str, str]], Project]]:
    """Give ``make_project_from({file name: content})``, for a project with a ``conf.py`` of its own."""
    made = Project(tmp_path / "given")

    def start(files: Mapping[str, str]) -> Project:
        made.folder.mkdir()
        for name, content in files.items():
            (made.folder / name).write_text(content)
        return made

    yield start
    made.clean()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Callable[..., Project]]:
    """Give ``project(index=TEXT, page=TEXT, conf=TEXT)``."""
    made = Project(tmp_path / "source")

    def start(conf: str = "", **pages: str) -> Project:
        return made.write(
            {name: f"{name}\n{'=' * len(name)}\n\n{text}\n" for name, text in pages.items()}, conf
        )

    yield start
    made.clean()
