"""Matrix expressions of every class, and their values written out entry by entry by SymPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
import torch
from sympy import (
    Adjoint,
    BlockDiagMatrix,
    BlockMatrix,
    Determinant,
    DiagMatrix,
    FunctionMatrix,
    HadamardPower,
    HadamardProduct,
    Identity,
    ImmutableMatrix,
    ImmutableSparseMatrix,
    Inverse,
    KroneckerProduct,
    Lambda,
    MatMul,
    MatPow,
    MatrixSymbol,
    OneMatrix,
    Piecewise,
    Poly,
    Rational,
    Trace,
    Transpose,
    ZeroMatrix,
    block_collapse,
    cos,
    exp,
    log,
    pi,
    sin,
    sqrt,
    symbols,
    tanh,
)
from sympy.combinatorics import Permutation
from sympy.matrices.expressions.companion import CompanionMatrix
from sympy.matrices.expressions.determinant import Permanent
from sympy.matrices.expressions.diagonal import DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.dotproduct import DotProduct
from sympy.matrices.expressions.permutation import MatrixPermute, PermutationMatrix
from torch import Tensor

n, m = symbols("n m", integer=True, positive=True)
i, j = symbols("i j", integer=True)
x, y, t = symbols("x y t", real=True)
A, B = MatrixSymbol("A", 3, 3), MatrixSymbol("B", 3, 3)
R = MatrixSymbol("R", 2, 3)
u, v = MatrixSymbol("u", 3, 1), MatrixSymbol("v", 3, 1)
N, M = MatrixSymbol("N", n, n), MatrixSymbol("M", n, m)
w = MatrixSymbol("w", n, 1)
E2 = ImmutableMatrix([[x, 1], [y, x * y]])
E3 = ImmutableMatrix([[x, 1, 0], [2, y, x * y], [sin(x), 0, 3]])

SIZES = {n: 3, m: 2}
INPUTS = (A, B, R, u, v, N, M, w, x, y)

CASES: tuple[Any, ...] = (
    # sums, products, scalars
    A + B, A - 2 * B, A * B, B * A, A * B * v, 2 * x * A * B / 3, -A * v, A / x, sqrt(2) * x * y * R * A,
    u.T * A * v, u * v.T, A * x * B * y, MatMul(x, E3, A), E3 * A, A * E3, R * A * R.T, N * M,
    pi * A + x * B,
    # powers and inverses
    A**0, A**3, A**-1, A**-2, MatPow(A, 5), A.I * v, A.I * B, u.T * A.I, u.T * A.I * v, A * B.I,
    A.I * B.I * v,
    A.I * B.I, A * B.I * A * v, A.I.T * v, A**-2 * v, u.T * A.I * B, x * A.I * B * A.I * v, (A + B).I * v,
    Inverse(E3) * v, Inverse(Transpose(A) * A + Identity(3)) * v, (u.T * A * v)**2, sqrt(v.T * v),
    # transposes, traces, determinants
    A.T * B, Adjoint(A) * B, R.T, Trace(A), Trace(A * B), Trace(A * B * A), Trace(A.I * B),
    x * Trace(R * A * R.T),
    Trace(N) / n, n * Trace(N) + m, Determinant(A), Determinant(A * B), Determinant(E3),
    Determinant(N) * x, Determinant(KroneckerProduct(A, R * R.T)),
    log(Determinant(A.T * A)), Permanent(A), Permanent(E3), exp(Trace(A) / 4),
    sqrt(Trace(A.T * A)), cos(Determinant(A)) * A, DotProduct(u, v), DotProduct(u.T, v),
    tanh(Trace(A)) ** 2,
    # entrywise
    HadamardProduct(A, B), HadamardPower(A, 2), HadamardPower(A, -1),
    HadamardPower(A.T * A + OneMatrix(3, 3), x),
    HadamardPower(2 + x**2, A), HadamardPower(HadamardPower(A, 2), B), A.applyfunc(sin),
    (A * B).applyfunc(tanh),
    A.applyfunc(Lambda(t, x * t**2 + y)), A.applyfunc(Lambda(t, 3)), R.applyfunc(Lambda(t, x)),
    A.applyfunc(Lambda(t, Piecewise((sqrt(t), t > 0), (x * t, True)))),
    A.applyfunc(Lambda(t, t * Trace(B))),
    A.applyfunc(Lambda(t, Determinant(B) * exp(t))) * v,
    # structure
    KroneckerProduct(A, R), KroneckerProduct(R, v, u), BlockMatrix([[A, v], [u.T, Identity(1)]]),
    BlockMatrix([[A, B], [ZeroMatrix(3, 3), x * A]]) * BlockMatrix([[u], [v]]),
    block_collapse(BlockMatrix([[A, v], [u.T, Identity(1)]]) ** 2), BlockDiagMatrix(A, R),
    block_collapse(BlockMatrix([[A, B], [B, A]]).inverse()), Trace(BlockMatrix([[A, B], [B, A]])),
    DiagMatrix(v), DiagMatrix(v.T), DiagMatrix(A * v) * B, DiagonalMatrix(A), DiagonalMatrix(R),
    DiagonalOf(A), DiagonalOf(R), R[:, 1:], A[:2:2, 1:], A[0, :], KroneckerProduct(A, A)[1:7:3, ::9],
    A[:, 2], N[1:n, :], N[: n - 1, :1], (A * B)[1:, :2],
    PermutationMatrix(Permutation(2, 0, 1)) * A, MatrixPermute(A, Permutation(2, 0, 1)),
    MatrixPermute(A, Permutation(2, 0, 1), axis=1), CompanionMatrix(Poly(t**3 + x * t**2 + y * t + 5, t)),
    # entries and constants
    A[0, 1], A[-1, 2], (A * B)[1, 2], x * A[0, 0] + A[1, 1] ** 2, (u.T * A * v)[0, 0], N[0, 1],
    sin(A[0, 1]),
    Identity(3), Identity(n) + N, x * Identity(3), OneMatrix(n, m), ZeroMatrix(2, 3) + R,
    N - x * Identity(n),
    OneMatrix(n, 1) * w.T, w.T * N * w / n, FunctionMatrix(3, 3, Lambda((i, j), x * i + j**2)) * A,
    FunctionMatrix(n, n, Lambda((i, j), N[j, i] * (i + 1))),
    ImmutableSparseMatrix(3, 3, {(0, 1): x, (2, 2): y}) * A,
    ImmutableMatrix([[Trace(A), A[0, 1]], [x, 1]]), E2, sympy.SparseMatrix(E2), sympy.Matrix(E3),
    # branches
    Piecewise((A, x > 0), (B, True)), Piecewise((A.I * v, Determinant(A) > 0), (v, True)),
    2 * Piecewise((A, x > 0), (B, True)), Piecewise((Determinant(E3), x > 0), (Trace(E3), True)),
)  # fmt: skip


def sample(*batch: int, symbols: Sequence[Any] = INPUTS) -> list[Tensor]:
    """Draw values of inputs; every square matrix is regular."""
    generator = torch.Generator().manual_seed(0)
    shapes = [tuple(int(size.subs(SIZES)) for size in getattr(s, "shape", ())) for s in symbols]
    draws = [torch.rand((*batch, *shape), generator=generator, dtype=torch.float64) + 0.1 for shape in shapes]
    return [d + torch.eye(3, dtype=d.dtype) if d.shape[-2:] == (3, 3) else d for d in draws]


def written_out(expr: Any, values: list[Tensor]) -> Tensor:
    """Evaluate at one point of the batch: SymPy, with every matrix written out, in 30 digits."""
    replaced: dict[Any, Any] = {}
    for symbol, value in zip(INPUTS, values, strict=True):
        numbers = [Rational(number) for number in value.flatten().tolist()]
        sized = symbol.subs(SIZES) if isinstance(symbol, MatrixSymbol) else symbol
        replaced[sized] = ImmutableMatrix(*value.shape, numbers) if value.dim() else numbers[0]
    if isinstance(expr, sympy.Basic) and expr.has(DiagonalMatrix, DiagonalOf, CompanionMatrix):
        expr = expr.as_explicit()  # SymPy cannot write these out once they hold numbers
    explicit = expr.subs(SIZES).xreplace(replaced)
    explicit = explicit.doit() if isinstance(explicit, sympy.Basic) else explicit
    if isinstance(explicit, sympy.MatrixExpr | sympy.MatrixBase):
        explicit = explicit.as_explicit() if isinstance(explicit, sympy.MatrixExpr) else explicit
        rows = [[complex(entry.doit().evalf(30)) for entry in row] for row in explicit.tolist()]
        return torch.tensor(rows, dtype=torch.complex128).reshape(explicit.shape)
    return torch.tensor(complex(explicit.evalf(30)), dtype=torch.complex128)


def name(expr: Any) -> str:
    """Return an id for a test."""
    return str(expr).replace("\n", "")[:60]
