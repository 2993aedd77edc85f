"""Every class of ``sympy.functions`` has a translation, or a refusal with a reason."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
from typing import Any

import pytest
import scipy.special
import sympy
import torch
from sympy import functions

from sympy_torch_bridge import Op, UnsupportedFunctionError, compile
from sympy_torch_bridge.ops import BY_HEAD, REFUSALS, Refusal
from sympy_torch_bridge.program.forms import FORMS

t = sympy.Symbol("t")


def public_classes() -> list[type[Any]]:
    """List the functions among the classes of the modules of ``sympy.functions``.

    A class that others derive from and that is not exported is a base class, not a function.
    """
    found: dict[type[Any], None] = {}
    for module in pkgutil.walk_packages(functions.__path__, "sympy.functions."):
        if ".tests" not in module.name and ".benchmarks" not in module.name:
            members = vars(importlib.import_module(module.name)).values()
            found.update(dict.fromkeys(value for value in members if is_function(value)))
    exported = {getattr(functions, name) for name in functions.__all__}
    found.update(dict.fromkeys(value for value in exported if is_function(value)))
    bases = {base for head in found for base in head.__mro__[1:]}
    return sorted(
        (head for head in found if head in exported or head not in bases), key=lambda head: head.__name__
    )


def is_function(value: Any) -> bool:
    is_class = inspect.isclass(value) and issubclass(value, sympy.Function | sympy.Max | sympy.Min)
    return is_class and value.__module__.startswith("sympy.functions.") and not value.__name__.startswith("_")


CLASSES = public_classes()


def test_the_walk_finds_what_is_exported() -> None:
    names = {head.__name__ for head in CLASSES}
    assert {"sin", "Max", "Piecewise", "besselj", "HyperRep_log1", "carmichael", "Ynm", "exp_polar"} <= names
    assert not {"TrigonometricFunction", "BesselBase", "HyperRep"} & names
    assert len(names) > 160


@pytest.mark.parametrize("head", CLASSES, ids=lambda head: head.__name__)
def test_class_is_translated_or_refused(head: type[Any]) -> None:
    translated = head in BY_HEAD or head in FORMS
    assert translated != any(refusal.head is head for refusal in REFUSALS)


def test_few_classes_are_refused() -> None:
    assert len(REFUSALS) < 0.05 * len(CLASSES)
    assert {refusal.head for refusal in REFUSALS} <= set(CLASSES)


def applied(refusal: Refusal) -> Any:
    """Return the refused class with as many arguments as it takes."""
    counts = refusal.head.nargs
    return refusal.head(*[t] * (1 if counts is sympy.S.Naturals0 else min(counts)))


by_refusal = pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)


@by_refusal
def test_refusal_is_raised_when_the_function_is_built(refusal: Refusal) -> None:
    with pytest.raises(UnsupportedFunctionError) as caught:
        compile(1 + sympy.sin(applied(refusal)), [t])
    assert caught.value.function == refusal.name
    assert caught.value.path == ("Add", "sin", refusal.name)
    assert caught.value.hint == refusal.hint
    assert refusal.reason in str(caught.value)


@by_refusal
def test_way_out_of_a_refusal_works(refusal: Refusal) -> None:
    record = Op(head=refusal.head, lower=lambda *n: 2 * n[-1])
    f = compile(applied(refusal) + 1, [t], ops=[record])
    assert f(torch.tensor([1.5])).tolist() == [4.0]


@pytest.mark.parametrize(
    ("hint", "function", "parity"),
    [(sympy.mathieus, "mathieu_sem", -1), (sympy.mathieuc, "mathieu_cem", 1)],
    ids=str,
)
def test_what_to_write_instead_of_mathieu_functions_solves_the_equation(
    hint: type[Any], function: str, parity: int
) -> None:
    m, q, z, h = 2, 0.7, 0.4, 1e-3
    assert any(function in refusal.instead for refusal in REFUSALS if refusal.head is hint)
    characteristic = getattr(scipy.special, "mathieu_a" if parity == 1 else "mathieu_b")(m, q)

    def solution(at: float) -> tuple[float, float]:
        value, slope = getattr(scipy.special, function)(m, q, at * 180 / math.pi)
        return value, slope

    bend = (solution(z + h)[1] - solution(z - h)[1]) / (2 * h)
    assert bend == pytest.approx((2 * q * math.cos(2 * z) - characteristic) * solution(z)[0], rel=1e-5)
    assert solution(-z)[0] == pytest.approx(parity * solution(z)[0])
