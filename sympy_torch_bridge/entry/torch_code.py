"""Code that compiles both sides of a rule and compares torch's derivative with the rule."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy
from sympy import MatrixSymbol

from ..errors import UnsupportedFunctionError
from ..rules import Rule, cases
from .code_printer import CodePrinter, imports_of
from .place import inputs_of, rounded_samples, scalar_place

__all__ = ["torch_code"]

_FLOAT64 = "dtype=torch.float64"


def torch_code(rule: Rule, sample: Sequence[Mapping[str, float]]) -> str:
    """Return Python code that runs a rule's first instance in torch; empty where no point was found for it.

    Parameters
    ----------
    rule : Rule
    sample : sequence of mappings of name to number
        Points of a check, for the entries of matrices.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> print(torch_code(BY_ID["derivative.tanh"], ()))
    import torch
    from sympy import Symbol, tanh
    import sympy_torch_bridge as stb
    <BLANKLINE>
    x = Symbol("x", real=True)
    lhs = stb.compile(tanh(x), [x])
    rhs = stb.compile(1 - tanh(x)**2, [x])
    x = torch.tensor(1.0, dtype=torch.float64)
    slope = torch.func.jacrev(lhs)(x)
    torch.testing.assert_close(slope, rhs(x))
    """
    case = _evaluated(cases(rule)[0])
    inputs = inputs_of(case)
    values = _values(case, inputs, sample)
    if values is None:
        return ""
    printer = CodePrinter([case.lhs, case.rhs, *inputs])
    variables = [printer.variable(symbol) for symbol in inputs]
    names = ", ".join(variables)
    lines = [
        *printer.definitions(),
        f"lhs = stb.compile({printer.doprint(case.lhs)}, [{names}])",
        f"rhs = stb.compile({printer.doprint(case.rhs)}, [{names}])",
        *(f"{v} = torch.tensor({value}, {_FLOAT64})" for v, value in zip(variables, values, strict=True)),
        *_comparison(case, inputs, names),
        *_own_call(rule, variables, names),
    ]
    heads = ["import torch", *imports_of("\n".join(lines), printer), "import sympy_torch_bridge as stb"]
    return "\n".join([*heads, "", *lines])


def _own_call(rule: Rule, variables: Sequence[str], names: str) -> list[str]:
    """Return the lines that compare with what torch offers for the left side itself."""
    if not rule.torch_call:
        return []
    instance = rule.instances[0] if rule.instances else {}
    fixed = [f"{key} = torch.tensor({float(v)}, {_FLOAT64})" for key, v in instance.items() if key.is_Symbol]
    used = {node.id for node in ast.walk(ast.parse(rule.torch_call)) if isinstance(node, ast.Name)}
    known = {*variables, *(line.partition(" ")[0] for line in fixed), "torch", "float", "int"}
    if not used <= known:
        return []
    return [*fixed, f"torch.testing.assert_close(lhs({names}), {rule.torch_call})"]


def _evaluated(case: Rule) -> Rule:
    is_matrix = isinstance(case.rhs, sympy.MatrixExpr) and case.kind != "matrix"
    return replace(case, rhs=case.rhs.doit()) if is_matrix else case


def _comparison(case: Rule, inputs: Sequence[Any], names: str) -> list[str]:
    """Return the lines that bring torch's Jacobian into the layout of the rule and compare."""
    if isinstance(case.wrt, tuple):
        argnums = f"argnums=({', '.join(str(inputs.index(v)) for v in case.wrt)},)"
        if case.operator != "derivative":
            return _of_fields(case, argnums, names)
        if case.order == 1:
            return [
                f"slopes = torch.func.jacrev(lhs, {argnums})({names})",
                f"torch.testing.assert_close(torch.stack(slopes).reshape(-1, 1), rhs({names}))",
            ]
        return [
            f"rows = torch.func.hessian(lhs, {argnums})({names})",
            f"torch.testing.assert_close(torch.stack([torch.stack(row) for row in rows]), rhs({names}))",
        ]
    place = inputs.index(case.wrt)
    slope = "lhs"
    for _ in range(case.order):
        slope = f"torch.func.jacrev({slope}{f', argnums={place}' if place else ''})"
    return [
        f"slope = {slope}({names})",
        f"torch.testing.assert_close(slope{_arranged(case)}, rhs({names}))",
    ]


