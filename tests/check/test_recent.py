"""Results kept for the next check: bounded, by content, never in place of what was asked."""

from __future__ import annotations

import threading

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.check import known
from sympy_torch_bridge.check.options import Options
from sympy_torch_bridge.check.question import question_of
from sympy_torch_bridge.check.recent import Recent
from sympy_torch_bridge.check.reference import Reference

x = sympy.Symbol("x")


def test_least_recently_used_value_is_forgotten_first():
    kept = Recent(2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key.upper())
    assert "a" in kept and "c" in kept and "b" not in kept and len(kept) == 2


def test_key_of_none_is_never_kept():
    kept = Recent(2)
    assert [kept.get(None, lambda n=n: n) for n in (1, 2)] == [1, 2]
    assert len(kept) == 0


def test_failed_computation_is_not_kept():
    kept = Recent(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 5) == 5


def test_threads_share_it_without_losing_the_bound():
    kept = Recent(8)
    wrong = []

    def work(start):
        for n in range(start, start + 2000):
            if kept.get(n % 40, lambda n=n: n % 40) != n % 40:
                wrong.append(n)

    threads = [threading.Thread(target=work, args=(7 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong and len(kept) <= 8


@pytest.fixture
def established(monkeypatch):
    """The points at which exact facts were established, one entry each."""
    found = []
    at = Reference.at

    def counted(self, point, *args):
        found.append(point)
        return at(self, point, *args)

    monkeypatch.setattr(Reference, "at", counted)
    return found


def test_facts_serve_every_claim_about_an_expression(established):
    assert stb.check_gradient(sympy.sin(x) ** 2, sympy.sin(2 * x))
    assert len(established) == 24
    assert stb.check_gradient(sympy.sin(x) ** 2, sympy.sin(2 * x), points=[{x: 1.0}])
    assert len(established) == 25
    assert stb.check_gradient(sympy.sin(x) ** 2, 2 * sympy.sin(x) * sympy.cos(x))
    assert stb.check_gradient(sympy.sin(x) ** 2, lambda x: torch.sin(2 * x)[:, None])
    assert len(established) == 25


@pytest.mark.parametrize(
    "options",
    [
        {"seed": 1},
        {"n_points": 23},
        {"domain": {x: (0, 1)}},
        {"dtype": torch.float32},
        {"points": [{x: 1.0}]},
    ],
    ids=str,
)
def test_other_options_are_other_facts(established, options):
    stb.check_gradient(sympy.exp(x), sympy.exp(x))
    count = len(established)
    stb.check_gradient(sympy.exp(x), sympy.exp(x), **options)
    assert len(established) > count


def test_points_are_known_again(established):
    for _ in range(2):
        stb.check_gradient(sympy.sin(x), sympy.cos(x), points=[{x: 0.3}])
    assert len(established) == 1


def test_precision_of_a_float_belongs_to_the_question():
    value = sympy.Float("0.1", 15)
    longer = sympy.Float(value, 40)
    one, other = (known.reference_of(question_of(c * x**2, x), Options()) for c in (value, longer))
    assert one is not other


def test_expressions_too_deep_to_compare_are_not_kept():
    deep = x
    for _ in range(2000):
        deep = sympy.sin(deep, evaluate=False)
    question = question_of(deep, x)
    one, other = (known.reference_of(question, Options()) for _ in range(2))
    assert one is not other


def test_large_samples_are_not_kept(established):
    many = {"n_points": 1001}
    assert stb.check_gradient(x**2, 2 * x, **many) and stb.check_gradient(x**2, 2 * x, **many)
    assert len(established) == 2002


def test_forget_forgets(established):
    stb.check_gradient(x**3, 3 * x**2)
    known.forget()
    stb.check_gradient(x**3, 3 * x**2)
    assert len(established) == 48
