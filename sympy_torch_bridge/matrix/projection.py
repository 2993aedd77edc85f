"""Gradients, Jacobians and Hessians by structured matrices: the plain ones, projected onto the structure."""

from __future__ import annotations

from sympy import MatrixExpr, MatrixSymbol, Symbol

from .simplification import simplified
from .structure import structure_of
from .words import product

__all__ = ["projected", "projected_change", "projected_hessian", "projected_jacobian"]


def projected_jacobian(jacobian: MatrixExpr, wrt: MatrixSymbol) -> MatrixExpr:
    """Project a Jacobian in vec form as the assumptions in force ask for.

    Examples
    --------
    >>> from sympy import Identity, Q, assuming
    >>> X = MatrixSymbol("X", 2, 2)
    >>> with assuming(Q.symmetric(X)):
    ...     projected_jacobian(Identity(4), X)
    (1/2)*(K(2, 2) + I)
    """
    structure = structure_of(wrt)
    if structure is None:
        return jacobian
    return simplified(product(jacobian, structure.projector(wrt)))


def projected_hessian(hessian: MatrixExpr, wrt: MatrixSymbol) -> MatrixExpr:
    """Project the Jacobian of a projected gradient once more where the directions depend on the place.

    The change of a tangent gradient need not be tangent: its tangent part is the Riemannian Hessian.

    Examples
    --------
    >>> from sympy import Identity, Q, assuming
    >>> X = MatrixSymbol("X", 2, 2)
    >>> with assuming(Q.orthogonal(X)):
    ...     projected_hessian(Identity(4), X)
    (1/2)*(I - (KroneckerProduct(X.T, X))*K(2, 2))
    """
    structure = structure_of(wrt)
    if structure is None or structure.is_linear:
        return hessian
    return simplified(product(structure.projector(wrt), hessian))


def projected_change(change: MatrixExpr, wrt: MatrixSymbol) -> MatrixExpr:
    """Project the change of a projected gradient once more where the directions depend on the place.

    Examples
    --------
    >>> from sympy import Q, assuming
    >>> X, V = MatrixSymbol("X", 2, 2), MatrixSymbol("V", 2, 2)
    >>> with assuming(Q.orthogonal(X)):
    ...     projected_change(V, X)
    (1/2)*(V - X*V.T*X)
    """
    structure = structure_of(wrt)
    return change if structure is None or structure.is_linear else projected(change, wrt)


def projected(gradient: MatrixExpr, at: MatrixSymbol | Symbol) -> MatrixExpr:
    """Project a gradient as the assumptions in force ask for.

    Examples
    --------
    >>> from sympy import Q, assuming
    >>> A, X = MatrixSymbol("A", 2, 2), MatrixSymbol("X", 2, 2)
    >>> with assuming(Q.symmetric(X)):
    ...     projected(A, X)
    (1/2)*(A + A.T)
    """
    structure = structure_of(at)
    if structure is None or not isinstance(at, MatrixSymbol):
        return gradient
    return simplified(structure.projection(gradient, at))
