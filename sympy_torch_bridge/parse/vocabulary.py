"""The words a formula may use: SymPy's functions of numbers, its conditions and its constants.

The functions come from SymPy's own list, less those that are no functions of real or complex
numbers and those whose values are sequences or take factoring. One :class:`Word` a function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

import sympy
from sympy.codegen import cfunctions
from sympy.core.function import FunctionClass

from .bounds import MAX_EXPONENT, MAX_ORDER, check_extreme, check_power

__all__ = ["CONSTANTS", "WORDS", "Word"]

Takes = Literal["numbers", "conditions", "pairs", "lists"]


@dataclass(frozen=True, slots=True)
class Word:
    """One function of the vocabulary.

    ``most`` is None where any number of arguments is accepted; ``limit`` bounds the numbers among
    the arguments, None where their size does no harm; ``needs_symbol`` refuses arguments that are
    all numbers.
    """

    name: str
    make: Callable[..., Any]
    fewest: int
    most: int | None
    takes: Takes = "numbers"
    limit: int | None = MAX_ORDER
    needs_symbol: bool = False

    @property
    def arity(self) -> str:
        """The accepted number of arguments, in words."""
        if self.most is None:
            return f"at least {self.fewest} argument{'s' * (self.fewest != 1)}"
        if self.most == self.fewest:
            return f"{self.fewest} argument{'s' * (self.fewest != 1)}"
        return f"{self.fewest} to {self.most} arguments"


# Of lists, matrices or expressions, not of numbers.
_NOT_OF_NUMBERS = {
    "Id", "transpose", "adjoint", "polarify", "unpolarify", "piecewise_fold", "piecewise_exclusive",
    "Eijk", "LeviCivita", "bspline_basis", "bspline_basis_set", "interpolating_spline", "jn_zeros",
    "unbranched_argument", "Ynm_c", "chebyshevt_root", "chebyshevu_root",
}  # fmt: skip
# Sequences and number theory: nothing to differentiate, and some take unbounded time.
_SEQUENCES = {
    "carmichael", "fibonacci", "lucas", "motzkin", "tribonacci", "bell", "genocchi", "andre",
    "partition", "divisor_sigma", "udivisor_sigma", "legendre_symbol", "jacobi_symbol",
    "kronecker_symbol", "mobius", "primenu", "primeomega", "totient", "reduced_totient", "primepi",
    "euler", "bernoulli", "subfactorial", "multigamma",
}  # fmt: skip
# Their size does not grow with the size of a number inside.
_UNLIMITED = {
    "sin", "cos", "tan", "sec", "csc", "cot", "sinc", "asin", "acos", "atan", "asec", "acsc", "acot",
    "atan2", "log", "ln", "log1p", "log2", "log10", "tanh", "coth", "asinh", "acosh", "atanh", "acoth",
    "asech", "acsch", "floor", "ceiling", "frac", "Rem", "re", "im", "sign", "Abs", "conjugate", "arg",
    "Heaviside", "DiracDelta", "KroneckerDelta", "LambertW", "hypot",
}  # fmt: skip
_EXPONENTIAL = {"exp", "exp_polar", "expm1", "exp2", "sinh", "cosh", "sech", "csch"}
# SymPy does not state the number of arguments of these classes; generalised harmonic numbers are
# sums that SymPy writes out.
_ARITIES: Mapping[str, tuple[int, int]] = {
    "exp_polar": (1, 1), "harmonic": (1, 1), "lerchphi": (3, 3), "meijerg": (3, 5),
}  # fmt: skip
# SymPy writes these polynomials out at a cost that grows fast with their order.
_SMALL_ORDER: Mapping[str, int] = {
    "jacobi": 10, "jacobi_normalized": 10,
    **dict.fromkeys(
        ("gegenbauer", "legendre", "chebyshevt", "chebyshevu", "hermite", "hermite_prob", "laguerre",
         "assoc_laguerre", "assoc_legendre"), 50,
    ),
}  # fmt: skip
# The series and integrals behind these may not converge in any time at some numbers, and SymPy
# computes them when it compares or rounds; with a symbol among the arguments it cannot.
_NEEDS_SYMBOL = {
    "lowergamma", "uppergamma", "expint", "hyper", "meijerg", "appellf1", "lerchphi", "polylog",
    "betainc", "betainc_regularized", "marcumq", "mathieus", "mathieuc", "mathieusprime", "mathieucprime",
    "erf2inv", "elliptic_f", "elliptic_pi", "jacobi", "gegenbauer", "assoc_laguerre", "assoc_legendre",
    "legendre", "chebyshevt", "chebyshevu", "hermite", "hermite_prob", "laguerre", "Ynm", "Znm", "stieltjes",
    "hankel1", "hankel2", "jn", "yn", "hn1", "hn2",
}  # fmt: skip
_CODEGEN = ("expm1", "exp2", "log1p", "log2", "log10", "hypot")


def _limit(name: str) -> int | None:
    if name in _UNLIMITED:
        return None
    return MAX_EXPONENT if name in _EXPONENTIAL else _SMALL_ORDER.get(name, MAX_ORDER)


def _from_class(name: str, head: Any) -> Word:
    fewest, most = _ARITIES.get(name) or (min(head.nargs), max(head.nargs))
    takes: Takes = "lists" if name in ("hyper", "meijerg") else "numbers"
    return Word(name, head, int(fewest), int(most), takes, _limit(name), name in _NEEDS_SYMBOL)


def _function_words() -> list[Word]:
    listed = {name: getattr(sympy.functions, name) for name in sympy.functions.__all__}
    listed |= {name: getattr(cfunctions, name) for name in _CODEGEN}
    left_out = _NOT_OF_NUMBERS | _SEQUENCES | {"Piecewise", "Max", "Min"}
    return [
        _from_class(name, head)
        for name, head in listed.items()
        if isinstance(head, FunctionClass) and name not in left_out
    ]


def _root(value: Any, n: Any) -> Any:
    check_power(value, 1 / n)
    return sympy.root(value, n)


def _real_root(value: Any, n: Any = None) -> Any:
    if n is not None:
        check_power(value, 1 / n)
    return sympy.real_root(value, n)


def _extreme(head: Any, *values: Any) -> Any:
    check_extreme(sum(len(value.args) if isinstance(value, head) else 1 for value in values))
    return head(*values)


_OTHERS = (
    Word("sqrt", sympy.sqrt, 1, 1, limit=None),
    Word("cbrt", sympy.cbrt, 1, 1, limit=None),
    Word("root", _root, 2, 2),
    Word("real_root", _real_root, 1, 2),
    Word("Max", partial(_extreme, sympy.Max), 1, None, limit=None),
    Word("Min", partial(_extreme, sympy.Min), 1, None, limit=None),
    Word("abs", sympy.Abs, 1, 1, limit=None),
    Word("Mod", sympy.Mod, 2, 2, limit=None),
    Word("E1", sympy.E1, 1, 1),
    Word("jacobi_normalized", sympy.jacobi_normalized, 4, 4, limit=_SMALL_ORDER["jacobi_normalized"]),
    # The polynomials; the numbers of the same name are sequences.
    Word("bernoulli", sympy.bernoulli, 2, 2, limit=50, needs_symbol=True),
    Word("euler", sympy.euler, 2, 2, limit=50, needs_symbol=True),
    Word("Piecewise", sympy.Piecewise, 1, None, "pairs", None),
    Word("Eq", sympy.Eq, 2, 2, limit=None),
    Word("Ne", sympy.Ne, 2, 2, limit=None),
    Word("Lt", sympy.Lt, 2, 2, limit=None),
    Word("Le", sympy.Le, 2, 2, limit=None),
    Word("Gt", sympy.Gt, 2, 2, limit=None),
    Word("Ge", sympy.Ge, 2, 2, limit=None),
    Word("And", sympy.And, 1, None, "conditions", None),
    Word("Or", sympy.Or, 1, None, "conditions", None),
    Word("Not", sympy.Not, 1, 1, "conditions", None),
    Word("Xor", sympy.Xor, 1, None, "conditions", None),
    Word("Implies", sympy.Implies, 2, 2, "conditions", None),
    Word("ITE", sympy.ITE, 3, 3, "conditions", None),
)

WORDS: Mapping[str, Word] = MappingProxyType({word.name: word for word in (*_function_words(), *_OTHERS)})

CONSTANTS: Mapping[str, Any] = MappingProxyType(
    {
        "pi": sympy.pi,
        "E": sympy.E,
        "I": sympy.I,
        "oo": sympy.oo,
        "zoo": sympy.zoo,
        "nan": sympy.nan,
        "EulerGamma": sympy.EulerGamma,
        "Catalan": sympy.Catalan,
        "GoldenRatio": sympy.GoldenRatio,
        "True": sympy.true,
        "False": sympy.false,
    }
)
