"""The classes of sympy.matrices.expressions, found by walking the package."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import sympy.matrices.expressions as package
from sympy import Basic, ImmutableMatrix, Inverse, MatrixExpr, MatrixSymbol
from sympy.matrices.expressions import factorizations, fourier

__all__ = ["ABSTRACT", "COVERED_ELSEWHERE", "classes"]

# Bases of the others, which no expression consists of.
ABSTRACT = (MatrixExpr, factorizations.Factorization)
# Cases of their own: complex entries, and factors that are compared by what they multiply to.
COVERED_ELSEWHERE = (
    fourier.DFT,
    fourier.IDFT,
    factorizations.LofCholesky,
    factorizations.UofCholesky,
    factorizations.QofQR,
    factorizations.RofQR,
)


def classes() -> list[type]:
    """List the public classes that expressions consist of."""
    found = {ImmutableMatrix, Inverse, MatrixSymbol}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".tests" in module.name:
            continue
        for _, head in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(head, Basic) and head.__module__.startswith(package.__name__):
                found.add(head)
    return sorted(found - set(ABSTRACT), key=lambda head: head.__name__)
