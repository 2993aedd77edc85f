"""Random scalar expressions over matrices: every kind of node, shapes that tell a transposition."""

from __future__ import annotations

import random
from collections.abc import Callable

import sympy as sp
from sympy import Determinant, HadamardPower, HadamardProduct, Identity, MatrixSymbol, Trace
from sympy.matrices.expressions.matexpr import MatrixElement

from sympy_torch_bridge import MatrixExponential

__all__ = ["SYMBOLS", "VARIABLES", "VECTORS", "expression"]

SIZES = (1, 2, 3, 4)
_SHAPES = ((2, 1), (3, 1), (4, 1), (2, 2), (3, 3), (4, 4), (3, 2), (4, 2), (4, 3))
SYMBOLS = tuple(MatrixSymbol(f"{name}{r}{c}", r, c) for r, c in _SHAPES for name in "AX")
VARIABLES = tuple(symbol for symbol in SYMBOLS if symbol.name.startswith("X"))
VECTORS = tuple(symbol for symbol in VARIABLES if symbol.shape[1] == 1)

_SPLITS = {2: [(1, 1)], 3: [(1, 2), (2, 1)], 4: [(1, 3), (2, 2), (3, 1)], 1: [(1,)]}
_FACTORS = {1: (1, 1), 2: (2, 1), 3: (1, 3), 4: (2, 2)}
t = sp.Symbol("t", real=True)
_ENTRYWISE = (
    sp.sin,
    sp.tanh,
    sp.cos,
    sp.atan,
    sp.Lambda(t, sp.exp(-(t**2))),
    sp.Lambda(t, sp.log(1 + t**2)),
    sp.Lambda(t, t / (1 + sp.exp(-t))),
    sp.Lambda(t, 1 / (2 + sp.sin(t))),
)


