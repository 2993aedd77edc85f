"""Predicates that SymPy has for generated code."""

from __future__ import annotations

from typing import Any

import torch
from sympy.codegen import cfunctions

from ..lowering import Form, FormFunction, Lowering, Scope
from ..operation import call

__all__ = ["FORMS"]


def _is_nan(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return lowering.builder.add(call(torch.isnan), (yield expr.args[0], scope))


def _is_infinite(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    return lowering.builder.add(call(torch.isinf), (yield expr.args[0], scope))


FORMS: dict[type[Any], FormFunction] = {cfunctions.isnan: _is_nan, cfunctions.isinf: _is_infinite}
