"""What a formula computes from its numbers alone is done before: not one bit of a result changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sympy
import torch

from sympy_torch_bridge.fused import fused_program
from sympy_torch_bridge.fused.fused_program import FusedProgram
from sympy_torch_bridge.fused.literals import with_known_literals
from sympy_torch_bridge.program import Layout, Program, emit, load, lower, stabilise
from sympy_torch_bridge.program.builder import ProgramBuilder
from sympy_torch_bridge.program.operation import (
    ADD,
    AND,
    GT,
    INPUT,
    LT,
    MUL,
    NOT,
    OR,
    SUB,
    WHERE,
    XOR,
    call,
)

F64 = torch.float64
SPECIAL = [0.0, -0.0, 1.0, -2.5, 1e300, -1e300, 5e-324, float("inf"), -float("inf"), float("nan")]
_EXP, _LOG, _SIN = map(call, (torch.exp, torch.log, torch.sin))
Make = Callable[[ProgramBuilder, int, int], int]


def one(b: ProgramBuilder) -> int:
    return b.number(1.0)


def true(b: ProgramBuilder) -> int:
    return b.add(GT, b.add(_EXP, one(b)), one(b))


def false(b: ProgramBuilder) -> int:
    return b.add(LT, b.add(_EXP, one(b)), one(b))


def chosen(b: ProgramBuilder, condition: int, x: int, y: int) -> int:
    return b.add(WHERE, condition, x, y)


FORMS: dict[str, tuple[Make, int]] = {
    "a function of a number": (lambda b, x, y: b.add(MUL, b.add(_LOG, b.number(3.0)), x), 1),
    "a choice": (lambda b, x, y: b.add(_SIN, chosen(b, true(b), x, y)), 1),
    "the other choice": (lambda b, x, y: b.add(_SIN, chosen(b, false(b), x, y)), 1),
    "and with what is true": (lambda b, x, y: chosen(b, b.add(AND, true(b), b.add(GT, x, y)), x, y), 2),
    "and with what is false": (lambda b, x, y: chosen(b, b.add(AND, b.add(GT, x, y), false(b)), x, y), 0),
    "or with what is true": (lambda b, x, y: chosen(b, b.add(OR, b.add(GT, x, y), true(b)), x, y), 0),
    "or with what is false": (lambda b, x, y: chosen(b, b.add(OR, false(b), b.add(GT, x, y)), x, y), 2),
    "the opposite": (lambda b, x, y: chosen(b, b.add(NOT, true(b)), x, y), 0),
    "two ways to the same": (
        lambda b, x, y: b.add(ADD, b.add(_EXP, one(b)), chosen(b, b.add(GT, x, y), x, x)),
        1,
    ),
    "less 0": (lambda b, x, y: b.add(MUL, y, b.add(SUB, x, b.add(_LOG, one(b)))), 1),
    "and -0": (lambda b, x, y: b.add(MUL, y, b.add(ADD, x, b.add(MUL, b.number(-0.0), one(b)))), 1),
    "and 0, which takes the sign of -0": (lambda b, x, y: b.add(ADD, x, b.add(_LOG, one(b))), 1),
    "what is infinite": (lambda b, x, y: b.add(MUL, x, b.add(_LOG, b.number(0.0))), 2),
    "one truth value or the other": (
        lambda b, x, y: chosen(b, b.add(XOR, true(b), b.add(GT, x, y)), x, y),
        4,
    ),
}


def built(make: Make) -> Program:
    build = ProgramBuilder()
    x, y = build.add(INPUT, value=0), build.add(INPUT, value=1)
    return build.build((x, y), Layout("node", node=make(build, x, y)))


def assert_same_bits(found: torch.Tensor, expected: torch.Tensor) -> None:
    same = (found == expected) & (torch.signbit(found) == torch.signbit(expected))
    assert bool((same | (torch.isnan(found) & torch.isnan(expected))).all())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", [F64, torch.float32], ids=str)
def test_literals_are_known_and_every_bit_stays(form: str, dtype: torch.dtype) -> None:
    make, operations = FORMS[form]
    program = built(make)
    shorter = with_known_literals(program, dtype)
    assert shorter.operation_count == operations
    special = torch.tensor(SPECIAL, dtype=dtype)
    x, y = (column.contiguous() for column in torch.cartesian_prod(special, special).unbind(-1))
    found, expected = (load(emit(p, ["x", "y"]), p)(x, y) for p in (shorter, program))
    assert_same_bits(found.expand(x.shape), expected.expand(x.shape))


def test_a_program_without_operations_of_literals_stays() -> None:
    program = built(lambda b, x, y: b.add(ADD, x, b.add(MUL, b.number(2.0), y)))
    assert with_known_literals(program, F64) is program


def test_a_literal_is_rounded_to_the_type_of_the_numbers() -> None:
    program = built(lambda b, x, y: b.add(MUL, x, b.add(_LOG, b.number(3.0))))
    (literal,) = (node.value for node in with_known_literals(program, torch.float32).nodes if node.is_number)
    assert literal == torch.tensor(3.0).log().item()


X = sympy.Symbol("x", real=True)
SUMS: dict[str, Any] = {
    "mixture": sympy.log(
        2 * sympy.exp(-2 * (X + 3) ** 2) + 4 * sympy.exp(-((X - 2) ** 2)) / 3 + sympy.exp(-X)
    ),
    "large weights": sympy.log(sympy.Float(1e200) * sympy.exp(X) + sympy.Float(1e-200) * sympy.exp(-X)),
    "softmax": sympy.exp(X) / (3 * sympy.exp(X) + 2 * sympy.exp(2 * X)),
}


@pytest.mark.parametrize("name", SUMS)
@pytest.mark.parametrize("dtype", [F64, torch.float32], ids=str)
def test_sums_of_exponentials_keep_every_bit(
    name: str, dtype: torch.dtype, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stabilise(lower(SUMS[name])[0])
    at = torch.tensor([*SPECIAL, 1.5, -3.25, 40, -50, 90, 300, -400, 600, -705, 1000], dtype=F64).to(dtype)
    shorter = FusedProgram(program, dtype).with_gradient
    found = shorter.evaluate([at])
    monkeypatch.setattr(fused_program, "with_known_literals", lambda program, dtype: program)
    longer = FusedProgram(program, dtype).with_gradient
    for one, other in zip(found, longer.evaluate([at]), strict=True):
        assert_same_bits(one, other)
    assert shorter.simplified.operation_count < longer.simplified.operation_count
