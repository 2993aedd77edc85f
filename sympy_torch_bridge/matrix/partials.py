"""Local partial derivatives of one scalar node, from SymPy's ``fdiff``, for real arguments.

The rule is found on a shallow copy of the node whose operands are real placeholders, and the
operands are put in afterwards.  So nothing here depends on how deep an operand is, and
``Abs``, ``Max`` and their kind get the real derivative: ``sign(u)`` and not the form with
``re`` and ``im`` that SymPy gives for a complex argument.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from sympy import (
    Abs,
    Add,
    Basic,
    DiracDelta,
    Dummy,
    Eq,
    Expr,
    Function,
    Heaviside,
    Max,
    Mod,
    Mul,
    Piecewise,
    Pow,
    S,
    ceiling,
    floor,
    frac,
    sign,
)
from sympy.core.function import AppliedUndef, ArgumentIndexError
from sympy.functions.elementary.miscellaneous import MinMaxBase

from .rebuilding import rebuilt
from .scalars import built

__all__ = ["PIECEWISE_SMOOTH", "local_partial"]


def _zero(*_: Expr) -> Expr:
    return S.Zero


# Derivatives wherever they exist.  At a jump or kink there is none; SymPy would write a
# DiracDelta there, which as a function of a number is zero everywhere else.
PIECEWISE_SMOOTH: dict[type, tuple[Callable[..., Expr], ...]] = {
    Abs: (sign,),
    sign: (_zero,),
    Heaviside: (_zero, lambda u, at_zero: Piecewise((S.One, Eq(u, 0)), (S.Zero, True))),
    DiracDelta: (_zero, _zero),
    floor: (_zero,),
    ceiling: (_zero,),
    frac: (lambda u: S.One,),
    Mod: (lambda p, q: S.One, lambda p, q: -floor(p / q)),
}


def local_partial(node: Expr, arguments: Sequence[Expr], position: int, *, evaluate: bool = True) -> Expr:
    """Return the derivative of a node with respect to one of its operands.

    Parameters
    ----------
    node : Add, Mul, Pow or a SymPy function
    arguments : sequence of Expr
        The operands to put into the result, in the order of ``node.args``.
    position : int
        Which operand to differentiate by.
    evaluate : bool
        False builds the result without SymPy's automatic evaluation, which recurses.

    Raises
    ------
    ArgumentIndexError
        SymPy knows no derivative of this function in this argument.

    Examples
    --------
    >>> from sympy import Abs, Symbol, besselj
    >>> x = Symbol("x")
    >>> local_partial(Abs(x), [x], 0)
    sign(x)
    >>> local_partial(besselj(0, x), besselj(0, x).args, 1)
    -besselj(1, x)
    """
    if isinstance(node, Add):
        return S.One
    if isinstance(node, Mul):
        others = [argument for i, argument in enumerate(arguments) if i != position]
        if len(others) == 1:
            return others[0]
        return built(Mul, *others) if evaluate else Mul(*others, evaluate=False)
    kept = tuple(argument if argument.is_Number else None for argument in arguments)
    template, holes = _template(node.func, kept, position)
    return rebuilt(template, dict(zip(holes, arguments, strict=True)), evaluate=evaluate)


@lru_cache(maxsize=4096)
def _template(head: type, numbers: tuple[Basic | None, ...], position: int) -> tuple[Expr, tuple[Dummy, ...]]:
    """Return the partial derivative of ``head`` at real placeholders, and the placeholders."""
    holes = tuple(Dummy(f"u{i}", real=True) for i in range(len(numbers)))
    at = [hole if number is None else number for hole, number in zip(holes, numbers, strict=True)]
    if head in PIECEWISE_SMOOTH:
        return PIECEWISE_SMOOTH[head][position](*at), holes
    if issubclass(head, MinMaxBase):
        return _share_of_extreme(head, at, position), holes
    if issubclass(head, Pow):
        return Pow(at[0], at[1], evaluate=False).diff(at[position]), holes
    # An undefined function has a derivative only as a Derivative node, which takes no operands.
    if not hasattr(head, "fdiff") or issubclass(head, AppliedUndef):
        raise ArgumentIndexError(head, position + 1)
    slope = _function(head, at).fdiff(position + 1)
    return slope, holes


def _share_of_extreme(head: type, at: Sequence[Expr], position: int) -> Expr:
    """Return 1 where the operand is the extreme one, 1/2 in a tie of two, else 0."""
    lead = at[position] - head(*at[:position], *at[position + 1 :])
    return Heaviside(lead if issubclass(head, Max) else -lead)


def _function(head: type, at: Sequence[Expr]) -> Expr:
    # Evaluation could replace the node by another one, e.g. exp(log(u)), so it is switched off.
    try:
        return head(*at, evaluate=False) if issubclass(head, Function) else head(*at)
    except TypeError:  # a few classes, such as betainc, do not know the word
        return head(*at)
