"""One judged number: what was claimed or measured at a point, what is exact, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

__all__ = ["PointResult", "PointVerdict"]

_NUMBERS = ("measured", "exact", "gap", "tolerance", "resolution", "left", "right")

PointVerdict = Literal["PASS", "FAIL", "KINK", "OUTSIDE_DOMAIN", "ILL_CONDITIONED", "UNDECIDED"]


@dataclass(frozen=True, slots=True, eq=False)
class PointResult:
    """The verdict on one component of one witness at one point.

    Parameters
    ----------
    index : int
        Number of the point in the sample.
    point : tuple of pairs of name and float or complex
    component : str
        ``df/dx``, or ``f`` for the value itself.
    witness : str
        Whose number it is: ``claim``, ``reverse``, ``forward``, ``value``, ``symbolic`` or ``backward``.
    measured, exact : float, or complex where inputs are
        The number judged and the one it is judged by; nan where there is none.
    gap : float
        Distance of the two, computed in high precision.
    tolerance : float
        Largest gap that counts as rounding.
    resolution : float
        ``tolerance`` over the size of the exact number: a larger relative error would not have passed. Of
        an undecided row, what would have been refuted.
    verdict : str
        ``PASS``; ``FAIL``; ``KINK`` (no derivative exists there); ``OUTSIDE_DOMAIN``;
        ``ILL_CONDITIONED`` (agrees, but a mistake would not show); ``UNDECIDED`` (the exact value, or the
        rounding of code that leaves torch, is not known well enough).
    left, right : float, optional
        One-sided slopes at a kink.
    note : str
        Why, where it is not obvious.
    """

    index: int
    point: tuple[tuple[str, Any], ...]
    component: str
    witness: str
    measured: Any
    exact: Any
    gap: float
    tolerance: float
    resolution: float
    verdict: PointVerdict
    left: float | None = None
    right: float | None = None
    note: str = ""

    def __eq__(self, other: object) -> bool:
        """Compare all fields; a missing number, nan, equals another one."""
        if not isinstance(other, PointResult):
            return NotImplemented
        return all(_is_same(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    def __hash__(self) -> int:
        return hash((self.index, self.component, self.witness, self.verdict))

    @property
    def ratio(self) -> Any:
        """Measured over exact; nan where the exact number is zero."""
        return self.measured / self.exact if self.exact else math.nan

    @property
    def is_between_slopes(self) -> bool | None:
        """Whether the number lies between the one-sided slopes of a kink; None where one is missing."""
        if self.left is None or self.right is None or self.measured != self.measured:
            return None
        low, high = sorted((self.left, self.right))
        slack = self.tolerance if math.isfinite(self.tolerance) else 0.0
        return bool(low - slack <= self.measured <= high + slack)

    @property
    def place(self) -> str:
        """The point as text: ``x = 0.5, y = 2``."""
        return ", ".join(f"{name} = {value!r}" for name, value in self.point)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers, strings and None; what is no finite number becomes text."""
        return {
            "index": self.index,
            "point": {name: plain(value) for name, value in self.point},
            "component": self.component,
            "witness": self.witness,
            "measured": plain(self.measured),
            "exact": plain(self.exact),
            "gap": plain(self.gap),
            "tolerance": plain(self.tolerance),
            "resolution": plain(self.resolution),
            "verdict": self.verdict,
            "left": plain(self.left),
            "right": plain(self.right),
            "note": self.note,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PointResult:
        """Return the row that :meth:`to_dict` was written of."""
        numbers = {name: from_plain(data[name]) for name in _NUMBERS}
        point = tuple((name, from_plain(value)) for name, value in data["point"].items())
        return cls(**{**data, **numbers, "point": point})


def _is_same(value: Any, other: Any) -> bool:
    return bool(value == other or (value != value and other != other))


def plain(value: complex | None) -> float | str | None:
    """Return a number that JSON can hold, else its name.

    Examples
    --------
    >>> plain(0.5), plain(float("inf")), plain(None), plain(1 + 2j)
    (0.5, 'inf', None, '(1+2j)')
    """
    if isinstance(value, complex):
        return str(value)
    return value if value is None or math.isfinite(value) else str(value)


def from_plain(value: float | str | None) -> Any:
    """Return the number that :func:`plain` was given.

    Examples
    --------
    >>> from_plain(0.5), from_plain("-inf"), from_plain(None), from_plain("(1+2j)")
    (0.5, -inf, None, (1+2j))
    """
    if not isinstance(value, str):
        return value
    return complex(value) if value.endswith(("j", "j)")) else float(value)
