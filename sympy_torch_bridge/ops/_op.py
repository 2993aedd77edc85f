"""The record that describes one SymPy function to every part of the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ..domain import REAL, Interval

__all__ = ["Op"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One SymPy function: how torch computes it, where it is real, and what it is checked against.

    There is no field for the derivative, because SymPy's ``fdiff`` is the table of derivatives.

    Parameters
    ----------
    head : type
        The SymPy class, for example ``sympy.tanh``.
    lower : callable
        Takes one tensor per argument (any broadcastable shapes, one floating dtype) and returns
        a tensor of the broadcast shape and the same dtype.
    domain : tuple of Interval
        For each argument the real numbers at which the value is real and finite.
        The last interval serves all further arguments of a variadic function.
    grad : {"native", "symbolic"}
        ``"native"``: torch differentiates ``lower`` correctly. ``"symbolic"``: torch does not, and
        the derivative comes from SymPy's ``fdiff``.
    reference : callable or None
        mpmath function with the same arguments, the independent value of the tests.
    ball : str or None
        Method of python-flint's ``arb`` that encloses the value for one real argument.
    complex : bool
        Whether ``lower`` also accepts complex tensors, with SymPy's branch cuts.
    samples : tuple of tuples of float
        Arguments to test at in addition to those drawn from ``domain``.
    smooth : bool
        Whether the derivative exists in the whole ``domain``; ``kink`` states the convention otherwise.
    kink : str
        What the gradient is where no derivative exists.
    notes : str
        What a user should know about the kernel.
    source : str
        Where the definition is stated.

    Examples
    --------
    >>> import mpmath, sympy, torch
    >>> op = Op(head=sympy.tanh, lower=torch.tanh, reference=mpmath.tanh, ball="tanh")
    >>> op.name
    'tanh'
    """

    head: type[Any]
    lower: Callable[..., Any]
    domain: tuple[Interval, ...] = (REAL,)
    grad: Literal["native", "symbolic"] = "native"
    reference: Callable[..., Any] | None = None
    ball: str | None = None
    complex: bool = False
    samples: tuple[tuple[float, ...], ...] = ()
    smooth: bool = True
    kink: str = ""
    notes: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """The name of the SymPy class."""
        return str(self.head.__name__)

    def argument_domain(self, position: int) -> Interval:
        """Return the domain of the argument at ``position``."""
        return self.domain[min(position, len(self.domain) - 1)]