class Expressions:
    """Draws expressions that hold one variable at least."""

    def __init__(self, seed: int, variables: tuple[sp.MatrixSymbol, ...] = VARIABLES) -> None:
        self.draw = random.Random(seed)
        self.wrt = self.draw.choice(variables)

    def leaf(self, rows: int, columns: int) -> sp.MatrixExpr:
        """Return a symbol or, now and then, a constant."""
        if (rows, columns) == (1, 1):
            column = self.draw.choice([s for s in SYMBOLS if s.shape[1] == 1 and s.name[0] == "X"])
            return column.T * MatrixSymbol(f"A{column.shape[0]}1", *column.shape)
        return self.constant(rows, columns) if self.draw.random() < 0.06 else self.symbol(rows, columns)

    def symbol(self, rows: int, columns: int) -> sp.MatrixExpr:
        if (rows, columns) == (1, 1):
            return self.leaf(1, 1)
        fitting = [s if s.shape == (rows, columns) else s.T for s in SYMBOLS if set_of(s) == {rows, columns}]
        fitting = [s for s in fitting if s.shape == (rows, columns)]
        mine = [s for s in fitting if self.wrt in s.free_symbols]
        return self.draw.choice(mine if mine and self.draw.random() < 0.6 else fitting)

    def constant(self, rows: int, columns: int) -> sp.MatrixExpr:
        kinds = [
            sp.OneMatrix(rows, columns),
            sp.ZeroMatrix(rows, columns),
            sp.ImmutableMatrix(rows, columns, lambda i, j: sp.Rational(self.draw.randint(-5, 5), 4)),
        ]
        return self.draw.choice(kinds + [Identity(rows)] * (rows == columns))

    def matrix(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        """Return a random matrix expression of the given shape."""
        if depth <= 0:
            return self.leaf(rows, columns)
        kinds: list[Callable[[int, int, int], sp.MatrixExpr]] = [
            self.sum,
            self.product,
            self.product,
            self.scaled,
            self.mirrored,
            self.entrywise,
            self.hadamard,
            self.slice,
            self.block,
            self.kronecker,
            self.entries,
        ]
        if rows == columns:
            kinds += [self.inverse, self.power, self.diagonal, self.exponential]
        if columns == 1 and rows > 1:
            kinds += [self.diagonal_of, self.diagonal_of]
        return self.draw.choice(kinds)(rows, columns, depth - 1)

    def sum(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        factor = self.draw.choice([1, -1, 2, sp.Rational(1, 3)])
        return self.matrix(rows, columns, depth) + factor * self.matrix(rows, columns, depth - 1)

    def product(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        inner = self.draw.choice(SIZES)
        return self.matrix(rows, inner, depth) * self.matrix(inner, columns, depth - 1)

    def scaled(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        return self.bounded(depth - 1) * self.matrix(rows, columns, depth)

    def mirrored(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        return self.draw.choice([sp.Transpose, sp.Adjoint])(self.matrix(columns, rows, depth))

    def entrywise(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        return self.matrix(rows, columns, depth).applyfunc(self.draw.choice(_ENTRYWISE))

    def hadamard(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        if self.draw.random() < 0.5:
            return HadamardProduct(self.matrix(rows, columns, depth), self.matrix(rows, columns, depth - 1))
        if self.draw.random() < 0.5:
            return HadamardPower(self.matrix(rows, columns, depth), self.draw.choice([2, 3]))
        positive = HadamardPower(self.matrix(rows, columns, depth), 2) + sp.OneMatrix(rows, columns)
        return HadamardPower(positive, self.draw.choice([-1, -2, sp.Rational(1, 2), sp.Rational(-3, 2)]))

    def slice(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        outer = [self.draw.choice([n for n in SIZES if n >= size]) for size in (rows, columns)]
        i, j = (self.draw.randint(0, n - size) for n, size in zip(outer, (rows, columns), strict=True))
        return self.matrix(*outer, depth)[i : i + rows, j : j + columns]

    def block(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        if rows == columns == 1:
            return self.product(rows, columns, depth)
        heights, widths = self.draw.choice(_SPLITS[rows]), self.draw.choice(_SPLITS[columns])
        deep = self.draw.randrange(len(heights) * len(widths))
        blocks = [
            [
                self.matrix(h, w, depth if i * len(widths) + j == deep else self.draw.randint(0, 1))
                for j, w in enumerate(widths)
            ]
            for i, h in enumerate(heights)
        ]
        return sp.BlockMatrix(blocks)

    def kronecker(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        tall, wide = _FACTORS[rows], _FACTORS[columns]
        if self.draw.random() < 0.5:
            wide = wide[::-1]
        shapes = [shape for shape in zip(tall, wide, strict=True) if shape != (1, 1)]
        if len(shapes) < 2:
            return self.product(rows, columns, depth)
        return sp.KroneckerProduct(*(self.matrix(*shape, depth - i) for i, shape in enumerate(shapes)))

    def entries(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        """Return an explicit matrix, one entry of it deep."""
        if rows * columns > 4:
            return self.entrywise(rows, columns, depth)
        deep = self.draw.randrange(rows * columns)
        made = [self.bounded(depth if i == deep else 0) for i in range(rows * columns)]
        explicit = sp.ImmutableMatrix(rows, columns, made)
        # Alone it would be multiplied and inverted entry by entry by SymPy, which takes minutes.
        if self.draw.random() < 0.5:
            return explicit + self.symbol(rows, columns)
        inner = self.draw.choice([2, 3, 4])
        return sp.MatMul(explicit, self.symbol(columns, inner), self.symbol(inner, columns))

    def regular(self, size: int, depth: int) -> sp.MatrixExpr:
        """Return a matrix that is positive definite, or far from singular at least."""
        if self.draw.random() < 0.5:
            inner = self.symbolic(self.draw.choice(SIZES), size, depth)
            return inner.T * inner + Identity(size)
        return self.symbolic(size, size, depth).applyfunc(sp.tanh) + 6 * Identity(size)

    def symbolic(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        """Return a matrix that SymPy does not write out entry by entry, which takes it long for inverses."""
        made = self.matrix(rows, columns, depth)
        return made + self.symbol(rows, columns) if isinstance(made, sp.MatrixBase) else made

    def inverse(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        return self.regular(rows, depth).I

    def power(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        if self.draw.random() < 0.6:
            return sp.MatPow(self.symbolic(rows, rows, depth), self.draw.choice([2, 3]))
        return sp.MatPow(self.regular(rows, depth), -2)

    def diagonal(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        if rows == 1:
            return self.matrix(1, 1, depth)
        return sp.DiagMatrix(self.matrix(rows, 1, depth))

    def diagonal_of(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        return sp.DiagonalOf(self.matrix(rows, rows, depth))

    def exponential(self, rows: int, columns: int, depth: int) -> sp.MatrixExpr:
        return MatrixExponential(self.matrix(rows, rows, depth).applyfunc(sp.tanh))

    def bounded(self, depth: int) -> sp.Expr:
        return self.draw.choice([sp.tanh, sp.sin, sp.cos])(self.scalar(depth))

    def scalar(self, depth: int) -> sp.Expr:
        """Return a random scalar expression over traces, determinants, norms and entries."""
        size = self.draw.choice(SIZES)
        rows, columns = self.draw.choice(SIZES), self.draw.choice(SIZES)
        kinds = {
            "trace": lambda: Trace(self.matrix(size, size, depth - 1)),
            "determinant": lambda: Determinant(self.symbolic(size, size, depth - 1)),
            "log-determinant": lambda: sp.log(Determinant(self.regular(size, depth - 1))),
            "entry": lambda: self.entry(rows, columns, depth - 1),
            "form": lambda: self.form(size, depth - 1),
            "norm": lambda: self.norm(rows, columns, depth - 1),
            "sum": lambda: self.scalar(depth - 1) + 3 * self.scalar(depth - 2),
            "product": lambda: self.scalar(depth - 1) * self.scalar(depth - 2),
            "quotient": lambda: self.scalar(depth - 1) / (1 + self.scalar(depth - 2) ** 2),
            "function": lambda: self.function(self.scalar(depth - 1)),
        }
        return kinds[self.draw.choice(list(kinds)) if depth > 0 else self.draw.choice(["trace", "entry"])]()

    def entry(self, rows: int, columns: int, depth: int) -> sp.Expr:
        parent = self.matrix(rows, columns, depth)
        i, j = self.draw.randrange(rows), self.draw.randrange(columns)
        if is_written_out(parent) and self.draw.random() < 0.5:
            return parent[i, j]
        return MatrixElement(parent, i, j)

    def form(self, size: int, depth: int) -> sp.Expr:
        """Return ``(u.T*M*v)[0, 0]`` in one of the ways in which people write it."""
        size = max(size, 2)
        u, v = self.matrix(size, 1, depth - 1), self.matrix(size, 1, depth - 2)
        whole = u.T * self.matrix(size, size, depth) * v
        return whole[0, 0] if is_written_out(whole) and self.draw.random() < 0.5 else Trace(whole)

    def norm(self, rows: int, columns: int, depth: int) -> sp.Expr:
        inner = self.matrix(rows, columns, depth)
        return sp.sqrt(Trace(self.draw.choice([inner.T * inner, inner * inner.T])))

    def function(self, inner: sp.Expr) -> sp.Expr:
        outer = [
            lambda s: sp.exp(sp.tanh(s)),
            lambda s: sp.log(1 + s**2),
            lambda s: 1 / (2 + sp.sin(s)),
            lambda s: s**3,
            lambda s: sp.sqrt(1 + s**2),
            sp.atan,
        ]
        return self.draw.choice(outer)(inner)


def is_written_out(matrix: sp.MatrixExpr) -> bool:
    """Say whether SymPy finds an entry by multiplying and adding alone; it would also invert."""
    allowed = (sp.MatMul, sp.MatAdd, sp.Transpose, MatrixSymbol, sp.ImmutableMatrix, sp.Atom)
    return all(isinstance(node, allowed) for node in sp.preorder_traversal(matrix))


def set_of(symbol: sp.MatrixSymbol) -> set[int]:
    return {int(n) for n in symbol.shape}


def expression(
    seed: int, depth: int = 4, variables: tuple[sp.MatrixSymbol, ...] = VARIABLES
) -> tuple[sp.Expr, sp.MatrixSymbol]:
    """Return a random scalar expression and the one of the variables it is to be differentiated by."""
    expressions = Expressions(seed, variables)
    while True:
        try:
            candidate = expressions.scalar(depth)
        except (
            AttributeError,
            TypeError,
            ValueError,
            NotImplementedError,
        ):  # SymPy cannot build some nodes of explicit ones
            continue
        held = [symbol for symbol in variables if symbol in candidate.free_symbols]
        if held:
            wrt = expressions.wrt if expressions.wrt in held else expressions.draw.choice(held)
            return candidate, wrt
