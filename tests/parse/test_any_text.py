"""Any text either becomes a SymPy object or an ExpressionSyntaxError; nothing is executed."""

from __future__ import annotations

import ast
import builtins
import operator

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from sympy_torch_bridge.errors import ExpressionSyntaxError
from sympy_torch_bridge.parse import parse_expression, parse_expressions
from sympy_torch_bridge.parse.vocabulary import CONSTANTS, WORDS

PIECES = st.sampled_from(
    [
        *"xyz()[],.+-*/<>&|~^=!:;'\"@#$%{}\\ \n0123456789", "**", "<=", "==", "!=", ":=", "and ", " or ",
        "not ", "True", "lambda ", " if ", " else ", "__import__", "1e5", "e", "π", "²", "x > 0", "(0, True)",
        *WORDS, *CONSTANTS,
    ]
)  # fmt: skip
FORMULA_LIKE = st.lists(PIECES, max_size=25).map("".join)


def outcome(read, text):
    try:
        return read(text)
    except ExpressionSyntaxError as error:
        assert 0 <= error.position <= len(text)
        return None


@settings(max_examples=300)
@given(st.text(max_size=60) | FORMULA_LIKE)
def test_any_text_is_read_or_refused(text):
    value = outcome(parse_expression, text)
    assert value is None or isinstance(value, sympy.Basic)
    assert isinstance(outcome(parse_expressions, text), tuple | None)


ATTACKS = [
    "__import__('os').system('true')",
    "().__class__.__base__.__subclasses__()",
    "eval('1')",
    "exec(x)",
    "open(x)",
    "getattr(x, y)",
    "sympify(x)",
    "Symbol(x)",
    "Lambda(x, x)",
    "S(x)",
    "x.subs(x, 1)",
    "[x for x in (1,)][0]",
    "(lambda: 1)()",
    "f'{x}'",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_is_executed(text, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the text was executed")

    with pytest.raises(ExpressionSyntaxError), monkeypatch.context() as patch:
        for name in ("eval", "exec", "compile", "open"):
            patch.setattr(builtins, name, refuse)
        patch.setattr(sympy, "sympify", refuse)
        parse_expression(text)


# An independent reading of the same text: Python's own grammar, walked by ten lines.
_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos,
    ast.Lt: operator.lt, ast.GtE: operator.ge, ast.Eq: sympy.Eq,
}  # fmt: skip


def by_python(node):
    match node:
        case ast.BinOp(left, sign, right):
            return _OPERATORS[type(sign)](by_python(left), by_python(right))
        case ast.UnaryOp(ast.Not(), operand):
            return sympy.Not(by_python(operand))
        case ast.UnaryOp(sign, operand):
            return _OPERATORS[type(sign)](by_python(operand))
        case ast.Compare(left, signs, others):
            terms = [by_python(part) for part in (left, *others)]
            pairs = zip(signs, terms, terms[1:], strict=False)
            return sympy.And(*(_OPERATORS[type(sign)](a, b) for sign, a, b in pairs))
        case ast.BoolOp(sign, parts):
            return (sympy.And if isinstance(sign, ast.And) else sympy.Or)(*map(by_python, parts))
        case ast.IfExp():
            pairs = []
            while isinstance(node, ast.IfExp):
                pairs.append((by_python(node.body), by_python(node.test)))
                node = node.orelse
            return sympy.Piecewise(*pairs, (by_python(node), True))
        case ast.Constant(value):
            return sympy.Integer(value)
        case ast.Name(name):
            return sympy.Symbol(name)
    raise AssertionError(ast.dump(node))


ATOMS = st.sampled_from(["x", "y", "z", "2", "3"])
SIGNED = st.builds(str.__add__, st.sampled_from(["", "-", "+", "--"]), ATOMS)


def joined(parts, signs):
    pairs = st.lists(st.tuples(st.sampled_from(signs), parts), max_size=4)
    return st.builds(lambda first, rest: first + "".join(s + p for s, p in rest), parts, pairs)


ARITHMETIC = st.recursive(
    joined(SIGNED, ["+", "-", "*", "/", "**"]),
    lambda inner: joined(SIGNED | inner.map("({})".format), ["+", " - ", "*", "/", " **"]),
    max_leaves=4,
)
COMPARISONS = joined(joined(SIGNED, ["+", "*", "**"]), [" < ", " >= ", " == "])
CONDITIONS = joined(st.just("x < y") | COMPARISONS.map("not 0 < {}".format), [" and ", " or "])
BRANCH = st.builds(
    "{} if {} else ".format, joined(SIGNED, ["+", "*"]), CONDITIONS | st.sampled_from(["x < y", "z >= 2"])
)
CASES = st.builds("{}{}".format, st.lists(BRANCH, min_size=1, max_size=3).map("".join), ATOMS)
CASES |= CASES.map("2*({}) + x".format)


@settings(max_examples=200)
@given(ARITHMETIC | CONDITIONS | CASES)
def test_precedence_is_pythons(text):
    ours = outcome(parse_expression, text)
    if ours is not None:  # towers such as 3**3**3**3 are refused
        assert ours == by_python(ast.parse(text, mode="eval").body)
