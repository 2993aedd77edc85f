"""What people want to know of a record of the op table: its kernel, its domain, where gradients come from."""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass
from typing import Any

import sympy

from ..errors import LostGradientError, PerformanceWarning
from ..ops import Op
from .gradients.numerical_partial import NumericalPartial
from .gradients.symbolic_gradient import symbolic_gradient
from .operation import call

__all__ = ["RecordFacts", "arity_of", "facts_of"]


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One record in words.

    Parameters
    ----------
    function : str
        SymPy's name.
    kernel : str
        ``"torch"`` or ``"own"`` on any device, ``"scipy"``, ``"sympy"`` or ``"mpmath"`` on the CPU.
    calls : str
        What computes the value.
    domain : str
        Where the value is real and finite.
    gradient : str
        ``"torch"``: torch differentiates the kernel. ``"SymPy"``: a formula. ``"numerical"``: mpmath takes
        differences. Where arguments differ, one word each; ``"-"`` for an argument that is an integer.
    complex : str
        ``"yes"`` for complex arguments, ``"value"`` where the value alone is complex, ``"no"``.
    kink : str
        Where no derivative exists, and what the gradient is there.
    notes, source : str
    """

    function: str
    kernel: str
    calls: str
    domain: str
    gradient: str
    complex: str
    kink: str
    notes: str
    source: str

    def to_dict(self) -> dict[str, Any]:
        """Return the facts by their names."""
        return asdict(self)


def facts_of(op: Op) -> RecordFacts:
    """Return the facts about a record.

    Examples
    --------
    >>> from sympy_torch_bridge.ops import BY_HEAD
    >>> facts = facts_of(BY_HEAD[sympy.tan])
    >>> facts.kernel, facts.calls, facts.gradient, facts.domain
    ('torch', 'torch.tan', 'torch', '(-pi/2, pi/2)')
    """
    return RecordFacts(
        function=op.name,
        kernel=op.kernel,
        calls=call(op.lower).name,
        domain=_domain_text([_interval_text(interval) for interval in op.domain]),
        gradient=_gradient(op),
        complex="value" if op.complex_valued else "yes" if op.complex else "no",
        kink=op.kink,
        notes=op.notes,
        source=op.source,
    )


def arity_of(op: Op) -> int:
    """Return the number of arguments that the samples, the class or the domain of a record use."""
    if op.samples:
        return len(op.samples[0])
    nargs = op.head.nargs
    return len(op.domain) if len(op.domain) in nargs else int(min(nargs))


# Ends of domains that are rational multiples of pi, by the doubles that records hold.
_ENDS = {float(end): str(end) for end in (sympy.pi / 2, -sympy.pi / 2, sympy.pi, -sympy.pi)}


def _interval_text(interval: Any) -> str:
    text = str(interval)
    for end in (interval.lower, interval.upper):
        if end in _ENDS:
            text = text.replace(f"{end:g}", _ENDS[end])
    return text


def _domain_text(intervals: list[str]) -> str:
    if len(intervals) > 1 and len(set(intervals)) == 1:
        return f"{intervals[0]}^{len(intervals)}"
    return " x ".join(intervals)


def _gradient(op: Op) -> str:
    if op.grad == "native":
        return "torch"
    words = ["-" if i in op.integer else _source(op, i) for i in range(arity_of(op))]
    return words[0] if len(set(words)) == 1 else ", ".join(words)


def _source(op: Op, position: int) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerformanceWarning)
        try:
            slope = symbolic_gradient(op).partial_function(position, arity_of(op))
        except LostGradientError:
            return "none"
    return "numerical" if isinstance(slope, NumericalPartial) else "SymPy"
