"""The record that describes one SymPy function to every part of the library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ..domain import REAL, Interval
from .host import HostKernel

__all__ = ["Op"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One SymPy function: how torch computes it, where it is real, and what it is checked against.

    The derivatives are SymPy's ``fdiff``. ``partials`` replaces it for an argument where SymPy has no
    derivative, or writes it in a form that loses digits or is undefined where the derivative is not.

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
    partials : tuple of callable or None
        For each argument a function from the SymPy arguments to the partial derivative as a SymPy
        expression, or None for SymPy's own. Where neither exists, or where that function returns None,
        mpmath differentiates ``reference``.
    reference : callable or None
        mpmath function with the same arguments, the independent value of the tests.
    ball : str or None
        Method of python-flint's ``arb`` that encloses the value for one real argument.
    complex : bool
        Whether ``lower`` also accepts complex tensors, with SymPy's branch cuts.
    complex_valued : bool
        Whether the value is complex for real arguments, as that of a Hankel function is. ``lower`` then
        gets complex tensors alone, and a formula with the function is computed in complex arithmetic.
    samples : tuple of tuples of float
        Arguments to test at in addition to those drawn from ``domain``.
    integer : tuple of int
        Positions of the arguments that are integers, such as the degree of a polynomial defined for
        whole degrees alone. Tests draw integers for them, and nothing is differentiated by them.
    ulp : float
        Largest error of the value at the tested points, in units in the last place of a double.
    removable : bool
        Whether SymPy's formula of a derivative is undefined at points where the derivative exists, as
        a product of a zero and a pole is. There mpmath differentiates ``reference``, unless torch
        differentiates ``lower``; and ``f.derivative`` leaves the function to torch.
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
    partials: tuple[Callable[..., Any] | None, ...] = ()
    reference: Callable[..., Any] | None = None
    ball: str | None = None
    complex: bool = False
    complex_valued: bool = False
    samples: tuple[tuple[float, ...], ...] = ()
    integer: tuple[int, ...] = ()
    ulp: float = 16
    removable: bool = False
    smooth: bool = True
    kink: str = ""
    notes: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """The name of the SymPy class."""
        return str(self.head.__name__)

    @property
    def kernel(self) -> str:
        """What computes: "torch" or "own" on any device, "scipy", "sympy" or "mpmath" on the CPU."""
        if isinstance(self.lower, HostKernel):
            return self.lower.library
        module = getattr(self.lower, "__module__", None) or ""
        return "own" if module.startswith("sympy_torch_bridge") else "torch"

    def is_slow(self, arity: int) -> bool:
        """Tell whether mpmath computes the value of so many arguments number by number."""
        kernel = self.lower
        return isinstance(kernel, HostKernel) and kernel.library == "mpmath" and arity not in kernel.fast

    def argument_domain(self, position: int) -> Interval:
        """Return the domain of the argument at ``position``."""
        return self.domain[min(position, len(self.domain) - 1)]
