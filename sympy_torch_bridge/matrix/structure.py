"""Derivatives by matrices whose entries depend on each other: the gradient, projected.

Of all matrices near ``X`` only those of its structure may be reached. The gradient by a structured matrix
is the orthogonal projection of the plain gradient onto the directions that keep the structure; the change
of the function is its inner product with any of these directions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import DiagMatrix, Identity, MatrixExpr, MatrixSymbol, Q, Rational, Symbol
from sympy.assumptions.assume import AppliedPredicate, Predicate, global_assumptions

from ..errors import InputTypeError, OptionError
from .elementwise import hadamard
from .simplification import simplified
from .sums import total
from .transposition import transposed
from .triangle import LowerOnes, UpperOnes
from .words import as_power, product, split

__all__ = ["BY_NAME", "STRUCTURES", "Structure", "assumption_of", "projected", "structure_of"]

Projection = Callable[[MatrixExpr, MatrixSymbol], MatrixExpr]


@dataclass(frozen=True)
class Structure:
    """One kind of structured matrices.

    Attributes
    ----------
    name : str
    predicate : Predicate
        SymPy's assumption of the same meaning.
    projection : callable
        ``projection(G, X)``: the part of a plain gradient ``G`` at ``X`` that keeps the structure.
    text : str
        What the projection is, in words.
    """

    name: str
    predicate: Predicate
    projection: Projection
    text: str


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


STRUCTURES: tuple[Structure, ...] = (
    Structure("symmetric", Q.symmetric, _symmetric_part, "(G + G.T)/2"),
    Structure("diagonal", Q.diagonal, _diagonal_part, "the diagonal of G, zero elsewhere"),
    Structure(
        "lower-triangular",
        Q.lower_triangular,
        lambda gradient, at: hadamard(gradient, LowerOnes(at.shape[0])),
        "G on and below the diagonal, zero above",
    ),
    Structure(
        "upper-triangular",
        Q.upper_triangular,
        lambda gradient, at: hadamard(gradient, UpperOnes(at.shape[0])),
        "G on and above the diagonal, zero below",
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
    if structure not in BY_NAME:
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
    # The more special structure comes last: a diagonal matrix is symmetric as well.
    found = [s for s in STRUCTURES if s.predicate(symbol) in global_assumptions]
    return found[-1] if found else None


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
