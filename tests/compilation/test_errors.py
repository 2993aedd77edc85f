"""What compile and calls refuse, and that the hints work."""

from __future__ import annotations

from typing import Any

import pytest
import sympy
import torch
from sympy import (
    Function,
    Symbol,
    symbols,
)

import sympy_torch_bridge as stb

x, y, z = symbols("x y z")

F64 = torch.float64


class Wobble(sympy.Function):
    """A function of the user's that the table cannot know."""


class TestErrors:
    """What, where, why, what to do; the facts as attributes."""

    def test_unsupported_function(self) -> None:
        with pytest.raises(stb.UnsupportedFunctionError) as caught:
            stb.compile(1 + sympy.cos(Wobble(0, x)))
        assert caught.value.function == "Wobble"
        assert caught.value.path == ("Add", "cos", "Wobble")
        assert str(caught.value) == (
            "cannot lower 'Wobble' to torch: it has no entry in the op table.\n"
            "  found at: Add > cos > Wobble\n"
            "  what to do: compile(expr, ops=[Op(head=Wobble, lower=torch_callable)]) supplies it"
        )

    def test_the_hint_works(self) -> None:
        op = stb.Op(head=Wobble, lower=lambda order, at: torch.exp(-at))
        assert (
            stb.compile(1 + sympy.cos(Wobble(0, x)), ops=[op])(0.0).item()
            == 1 + torch.tensor(1.0, dtype=F64).cos().item()
        )

    def test_undefined_function(self) -> None:
        with pytest.raises(
            stb.UnsupportedFunctionError, match=r"compile.expr, functions=.'u': torch_callable.. binds it"
        ):
            stb.compile(Function("u")(x))

    def test_similar_name(self) -> None:
        class sinh2(sympy.Function):  # noqa: N801
            pass

        with pytest.raises(stb.UnsupportedFunctionError, match="similar names with an entry: sinh"):
            stb.compile(sinh2(x))

    def test_symbol_that_is_not_an_input(self) -> None:
        with pytest.raises(stb.UnknownSymbolError) as caught:
            stb.compile(x + y, [x])
        assert caught.value.symbol == "y"
        assert "add it to inputs=" in str(caught.value)

    def test_missing_input(self) -> None:
        with pytest.raises(stb.MissingInputError) as caught:
            stb.compile(x + y)(1.0)
        assert caught.value.missing == ("y",)
        assert str(caught.value) == (
            "missing input: y.\n"
            "  the function takes, in this order: x, y\n"
            "  call it as f(x, y) or f(x=..., y=...)"
        )

    def test_misspelt_keyword(self) -> None:
        with pytest.raises(stb.UnexpectedInputError, match="did you mean 'alpha'"):
            stb.compile(Symbol("alpha") + 1)(alhpa=1.0)

    def test_too_many_and_repeated(self) -> None:
        with pytest.raises(stb.UnexpectedInputError, match="2 given, 1 taken"):
            stb.compile(x)(1.0, 2.0)
        with pytest.raises(stb.UnexpectedInputError, match="by position and by name"):
            stb.compile(x)(1.0, x=2.0)

    def test_shapes_that_do_not_broadcast(self) -> None:
        with pytest.raises(stb.InputShapeError) as caught:
            stb.compile(x + y)(torch.ones(5), torch.ones(3))
        assert caught.value.shapes == (("x", (5,)), ("y", (3,)))
        assert "shapes: x (5,), y (3,)" in str(caught.value)

    def test_wrong_type(self) -> None:
        with pytest.raises(stb.InputTypeError, match=r"torch\.as_tensor"):
            stb.compile(x)("1.0")

    def test_text_is_not_an_expression(self) -> None:
        with pytest.raises(stb.InputTypeError, match="text is never evaluated"):
            stb.compile("x + 1")

    def test_backend(self) -> None:
        with pytest.raises(stb.OptionError, match="accepted: 'auto', 'eager'"):
            stb.compile(x, backend="fast")

    @pytest.mark.parametrize("inputs", [[x, x], [x + 1], ["x"]], ids=str)
    def test_inputs_are_distinct_symbols(self, inputs: list[Any]) -> None:
        with pytest.raises(stb.InputTypeError):
            stb.compile(x, inputs)

    def test_errors_are_builtin_errors_too(self) -> None:
        assert issubclass(stb.UnsupportedFunctionError, NotImplementedError)
        assert issubclass(stb.MissingInputError, TypeError)
        assert issubclass(stb.InputShapeError, ValueError)
