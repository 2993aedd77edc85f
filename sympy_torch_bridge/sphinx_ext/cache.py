"""Results kept between builds, each in a file named by what it was computed from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from .config import Settings
from .stamp import digest, stamp

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

__all__ = ["Cache", "cache_of", "write_atomically"]


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of JSON files.

    One is made wherever it is needed and none is kept: an object on Sphinx's environment would be
    pickled with it and lost in the workers of a parallel build. Processes share the folder safely,
    because a file appears complete or not at all and its name says all that its content depends on.

    Parameters
    ----------
    folder : Path
    is_enabled : bool
        Without it everything is computed anew and nothing is written.
    """

    folder: Path
    is_enabled: bool = True

    def get(self, request: Mapping[str, Any], compute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Return the result of a request, computed only where no build has done it before.

        Parameters
        ----------
        request : mapping
            Everything the result depends on, except the versions, as data for JSON.
        compute : callable
            Returns the result as data for JSON. What it raises is passed on and nothing is kept.
        """
        path = self.folder / f"{self.key(request)}.json"
        if self.is_enabled:
            known = _read(path)
            if known is not None:
                return known
        result = compute()
        if self.is_enabled:
            write_atomically(path, json.dumps(result, ensure_ascii=False).encode())
        return result

    def key(self, request: Mapping[str, Any]) -> str:
        """Return the name of a request under the present versions."""
        return digest(stamp() + json.dumps(request, sort_keys=True, ensure_ascii=False))


def cache_of(env: BuildEnvironment, settings: Settings) -> Cache:
    """Return the results of earlier builds: with the doctrees, or where the project wants them."""
    chosen = settings.cache_folder
    folder = Path(env.srcdir, chosen) if chosen else Path(env.doctreedir, "sympy_torch_bridge")
    return Cache(folder, settings.cache)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that no other process ever sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not by tempfile, whose files nobody but their owner can read.  Paths of Sphinx have the methods of str.
    part = Path(path.parent) / f".part-{token_hex(8)}"
    try:
        with part.open("xb") as file:
            file.write(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _read(path: Path) -> dict[str, Any] | None:
    """Return the content of a file, or None where there is none or it is damaged."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None
