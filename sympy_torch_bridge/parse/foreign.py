"""How other languages and books write things, and what SymPy writes instead: two tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["FOREIGN_NAMES", "FOREIGN_SIGNS"]

# Names that would otherwise pass as symbols or as misspelt functions.
FOREIGN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "arcsin": "asin",
        "arccos": "acos",
        "arctan": "atan",
        "arctan2": "atan2",
        "arccot": "acot",
        "arcsec": "asec",
        "arccsc": "acsc",
        "arcsinh": "asinh",
        "arccosh": "acosh",
        "arctanh": "atanh",
        "arsinh": "asinh",
        "arcosh": "acosh",
        "artanh": "atanh",
        "cosec": "csc",
        "ceil": "ceiling",
        "fabs": "Abs",
        "inf": "oo",
        "infinity": "oo",
        "lgamma": "loggamma",
        "pow": "a**b",
        "max": "Max",
        "min": "Min",
        "sgn": "sign",
        "relu": "Max(0, x)",
        "sigmoid": "1/(1 + exp(-x))",
        "softplus": "log(1 + exp(x))",
        "where": "Piecewise((a, condition), (b, True))",
        "π": "pi",
        "Derivative": "the derivative itself; the formula must be free of it",
        "Integral": "the integral itself; the formula must be free of it",
        "Sum": "the terms one by one",
        "Product": "the factors one by one",
        "Limit": "the limit itself; the formula must be free of it",
    }
)

# sign -> (what is wrong with it, what to write)
FOREIGN_SIGNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "^": ("is not a power", "a power is written x**2"),
        "²": ("is not a power", "a power is written x**2"),
        "³": ("is not a power", "a power is written x**3"),
        "//": ("is not accepted", "write floor(a/b)"),
        "%": ("is not accepted", "write a - b*floor(a/b)"),
        "@": ("is not accepted", "formulas are scalar here; write the entries out"),
        "=": ("does not compare", "an equation is written a == b or Eq(a, b)"),
        ":=": ("would give a value to a name", "an equation is written a == b or Eq(a, b)"),
        "=>": ("is not a comparison", "write a >= b"),
        "=<": ("is not a comparison", "write a <= b"),
        "<>": ("is not a comparison", "write a != b"),
        "->": ("is not accepted", ""),
        "<<": ("is not accepted", "write a*2**b"),
        ">>": ("is not accepted", "write floor(a/2**b)"),
        "&&": ("is not accepted", "write (a) & (b)"),
        "||": ("is not accepted", "write (a) | (b)"),
        "!": ("is not accepted", "write factorial(n), or ~(a) for the opposite of a condition"),
        ".": ("would read an attribute", "a decimal number has a digit beside its point: 0.5"),
        "'": ("would begin a string", "write names without quotes"),
        '"': ("would begin a string", "write names without quotes"),
        "`": ("is not accepted", "write names without quotes"),
        "{": ("would begin a set", "group with parentheses"),
        "}": ("would end a set", "group with parentheses"),
        ":": ("is not accepted", ""),
        ";": ("is not accepted", "one formula is expected"),
        "#": ("would begin a comment", ""),
        "$": ("belongs to LaTeX", "write the formula in SymPy's notation: sqrt(x)/2"),
        "\\": ("belongs to LaTeX", "write the formula in SymPy's notation: sqrt(x)/2"),
        "−": ("is a typeset minus", "write -"),
        "–": ("is a dash", "write -"),
        "·": ("is a typeset product", "write *"),
        "×": ("is a typeset product", "write *"),
        "÷": ("is a typeset quotient", "write /"),
        "√": ("is a typeset root", "write sqrt(x)"),
        "∞": ("is typeset infinity", "write oo"),
        "≤": ("is a typeset comparison", "write <="),
        "≥": ("is a typeset comparison", "write >="),
        "≠": ("is a typeset comparison", "write !="),
    }
)
