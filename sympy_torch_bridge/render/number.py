"""Numbers written for people: few digits, fixed point where it reads well, words where there is no number."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import SupportsFloat

from .table import Cell

__all__ = ["format_number", "number_cell"]

# As in C's %g: below a ten thousandth, zeros after the point take longer to count than an exponent to read.
_SMALLEST_FIXED_EXPONENT = -4
_WORDS_IN_LATEX = {"nan": r"\mathrm{nan}", "inf": r"\infty", "-inf": r"-\infty"}


def format_number(value: SupportsFloat, digits: int = 6, *, trim: bool = True) -> str:
    """Write a number with a given count of significant digits.

    Use it for one number in a sentence; in a column of numbers keep the zeros with ``trim=False``,
    so that points stay below each other.

    Parameters
    ----------
    value : number
        A float, int, Fraction, Decimal, mpmath number, or anything ``float`` takes. Numbers
        outside the range of a double keep their magnitude where their type can hold it.
    digits : int, positive
        Significant digits.
    trim : bool
        Whether zeros at the end of the fraction are dropped.

    Returns
    -------
    str
        Fixed point for magnitudes from 1e-4 up to ``10**digits``, else scientific; ``nan``,
        ``inf`` or ``-inf`` where the value is no finite number. ``float`` reads it back.

    Raises
    ------
    ValueError
        ``digits`` is not positive.

    Examples
    --------
    >>> format_number(2.3), format_number(2.3, trim=False), format_number(1 / 3)
    ('2.3', '2.30000', '0.333333')
    >>> format_number(1.25e-7), format_number(123456789.0, 3), format_number(float("nan"))
    ('1.25e-7', '1.23e8', 'nan')
    """
    if digits < 1:
        raise ValueError(f"digits={digits}: at least one significant digit is needed")
    number = _decimal(value)
    if not number.is_finite():
        return _word(number)
    if number.is_zero():
        return "0" if trim or digits == 1 else f"{Decimal(0):.{digits - 1}f}"
    mantissa, exponent_text = f"{number:.{digits - 1}e}".lower().split("e")
    exponent = int(exponent_text)
    if _SMALLEST_FIXED_EXPONENT <= exponent < digits:
        return _trimmed(f"{number:.{digits - 1 - exponent}f}", trim)
    return f"{_trimmed(mantissa, trim)}e{exponent}"


def number_cell(value: SupportsFloat, digits: int = 6, *, trim: bool = False) -> Cell:
    r"""Write a number as a table cell with its LaTeX, where powers of ten are set as such.

    Examples
    --------
    >>> number_cell(1.25e-7, 3)
    Cell(text='1.25e-7', latex='1.25 \\cdot 10^{-7}')
    >>> number_cell(0.5, 2)
    Cell(text='0.50', latex='0.50')
    """
    text = format_number(value, digits, trim=trim)
    return Cell(text, _WORDS_IN_LATEX.get(text) or _power_of_ten(text))


def _power_of_ten(text: str) -> str:
    mantissa, mark, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if mark else mantissa


def _decimal(value: SupportsFloat) -> Decimal:
    if isinstance(value, int | float | Decimal):
        return Decimal(value)
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    try:
        # The text of an mpmath number keeps an exponent that a double cannot hold.
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(float(value))


def _word(number: Decimal) -> str:
    if number.is_nan():
        return "nan"
    return "inf" if number > 0 else "-inf"


def _trimmed(text: str, trim: bool) -> str:
    return text.rstrip("0").rstrip(".") if trim and "." in text else text
