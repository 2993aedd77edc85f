"""One random matrix expression: what the package says of its derivatives, and what torch says."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp
import torch
from random_matrices import SYMBOLS, VECTORS, expression
from torch import Tensor
from torch_matrices import direct

import sympy_torch_bridge as stb

__all__ = ["Outcome", "compared", "compared_hessian"]

# The largest gap is about 1e-10 of the largest entry, where an inner matrix is nearly singular.
TOLERANCE = 1e-8
_LARGEST = 1e6


@dataclass(frozen=True)
class Outcome:
    """The verdict on one expression: ``right``, ``refused``, ``wrong``, or ``undefined`` at the point."""

    verdict: str
    text: str
    kinds: frozenset[str]


def compared(seed: int, depth: int = 4, *, hessian: bool = False) -> Outcome:
    """Compare gradient, differential and Hessian-vector product of one random expression."""
    f, wrt = expression(seed, depth)
    kinds = frozenset(type(node).__name__ for node in sp.preorder_traversal(f))
    draw = random.Random(seed)
    square = [symbol for symbol in SYMBOLS if symbol.shape[0] == symbol.shape[1]]
    symmetric = [s for s in square if s in f.free_symbols and draw.random() < 0.3]
    verdict, text = _verdict(f, wrt, seed, symmetric, hessian=hessian)
    return Outcome(verdict, f"{text} by {wrt} ({symmetric} symmetric): {f}", kinds)


def compared_hessian(seed: int, depth: int = 4) -> Outcome:
    """Compare the Hessian of one random expression by a vector."""
    f, wrt = expression(seed, depth, VECTORS)
    kinds = frozenset(type(node).__name__ for node in sp.preorder_traversal(f))
    values, _ = _point(seed, wrt, [])
    size = int(wrt.shape[0])

    def at(x: Tensor) -> Tensor:
        return direct(f, {**values, wrt: x})

    truth = torch.func.jacrev(torch.func.jacrev(at))(values[wrt]).reshape(size, size)
    if not truth.isfinite().all() or truth.abs().max() > _LARGEST:
        return Outcome("undefined", f"{truth.abs().max()}", kinds)
    verdict, text = _agreement("Hessian", lambda: stb.hessian(f, wrt), truth, f, values)
    return Outcome(verdict, f"{text} by {wrt}: {f}", kinds)


def _verdict(
    f: sp.Expr, wrt: sp.MatrixSymbol, seed: int, symmetric: list[sp.MatrixSymbol], *, hessian: bool
) -> tuple[str, str]:
    values, step = _point(seed, wrt, symmetric)

    def at(x: Tensor) -> Tensor:
        return direct(f, {**values, wrt: x})

    x = values[wrt]
    slope = torch.func.jacrev(at)(x)
    if not slope.isfinite().all() or slope.abs().max() > _LARGEST:
        return "undefined", f"gradient {slope.abs().max()}"
    structure = dict.fromkeys(symmetric, "symmetric")
    move = sp.MatrixSymbol("D", *wrt.shape)
    allowed = structure | ({move: "symmetric"} if wrt in symmetric else {})
    expected = [
        ("gradient", lambda: stb.gradient(f, wrt, structure=structure), _projected(slope, wrt in symmetric)),
        ("differential", lambda: stb.differential(f, wrt, move, structure=allowed), (slope * step).sum()),
    ]
    if hessian:
        curved = torch.func.jvp(torch.func.jacrev(at), (x,), (step,))[1]
        if curved.isfinite().all() and curved.abs().max() < _LARGEST:
            made = lambda: stb.hessian_vector_product(f, wrt, move, structure=allowed)  # noqa: E731
            expected.append(("hessian", made, _projected(curved, wrt in symmetric)))
    scale = max(1.0, float(slope.abs().max()))
    for name, make, truth in expected:
        verdict, text = _agreement(name, make, truth, f, {**values, move: step}, scale)
        if verdict != "right":
            return verdict, text
    return "right", ""


def _agreement(
    name: str,
    make: Callable[[], sp.Basic],
    truth: Tensor,
    f: sp.Expr,
    values: dict[sp.Basic, Tensor],
    scale: float = 1.0,
) -> tuple[str, str]:
    """Compare one derivative, compiled, with what torch says; gaps count in units of the largest entry."""
    try:
        made = make()
    except stb.MatrixDerivativeError as error:
        return "refused", f"{name} {error}"
    except Exception as error:
        return "crash", f"{name} {type(error).__name__} {error}"
    try:
        found = _compiled(made, values)
    except Exception as error:
        return "uncompiled", f"{name} {type(error).__name__} {error}"
    size = max(scale, float(truth.abs().max()))
    if not found.isfinite().all() and _has_singular_matrix(f, values):
        return "singular", f"{name} of a determinant that is 0"
    if found.shape != truth.shape or not (found - truth).abs().max() <= TOLERANCE * size:
        return "wrong", f"{name} found {found.tolist()}, not {truth.tolist()}"
    return "right", ""


def _has_singular_matrix(f: sp.Expr, values: dict[sp.Basic, Tensor]) -> bool:
    """Say whether a determinant is 0: its derivative is written with the inverse."""
    determinants = [node for node in sp.preorder_traversal(f) if isinstance(node, sp.Determinant)]
    return any(abs(direct(node, values)) < 1e-12 for node in determinants)


def _projected(slope: Tensor, is_symmetric: bool) -> Tensor:
    return (slope + slope.mT) / 2 if is_symmetric else slope


def _compiled(made: sp.Basic, values: dict[sp.Basic, Tensor]) -> Tensor:
    inputs = list(values)
    found: Tensor = stb.compile(made, inputs)(*(values[symbol] for symbol in inputs))
    return found.to(torch.float64)


def _point(
    seed: int, wrt: sp.MatrixSymbol, symmetric: list[sp.MatrixSymbol]
) -> tuple[dict[sp.Basic, Tensor], Tensor]:
    """Draw values of all symbols and a direction in which ``wrt`` may change."""
    generator = torch.Generator().manual_seed(seed)

    def drawn(symbol: sp.MatrixSymbol, like: sp.MatrixSymbol) -> Tensor:
        value = torch.randn(*map(int, symbol.shape), generator=generator, dtype=torch.float64)
        return (value + value.mT) / 2 if like in symmetric else value

    return {symbol: drawn(symbol, symbol) for symbol in SYMBOLS}, drawn(wrt, wrt)
