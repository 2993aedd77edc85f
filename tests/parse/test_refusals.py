"""What the parser refuses, and what it says: the text of the messages is under test."""

from __future__ import annotations

import pytest
from sympy import Symbol

from sympy_torch_bridge.errors import BridgeError, ExpressionSyntaxError
from sympy_torch_bridge.parse import parse_expression, parse_expressions
from sympy_torch_bridge.parse.foreign import FOREIGN_NAMES, FOREIGN_SIGNS
from sympy_torch_bridge.parse.vocabulary import CONSTANTS, WORDS


def refusal(text, **options):
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse_expression(text, **options)
    return caught.value


# text -> (position, reason, hint)
REFUSED = {
    "": (0, "the text is empty", "for example: sin(x)**2"),
    "  \n": (0, "the text is empty", "for example: sin(x)**2"),
    "2x": (1, "'2' and 'x' stand side by side", "a product needs its sign: 2*x"),
    "x y": (2, "'x' and 'y' stand side by side", "a product needs its sign: x*y"),
    "2(x + 1)": (1, "'2' and '(' stand side by side", "a product needs its sign: 2*("),
    "(x)(y)": (3, "')' and '(' stand side by side", "a product needs its sign: )*("),
    "sin x": (
        4, "'sin' and 'x' stand side by side", "a function takes its argument in parentheses: sin(x)"
    ),
    "3j": (1, "'3' and 'j' stand side by side", "the imaginary unit is I: 3*I"),
    "1_000": (1, "'1' and '_000' stand side by side", "digits are written without separators: 1000"),
    "1.2.3": (3, "'1.2' and '.3' stand side by side", "a product needs its sign: 1.2*.3"),
    "x^2": (1, "'^' is not a power", "a power is written x**2"),
    "x²": (1, "'²' is not a power", "a power is written x**2"),
    "x!": (1, "'!' is not accepted", "write factorial(n), or ~(a) for the opposite of a condition"),
    "x = 1": (2, "'=' does not compare", "an equation is written a == b or Eq(a, b)"),
    "(y := 1)": (3, "':=' would give a value to a name", "an equation is written a == b or Eq(a, b)"),
    "x.y": (1, "'.' would read an attribute", "a decimal number has a digit beside its point: 0.5"),
    "x[0]": (1, "an index in brackets is not accepted", "give each entry a name of its own: x1, x2"),
    "'x'": (0, "''' would begin a string", "write names without quotes"),
    'f"{x}"': (1, "'\"' would begin a string", "write names without quotes"),
    "{x}": (0, "'{' would begin a set", "group with parentheses"),
    r"\sin x": (0, r"'\' belongs to LaTeX", "write the formula in SymPy's notation: sqrt(x)/2"),
    "x\x00": (1, "the character 'U+0000' has no place in a formula", ""),
    "x?": (1, "the character '?' has no place in a formula", ""),
    "x − 1": (2, "'−' is a typeset minus", "write -"),
    "lambda x: x": (0, "'lambda' is a word of Python, not of a formula", ""),
    "x if x > 0": (2, "'if' has no 'else'", "a if condition else b"),
    "(x if x > 0) + 1": (3, "'if' has no 'else'", "a if condition else b"),
    "x else y": (2, "'else' has no 'if'", "a if condition else b"),
    "x if y > 0 else z else 1": (18, "'else' has no 'if'", "a if condition else b"),
    "x if y > 0 if z": (11, "'if' follows another without 'else' between", "a if condition else b"),
    "x if (y > 0 else z)": (12, "'else' has no 'if'", "a if condition else b"),
    "if x > 0 else y": (0, "'if' stands where a number, a name or '(' is expected", ""),
    "x if y + 1 else z": (
        2, "'if' takes conditions, not a number",
        "put parentheses around each comparison: (x > 0) & (x < 1)",
    ),
    "(x > 0) if y > 0 else z": (
        8, "'if' takes numbers, not a condition",
        "put parentheses around each comparison: (x > 0) & (x < 1)",
    ),
    "[i for i in x]": (3, "'for' is a word of Python, not of a formula", ""),
    "x is y": (2, "'is' is a word of Python, not of a formula", ""),
    "__import__('os')": (0, "the name '__import__' starts with two underscores", ""),
    "(x": (0, "'(' is never closed", ""),
    "(": (0, "'(' is never closed", ""),
    "sin(x": (3, "'(' is never closed", ""),
    "x)": (1, "')' closes nothing", ""),
    "(x]": (2, "']' cannot close '('", ""),
    "x +": (3, "the text ends after '+' where a number, a name or '(' is expected", ""),
    "* x": (0, "'*' stands where a number, a name or '(' is expected", ""),
    "(x +)": (4, "')' stands after '+' where a number, a name or '(' is expected", ""),
    "f(,)": (2, "',' stands after '(' where a number, a name or '(' is expected", ""),
    "x, y": (1, "one formula is expected; a comma separates several", ""),
    "(x, y)": (0, "one formula is expected, not a list", ""),
    "()": (0, "one formula is expected, not a list", ""),
    "x + (1, 2)": (2, "'+' takes numbers, not a list", ""),
    "x ~ y": (2, "'~' stands where a sign between two formulas is expected", ""),
    "x + not y": (4, "'not' cannot follow '+'", "write (not a), with parentheses"),
    "sin": (0, "'sin' is a function and has no argument here", "write sin(x)"),
    "sin()": (0, "sin() takes 1 argument, 0 given", ""),
    "1 + sin(x, y)": (4, "sin() takes 1 argument, 2 given", ""),
    "log(x, y, z)": (0, "log() takes 1 to 2 arguments, 3 given", ""),
    "Max()": (0, "Max() takes at least 1 argument, 0 given", ""),
    "sinn(x)": (0, "no function is called 'sinn'", "did you mean sin or sinh or sinc?"),
    "bessel_j(0, x)": (0, "no function is called 'bessel_j'", "did you mean besselj or bessely or besselk?"),
    "x(y + 1)": (0, "no function is called 'x'", "a product needs its sign: x*(...)"),
    "pi(x)": (0, "'pi' is not a function", "a product needs its sign: pi*(...)"),
    "open(x)": (0, "no function is called 'open'", "a product needs its sign: open*(...)"),
    "arctan(x)": (0, "'arctan' is not SymPy's name for it", "write atan"),
    "sin(x < 1)": (
        0, "sin() takes numbers, not a condition",
        "put parentheses around each comparison: (x > 0) & (x < 1)",
    ),
    "x < 1 & y > 2": (
        6, "'&' takes conditions, not a number",
        "put parentheses around each comparison: (x > 0) & (x < 1)",
    ),
    "(x < 1) + 2": (
        8, "'+' takes numbers, not a condition",
        "put parentheses around each comparison: (x > 0) & (x < 1)",
    ),
    "sin((x, y))": (0, "sin() takes numbers, not a list", ""),
    "And((x, y))": (
        0, "And() takes conditions, not a list",
        "put parentheses around each comparison: (x > 0) & (x < 1)",
    ),
    "Piecewise(x)": (0, "Piecewise() takes pairs", "Piecewise((a, condition), (b, True))"),
    "Piecewise((x, 1))": (
        0, "the second part of a pair in Piecewise() takes conditions, not a number",
        "put parentheses around each comparison: (x > 0) & (x < 1)",
    ),
    "I < 2": (2, "SymPy cannot evaluate this part: Invalid comparison of non-real I", ""),
    "sin(x=1)": (5, "'=' does not compare", "an equation is written a == b or Eq(a, b)"),
    "sin(*x)": (4, "'*' stands after '(' where a number, a name or '(' is expected", ""),
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_refusal_says_where_and_why(text):
    error = refusal(text)
    assert (error.position, error.reason, error.hint) == REFUSED[text]
    assert isinstance(error, BridgeError) and isinstance(error, ValueError)


@pytest.mark.parametrize("sign", FOREIGN_SIGNS)
def test_every_foreign_sign_is_refused_with_its_reason(sign):
    reason, hint = FOREIGN_SIGNS[sign]
    error = refusal(f"x {sign} y")
    assert (error.position, error.reason, error.hint) == (2, f"'{sign}' {reason}", hint)


@pytest.mark.parametrize("name", FOREIGN_NAMES)
def test_every_foreign_name_is_refused_with_sympys_way(name):
    assert refusal(f"2*{name}(x)").hint == f"write {FOREIGN_NAMES[name]}"


def test_the_recommended_functions_exist():
    names = {meaning for meaning in FOREIGN_NAMES.values() if meaning.isidentifier()}
    assert names <= {*WORDS, *CONSTANTS}


def test_message_shows_the_text_and_a_caret():
    assert str(refusal("1 + sinn(x)")) == (
        "cannot read the formula: no function is called 'sinn'.\n"
        "  1 + sinn(x)\n"
        "      ^\n"
        "  hint: did you mean sin or sinh or sinc?"
    )


def test_a_name_given_as_symbol_is_no_function():
    error = refusal("beta(x)", symbols={"beta": Symbol("beta")})
    assert (error.reason, error.hint) == ("'beta' is not a function", "a product needs its sign: beta*(...)")


def test_conditions_are_refused_on_request():
    error = refusal("x < 1", allow_relations=False)
    assert error.reason == "a number is expected, not a condition"
    assert error.hint == "Piecewise((a, condition), (b, True))"


def test_something_other_than_text_is_refused():
    assert refusal(3).reason == "a text is expected, not int"
    assert refusal(None).reason == "a text is expected, not NoneType"


def test_an_open_end_of_a_list_is_refused():
    with pytest.raises(ExpressionSyntaxError, match="the text ends after ','"):
        parse_expressions("x,")
