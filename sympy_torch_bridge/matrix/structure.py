"""Derivatives by matrices whose entries depend on each other: the gradient, projected.

Of all matrices near ``X`` only those of its structure may be reached. The gradient by a structured matrix
is the orthogonal projection of the plain gradient onto the directions that keep the structure; the change
of the function is its inner product with any of these directions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import DiagMatrix, Identity, MatrixExpr, MatrixSymbol, Q, Rational, Symbol, Transpose
from sympy.assumptions.assume import AppliedPredicate, Predicate, global_assumptions

from ..errors import InputTypeError, OptionError
from .combined_structures import intersection, refuse_other_assumptions
from .elementwise import hadamard
from .kronecker import kronecker
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
    projector : callable
        ``projector(X)``: the matrix that projects the stacked columns of a direction at ``X``.
    is_linear : bool
        Whether the matrices of this structure are a linear space, so that the projection is one everywhere.
    """

    name: str
    predicate: Predicate
    projection: Projection
    text: str
    projector: Callable[[MatrixSymbol], MatrixExpr]
    is_linear: bool = True


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


def _tangent_projector(at: MatrixSymbol) -> MatrixExpr:
    """Return ``(I - (X.T kron X)*K)/2``, which takes ``vec(G)`` to ``vec(G - X*G.T*X)/2``."""
    size = at.shape[0]
    mirrored = product(kronecker(transposed(at), at), CommutationMatrix(size, size))
    return product(Rational(1, 2), total(Identity(size**2), product(-1, mirrored)))


def _symmetrizer(at: MatrixSymbol) -> MatrixExpr:
    size = at.shape[0]
    return product(Rational(1, 2), total(Identity(size**2), CommutationMatrix(size, size)))


STRUCTURES: tuple[Structure, ...] = (
    Structure("symmetric", Q.symmetric, _symmetric_part, "(G + G.T)/2", _symmetrizer),
    Structure(
        "diagonal",
        Q.diagonal,
        _diagonal_part,
        "the diagonal of G, zero elsewhere",
        lambda at: product(DiagonalSelection(at.shape[0]), Transpose(DiagonalSelection(at.shape[0]))),
    ),
    Structure(
        "lower-triangular",
        Q.lower_triangular,
        lambda gradient, at: hadamard(gradient, LowerOnes(at.shape[0])),
        "G on and below the diagonal, zero above",
        lambda at: DiagMatrix(Vec(LowerOnes(at.shape[0]))),
    ),
    Structure(
        "upper-triangular",
        Q.upper_triangular,
        lambda gradient, at: hadamard(gradient, UpperOnes(at.shape[0])),
        "G on and above the diagonal, zero below",
        lambda at: DiagMatrix(Vec(UpperOnes(at.shape[0]))),
    ),
    Structure(
        "toeplitz",
        TOEPLITZ,
        lambda gradient, _: applied_linearly(DiagonalMeans, gradient),
        "the means of the diagonals of G",
        lambda at: ToeplitzProjector(at.shape[0]),
    ),
    Structure(
        "orthogonal",
        Q.orthogonal,
        _tangent,
        "(G - X*G.T*X)/2, tangent to the orthogonal matrices",
        _tangent_projector,
        is_linear=False,
    ),
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