_FROM_JACOBIAN = {
    "jacobian": "J",
    "divergence": "J.diagonal().sum()",
    "curl": "torch.stack([J[2, 1] - J[1, 2], J[0, 2] - J[2, 0], J[1, 0] - J[0, 1]]).reshape(3, 1)",
}


def _of_fields(case: Rule, argnums: str, names: str) -> list[str]:
    """Return the lines that make divergence, curl or Laplacian from torch's slopes, and compare."""
    if case.operator == "laplacian":
        return [
            f"rows = torch.func.jacrev(torch.func.jacrev(lhs, {argnums}), {argnums})({names})",
            f"torch.testing.assert_close(sum(row[i] for i, row in enumerate(rows)), rhs({names}))",
        ]
    return [
        f"slopes = torch.func.jacrev(lhs, {argnums})({names})",
        "J = torch.stack([slope.flatten() for slope in slopes], dim=-1)",
        f"torch.testing.assert_close({_FROM_JACOBIAN[case.operator]}, rhs({names}))",
    ]


def _arranged(case: Rule) -> str:
    """Return what brings the axes ``(*shape of lhs, *shape of wrt)`` into the layout of the rule."""
    outputs = _shape(case.lhs)
    variables = _shape(case.wrt)
    if not outputs and not variables:
        return ""
    n_outputs, n_variables = _size(outputs), _size(variables)
    transposed = ".T" if case.layout == "numerator" else ""
    if n_outputs == 1:
        result = variables or (1, 1)
        return "" if outputs == () and not transposed else f".reshape{result}{transposed}"
    if n_variables == 1:
        return f".reshape{outputs}{'' if case.layout == 'numerator' else '.T'}"
    turned = "" if case.layout == "numerator" else ".T"
    if 1 in outputs and 1 in variables:
        return f".reshape{(n_outputs, n_variables)}{turned}"
    # Columns are stacked: the second axis of each matrix is the slow one.
    return f".permute(1, 0, 3, 2).reshape{(n_outputs, n_variables)}{turned}"


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(map(int, getattr(value, "shape", ())))


def _size(shape: tuple[int, ...]) -> int:
    return shape[0] * shape[1] if shape else 1


def _values(case: Rule, inputs: Sequence[Any], sample: Sequence[Mapping[str, float]]) -> list[Any] | None:
    if not any(isinstance(symbol, MatrixSymbol) for symbol in inputs):
        place = scalar_place(case)
        if place is not None:
            return [float(place[symbol]) for symbol in inputs]
    for point in rounded_samples(sample):
        found = _at(point, inputs)
        if found is not None and _agrees(case, inputs, found):
            return found
    return None


def _at(point: Mapping[str, float], inputs: Iterable[Any]) -> list[Any] | None:
    """Return a number or rows for each input; None where the point does not name all of them."""
    values: list[Any] = []
    for symbol in inputs:
        if isinstance(symbol, MatrixSymbol):
            rows, columns = map(range, _shape(symbol))
            rows_of_entries = [[_entry(point, symbol, i, j) for j in columns] for i in rows]
            values.append(rows_of_entries)
            known = all(entry is not None for row in rows_of_entries for entry in row)
        else:
            values.append(point.get(symbol.name))
            known = values[-1] is not None
        if not known:
            return None
    return values


def _entry(point: Mapping[str, float], symbol: Any, i: int, j: int) -> float | None:
    # A symmetric matrix is given by its triangle, a vector by one index.
    names = (f"{i},{j}", f"{j},{i}", str(max(i, j)) if 1 in symbol.shape else "")
    return next((point[n] for n in (f"{symbol.name}[{place}]" for place in names) if n in point), None)


def _agrees(case: Rule, inputs: Sequence[Any], values: Sequence[Any]) -> bool:
    """Tell whether both sides have finite values at a point, so that the code will run as it stands."""
    import torch

    from ..compilation import compile

    tensors = [torch.tensor(value, dtype=torch.float64) for value in values]
    try:
        sides = [compile(side, inputs)(*tensors) for side in (case.lhs, case.rhs)]
    except UnsupportedFunctionError:
        return False
    return all(bool(torch.isfinite(side).all()) for side in sides)
