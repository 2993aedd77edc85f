"""The configuration of the extension: one record, from which the values of ``conf.py`` are declared."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError

from ..render import PARTS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["PREFIX", "Settings", "declare", "validate"]

PREFIX = "stb_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project may set in ``conf.py``, each name with the prefix ``stb_``.

    Parameters
    ----------
    points : int, positive
        At how many points a rule that a page states itself is checked.
    seed : int
        Decides which points.
    cache : bool
        Whether verdicts, tables and plots are kept between builds.
    cache_folder : str
        Where, as a folder below the sources that builds in several languages may share. Empty for the
        doctree folder.
    figure_size : pair of float
        Width and height of a plot in inches.
    parts : sequence of str
        What ``stb:rule`` shows of a rule where a page does not say so.
    entry_pages : str
        A folder among the sources, as ``reference/rules``: a page for each rule of the catalog is written
        there. Empty for none.

    Raises
    ------
    sphinx.errors.ConfigError
        A value is not of the accepted kind.

    Examples
    --------
    >>> Settings(points=0)
    Traceback (most recent call last):
    ...
    sphinx.errors.ConfigError: conf.py: stb_points = 0 is not a positive whole number, such as 24
    """

    points: int = 24
    seed: int = 0
    cache: bool = True
    figure_size: tuple[float, float] = (4.5, 3.0)
    parts: tuple[str, ...] = PARTS
    entry_pages: str = ""
    cache_folder: str = ""

    def __post_init__(self) -> None:
        accepted = {
            "points": (_is_whole(self.points) and self.points > 0, "a positive whole number, such as 24"),
            "seed": (
                _is_whole(self.seed) and self.seed >= 0,
                "a whole number that is not negative, such as 0",
            ),
            "cache": (isinstance(self.cache, bool), "True or False"),
            "parts": (_is_parts(self.parts), f"a list of parts, of {', '.join(PARTS)}"),
            "entry_pages": (_is_folder(self.entry_pages), 'a folder below the sources, such as "rules"'),
            "cache_folder": (
                _is_folder(self.cache_folder),
                'a folder below the sources, such as "_build/cache"',
            ),
            "figure_size": (_is_size(self.figure_size), "a pair of positive inches, such as (4.5, 3.0)"),
        }
        for name, (is_met, kind) in accepted.items():
            if not is_met:
                value = getattr(self, name)
                raise ConfigError(f"conf.py: {PREFIX}{name} = {value!r} is not {kind}")

    @classmethod
    def read(cls, config: Config) -> Settings:
        """Return the settings of a project."""
        return cls(**{f.name: getattr(config, PREFIX + f.name) for f in fields(cls)})


def declare(app: Sphinx) -> None:
    """Make the fields of :class:`Settings` values of ``conf.py``.

    Every page is read again when one changes, because each may hold a verdict that depends on it.
    No types are declared but that a tuple may be a list: :class:`Settings` checks the values, and its
    message shows an example.
    """
    for field in fields(Settings):
        types = frozenset({tuple, list} if isinstance(field.default, tuple) else ())
        app.add_config_value(PREFIX + field.name, field.default, "env", types=types)


def validate(_app: Sphinx, config: Config) -> None:
    """Stop the build at a value that cannot be used (handler of ``config-inited``)."""
    Settings.read(config)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_parts(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(name in PARTS for name in value)


def _is_folder(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    path = PurePosixPath(value)
    return not path.is_absolute() and ".." not in path.parts


def _is_size(value: Any) -> bool:
    return (
        isinstance(value, tuple | list)
        and len(value) == 2
        and all(isinstance(side, int | float) and not isinstance(side, bool) and side > 0 for side in value)
    )
