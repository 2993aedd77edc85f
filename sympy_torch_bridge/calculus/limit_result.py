"""LimitTable: the result of ``limit_table``, immutable, in every form a reader may want."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

from .. import render
from ..errors import OptionError
from . import limit_display
from .float_range import float_or_none
from .limit_scan import BestStep
from .limit_sides import SideLimit
from .limit_verdict import Verdict, is_rational

if TYPE_CHECKING:
    import pandas

__all__ = ["LimitRow", "LimitTable", "OneSidedLimits"]

Reference = Literal["high precision", "autograd", "quotients"]


@dataclass(frozen=True, slots=True)
class LimitRow:
    """Difference quotients with one step.

    Parameters
    ----------
    h : float
    forward, backward, central, richardson : float
        Quotients in float64; nan where a value does not exist.
    error : float or None
        Central quotient minus reference derivative.
    truncation : float or None
        Exact central quotient minus exact derivative.
    round_off : float or None
        Float64 central quotient minus exact central quotient.
    observed_order : float or None
        The power of ``h`` with which the truncation falls, from ``h`` to ``h/2``; None if it vanishes.
    """

    h: float
    forward: float
    backward: float
    central: float
    richardson: float
    error: float | None = None
    truncation: float | None = None
    round_off: float | None = None
    observed_order: float | None = None


@dataclass(frozen=True, slots=True)
class OneSidedLimits:
    """Limits of the backward quotient (from the left) and of the forward quotient (from the right)."""

    left: SideLimit
    right: SideLimit


@dataclass(frozen=True, slots=True)
class LimitTable:
    """Difference quotients for falling steps, their limit, and what it says about the function.

    Made by :func:`sympy_torch_bridge.limit_table`. Print it, show it in a notebook, or read its fields.

    Parameters
    ----------
    function, point, along : str
        What was differentiated, where, and along which direction (empty for the derivative in one variable).
    order : int
        Order of the derivative.
    rows : tuple of LimitRow
        One for each step, in the order given.
    limit : number or None
        The derivative: a sympy.Rational where it is known to be that rational, else a sympy.Float; a float
        for callables without an expression. None where there is no derivative.
    uncertainty : float
        Bound (high precision) or estimate (numerical) of the error of ``limit``.
    verdict : str
        ``"differentiable"``, ``"kink"``, ``"vertical tangent"``, ``"jump"``, ``"one-sided"``,
        ``"oscillating"`` or ``"undecided"``.
    conclusion : str
        The verdict as a sentence with its numbers.
    one_sided : OneSidedLimits
        Of the quotients of order ``order``, or of the lowest order at which no derivative exists.
    best : tuple of BestStep
        The best step of the forward and of the central quotient; empty without a derivative.
    reference : {"high precision", "autograd", "quotients"}
        What the errors are measured against.
    derivative : float or None
        The value of that reference; None also where it does not fit float64.
    exactness : str
        Where the central quotient has no truncation error, the sentence that says so; else empty.
    remarks : tuple of str
        Further sentences for the reader.
    """

    function: str
    point: str
    along: str
    order: int
    rows: tuple[LimitRow, ...]
    limit: Any
    uncertainty: float
    verdict: Verdict
    conclusion: str
    one_sided: OneSidedLimits
    best: tuple[BestStep, ...]
    reference: Reference
    derivative: float | None
    exactness: str = ""
    remarks: tuple[str, ...] = ()

    def to_text(self, style: str = "table") -> str:
        """Write as aligned text, or with ``style="lines"`` as a line ``h=..., numerical limit=...`` a row."""
        if style == "lines":
            return limit_display.lines(self)
        if style != "table":
            raise OptionError("style", style, accepted=["table", "lines"])
        return render.to_text(limit_display.table(self))

    def to_markdown(self) -> str:
        """Write as a table in GitHub's Markdown."""
        return render.to_markdown(limit_display.table(self))

    def to_html(self, *, latex: bool = False) -> str:
        r"""Write as an HTML table; with ``latex`` numbers are set as formulas ``\(...\)``."""
        return render.to_html(limit_display.table(self), latex=latex)

    def to_latex(self) -> str:
        """Write as a LaTeX table."""
        return render.to_latex(limit_display.table(self))

    def to_rst(self) -> str:
        """Write as a reStructuredText list-table."""
        return render.to_rst(limit_display.table(self))

    def to_table(self) -> render.Table:
        """Return the neutral description that all text forms are made from."""
        return limit_display.table(self)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON can hold: a value that does not exist or is not finite is None."""
        left, right = self.one_sided.left, self.one_sided.right
        return {
            "function": self.function,
            "point": self.point,
            "along": self.along,
            "order": self.order,
            "rows": [{f.name: _finite(getattr(row, f.name)) for f in fields(row)} for row in self.rows],
            "limit": None if self.limit is None else _limit_data(self.limit),
            "uncertainty": _finite(self.uncertainty),
            "verdict": self.verdict,
            "conclusion": self.conclusion,
            "one_sided": {"left": _side_data(left), "right": _side_data(right)},
            "best": [{f.name: getattr(step, f.name) for f in fields(step)} for step in self.best],
            "reference": self.reference,
            "derivative": _finite(self.derivative),
            "exactness": self.exactness,
            "remarks": list(self.remarks),
        }

    def to_json(self, indent: int | None = None) -> str:
        """Write :meth:`to_dict` as JSON."""
        return json.dumps(self.to_dict(), indent=indent, allow_nan=False)

    def to_frame(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame; needs pandas.

        Raises
        ------
        MissingDependencyError
            pandas is not installed.
        """
        names = [f.name for f in fields(LimitRow)]
        records = [[getattr(row, name) for name in names] for row in self.rows]
        return render.to_frame(records, needed_for="LimitTable.to_frame()", columns=names, dtype="float64")

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        found = "" if self.limit is None else f", limit={limit_display.limit_text(self)}"
        return f"LimitTable({limit_display.subject(self)}: {self.verdict}{found}, {len(self.rows)} rows)"

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _limit_data(value: Any) -> dict[str, Any]:
    return {"value": float_or_none(value), "exact": str(value) if is_rational(value) else None}


def _side_data(side: SideLimit) -> dict[str, Any]:
    data = {"kind": side.kind, "value": None, "exact": None}
    if side.is_finite:
        return data | _limit_data(side.value)
    return data | {"value": None if side.value is None else ("oo" if side.value > 0 else "-oo")}
