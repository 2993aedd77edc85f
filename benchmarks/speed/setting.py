"""What the times depend on beside the code: machine, compiler and versions."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
from datetime import date
from pathlib import Path

__all__ = ["setting"]

_PACKAGES = (
    "sympy", "torch", "numpy", "numexpr", "numba", "sympytorch", "torchsympy", "sympy2jax", "jax",
)  # fmt: skip


def setting() -> dict[str, str]:
    """Return the machine, the C compiler, the date and the versions of all packages that are timed."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "compiler": _compiler(),
        "python": platform.python_version(),
        **{name: version for name in _PACKAGES if (version := _version(name))},
        "date": date.today().isoformat(),
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _compiler() -> str:
    compiler = shutil.which(os.environ.get("CC", "cc"))
    if compiler is None:
        return "none"
    shown = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=False)
    return shown.stdout.partition("\n")[0]


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
