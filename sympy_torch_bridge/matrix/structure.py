"""Derivatives by matrices whose entries depend on each other: the gradient, projected.

Of all matrices near ``X`` only those of its structure may be reached. The gradient by a structured matrix
is the orthogonal projection of the plain gradient onto the directions that keep the structure; the change
of the function is its inner product with any of these directions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import DiagMatrix, Expr, Identity, MatrixExpr, MatrixSymbol, Q, Rational, Symbol, Transpose
from sympy.assumptions.assume import AppliedPredicate, Predicate, global_assumptions

from ..errors import InputTypeError, MatrixDerivativeError, OptionError
from .combined_structures import intersection, refuse_other_assumptions
from .elementwise import hadamard
from .simplification import simplified
from .sums import total
from .toeplitz import DiagonalMeans
from .toeplitz_projection import ToeplitzProjector, applied_linearly
from .transposition import transposed
from .triangle import LowerOnes, UpperOnes
from .vectorization import CommutationMatrix, DiagonalSelection, Vec
from .words import as_power, product, split

__all__ = [
    "BY_NAME",
    "STRUCTURES",
    "TOEPLITZ",
    "Structure",
    "assumption_of",
    "projected",
    "projected_jacobian",
    "structure_of",
]


class _Toeplitz(Predicate):
    """SymPy has no assumption that the diagonals of a matrix are constant."""

    name = "toeplitz"


TOEPLITZ = _Toeplitz()

Projection = Callable[[MatrixExpr, MatrixSymbol], MatrixExpr]


@dataclass(frozen=True)
class Structure:
    """One kind of structured matrices.

    Attributes
    ----------
    name : str
    predicate : Predicate
        SymPy's assumption of the same meaning, or one of ours.
    projection : callable
        ``projection(G, X)``: the part of a plain gradient ``G`` at ``X`` that keeps the structure.
    text : str
        What the projection is, in words.
    projector : callable or None
        ``projector(n)``: the matrix that projects ``vec(X)`` of size n; None where it depends on ``X``.
    """

    name: str
    predicate: Predicate
    projection: Projection
    text: str
    projector: Callable[[Expr], MatrixExpr] | None = None


def _symmetric_part(gradient: MatrixExpr, _: MatrixSymbol) -> MatrixExpr:
    mirrored = transposed(gradient)
    if mirrored == gradient:
        return gradient
    return product(Rational(1, 2), total(gradient, mirrored))


def _diagonal_part(gradient: MatrixExpr, at: MatrixSymbol) -> MatrixExpr:
    _, word = split(gradient)
    if all(_is_diagonal(as_power(factor)[0]) for factor in word):
        return gradient
    return hadamard(gradient, Identity(at.shape[0]))


def _is_diagonal(matrix: MatrixExpr) -> bool:
    if isinstance(matrix, MatrixSymbol):
        return Q.diagonal(matrix) in global_assumptions
    return isinstance(matrix, (Identity, DiagMatrix))


def _tangent(gradient: MatrixExpr, at: MatrixSymbol) -> MatrixExpr:
    return product(Rational(1, 2), total(gradient, product(-1, at, transposed(gradient), at)))


def _symmetrizer(size: Expr) -> MatrixExpr:
    return product(Rational(1, 2), total(Identity(size**2), CommutationMatrix(size, size)))


STRUCTURES: tuple[Structure, ...] = (
    Structure("symmetric", Q.symmetric, _symmetric_part, "(G + G.T)/2", _symmetrizer),
    Structure(
        "diagonal",
        Q.diagonal,
        _diagonal_part,
        "the diagonal of G, zero elsewhere",
        lambda size: product(DiagonalSelection(size), Transpose(DiagonalSelection(size))),
    ),
    Structure(
        "lower-triangular",
        Q.lower_triangular,
        lambda gradient, at: hadamard(gradient, LowerOnes(at.shape[0])),
        "G on and below the diagonal, zero above",
        lambda size: DiagMatrix(Vec(LowerOnes(size))),
    ),
    Structure(
        "upper-triangular",
        Q.upper_triangular,
        lambda gradient, at: hadamard(gradient, UpperOnes(at.shape[0])),
        "G on and above the diagonal, zero below",
        lambda size: DiagMatrix(Vec(UpperOnes(size))),
    ),
    Structure(
        "toeplitz",
        TOEPLITZ,
        lambda gradient, _: applied_linearly(DiagonalMeans, gradient),
        "the means of the diagonals of G",
        ToeplitzProjector,
    ),
    Structure("orthogonal", Q.orthogonal, _tangent, "(G - X*G.T*X)/2, tangent to the orthogonal matrices"),
)

BY_NAME: dict[str, Structure] = {structure.name: structure for structure in STRUCTURES}


def assumption_of(structure: str, symbol: MatrixSymbol) -> AppliedPredicate:
    """Return SymPy's assumption that a matrix symbol has a structure.

    Raises
    ------
    OptionError
        No structure has this name.
    InputTypeError
        The symbol is no square matrix.

    Examples
    --------
    >>> assumption_of("symmetric", MatrixSymbol("X", 2, 2))
    Q.symmetric(X)
    """
    if not isinstance(structure, str) or structure not in BY_NAME:
        raise OptionError("structure", structure, accepted=list(BY_NAME))
    if not isinstance(symbol, MatrixSymbol) or symbol.shape[0] != symbol.shape[1]:
        is_matrix = isinstance(symbol, MatrixSymbol)
        raise InputTypeError(
            str(symbol),
            f"of shape {symbol.shape}" if is_matrix else f"a {type(symbol).__name__}",
            expected=f"a square MatrixSymbol: it is said to be {structure}",
        )
    return BY_NAME[structure].predicate(symbol)


def structure_of(symbol: MatrixSymbol | Symbol) -> Structure | None:
    """Return the structure that the assumptions in force give a symbol.

    Raises
    ------
    MatrixDerivativeError
        The assumptions together, or one of them, have a set of matrices that is projected onto by no rule.

    Examples
    --------
    >>> from sympy import assuming
    >>> X = MatrixSymbol("X", 2, 2)
    >>> with assuming(Q.diagonal(X)):
    ...     structure_of(X).name
    'diagonal'
    """
    if not global_assumptions or not isinstance(symbol, MatrixSymbol):
        return None
    found = [s for s in STRUCTURES if s.predicate(symbol) in global_assumptions]
    refuse_other_assumptions(symbol)
    if len(found) <= 1:
        return found[0] if found else None
    return BY_NAME[intersection([structure.name for structure in found], symbol)]


def projected_jacobian(jacobian: MatrixExpr, wrt: MatrixSymbol) -> MatrixExpr:
    """Project a Jacobian in vec form as the assumptions in force ask for.

    Raises
    ------
    MatrixDerivativeError
        The variable is assumed orthogonal: its directions depend on where it is.

    Examples
    --------
    >>> from sympy import assuming
    >>> X = MatrixSymbol("X", 2, 2)
    >>> with assuming(Q.symmetric(X)):
    ...     projected_jacobian(Identity(4), X)
    (1/2)*(K(2, 2) + I)
    """
    structure = structure_of(wrt)
    if structure is None:
        return jacobian
    if structure.projector is None:
        hint = f"why: {wrt} is assumed {structure.name}; use differential(F, {wrt}, d{wrt})"
        raise MatrixDerivativeError("Jacobian", ["Jacobian"], wrt=str(wrt), hint=hint)
    return simplified(product(jacobian, structure.projector(wrt.shape[0])))


def projected(gradient: MatrixExpr, at: MatrixSymbol | Symbol) -> MatrixExpr:
    """Project a gradient as the assumptions in force ask for.

    Examples
    --------
    >>> from sympy import assuming
    >>> A, X = MatrixSymbol("A", 2, 2), MatrixSymbol("X", 2, 2)
    >>> with assuming(Q.symmetric(X)):
    ...     projected(A, X)
    (1/2)*(A + A.T)
    """
    structure = structure_of(at)
    if structure is None or not isinstance(at, MatrixSymbol):
        return gradient
    return simplified(structure.projection(gradient, at))
