"""Formulas from books and test suites are read as SymPy itself reads them."""

from __future__ import annotations

import pytest
import sympy

from sympy_torch_bridge.parse import parse_expression

COLLECTIONS = ("activations", "d2l_scalar", "diffrules", "feynman", "rubi", "wrong_claims")


@pytest.mark.parametrize("name", COLLECTIONS)
def test_collection_is_read_as_sympy_reads_it(name, corpus):
    cases = corpus(name)
    step = max(1, len(cases) // 40)  # sympify is the slow side
    for case in cases[::step]:
        symbols = {symbol: sympy.Symbol(symbol) for symbol in case["vars"]}
        expected = sympy.sympify(case["expr"], locals=symbols)
        assert parse_expression(case["expr"], symbols=symbols) == expected, case["id"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_formulas_of_the_collection_use_their_own_symbols(name, corpus):
    cases = corpus(name)
    for case in cases[:: max(1, len(cases) // 150)]:
        symbols = {symbol: sympy.Symbol(symbol) for symbol in case["vars"]}
        parsed = parse_expression(case["expr"], symbols=symbols)
        assert parsed.free_symbols <= set(symbols.values()), case["id"]
