"""What a cached result depends on besides the request: the versions and the source that computed it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .._version import __version__

__all__ = ["digest", "stamp"]

_PACKAGES = ("sympy", "torch", "mpmath", "python-flint", "matplotlib")


@cache
def stamp() -> str:
    """Return a text that changes when the library or a package it computes with does.

    The versions are read from the metadata of the installed packages: importing torch for its
    version would cost a build that needs nothing else of it seconds.
    """
    versions = [f"{name} {_version_of(name)}" for name in _PACKAGES]
    return "; ".join([f"sympy_torch_bridge {__version__} {_source_digest()}", *versions])


def digest(text: str) -> str:
    """Return a short name for a text: equal texts have equal names."""
    return sha256(text.encode()).hexdigest()[:32]


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def _source_digest() -> str:
    """Return the name of the library's source: a working copy changes while its version stays."""
    root = Path(__file__).resolve().parents[1]
    hashed = sha256()
    for path in sorted(root.rglob("*.py")):
        hashed.update(path.relative_to(root).as_posix().encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()[:16]
