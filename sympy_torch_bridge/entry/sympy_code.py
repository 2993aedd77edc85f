"""Code that states a rule in SymPy and verifies it."""

from __future__ import annotations

import json
from typing import Any

from sympy import Lambda
from sympy.core.function import AppliedUndef

from ..rules import Rule, cases
from .code_printer import CodePrinter, imports_of

__all__ = ["domain_code", "replaced_functions", "sympy_code"]


def sympy_code(rule: Rule, *, is_proved: bool) -> str:
    """Return Python code that builds both sides of a rule and asserts that it holds.

    Parameters
    ----------
    rule : Rule
    is_proved : bool
        Whether SymPy simplifies the difference of both sides to zero. Otherwise the code checks the rule
        with the library, on its first instance.

    Examples
    --------
    >>> from sympy_torch_bridge.rules import BY_ID
    >>> print(sympy_code(BY_ID["derivative.tanh"], is_proved=True))
    from sympy import Symbol, simplify, tanh
    <BLANKLINE>
    x = Symbol("x", real=True)
    lhs = tanh(x)
    rhs = 1 - tanh(x)**2
    assert simplify(lhs.diff(x) - rhs) == 0
    """
    shown = rule if is_proved else replaced_functions(rule)
    printer = CodePrinter(_sides(shown))
    lines = [*printer.definitions(_sizes(shown)), *_statements(shown, printer)]
    if is_proved:
        lines += [_proof(shown, printer)]
        return "\n".join([*imports_of("\n".join(lines), printer), "", *lines])
    lines += _check(shown, printer)
    heads = [*imports_of("\n".join(lines), printer), "import sympy_torch_bridge as stb"]
    return "\n".join([*heads, "", *lines])


def replaced_functions(rule: Rule) -> Rule:
    """Return the first instance of a rule with unknown functions; one on matrices keeps its sizes' names."""
    if rule.kind == "matrix" or not rule.instances:
        return rule
    return cases(rule)[0]


def domain_code(rule: Rule, printer: CodePrinter) -> str:
    """Return the domain of a rule as code, empty where all numbers are in it."""
    from ..domain import REAL

    limited = {s: i for s, i in rule.intervals.items() if i != REAL}
    parts = []
    for symbol, interval in limited.items():
        facts = [f"{_number(interval.lower)}, {_number(interval.upper)}"]
        facts += [f"{name}=True" for name in ("lower_open", "upper_open") if getattr(interval, name)]
        parts.append(f"{printer.variable(symbol)}: stb.Interval({', '.join(facts)})")
    return f"{{{', '.join(parts)}}}" if parts else ""


def _number(value: float) -> str:
    return f'float("{value}")' if value in (float("inf"), -float("inf")) else repr(value)


def _sides(rule: Rule) -> list[Any]:
    wrt = rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,)
    return [rule.lhs, rule.rhs, *wrt, *(symbol for symbol, _ in rule.structure), *rule.intervals]


def _sizes(rule: Rule) -> dict[Any, Any]:
    """Return the numbers that the sizes of matrices stand for in the first instance."""
    first = rule.instances[0] if rule.kind == "matrix" and rule.instances else {}
    return {key: value for key, value in first.items() if not isinstance(value, Lambda)}


def _statements(rule: Rule, printer: CodePrinter) -> list[str]:
    return [f"lhs = {printer.doprint(rule.lhs)}", f"rhs = {printer.doprint(rule.rhs)}"]


def _proof(rule: Rule, printer: CodePrinter) -> str:
    if not isinstance(rule.wrt, tuple):
        by = printer.variable(rule.wrt) + (f", {rule.order}" if rule.order > 1 else "")
        if rule.lhs.atoms(AppliedUndef):
            return f"assert simplify((lhs.diff({by}) - rhs).doit()) == 0"
        return f"assert simplify(lhs.diff({by}) - rhs) == 0"
    names = [printer.variable(v) for v in rule.wrt]
    if rule.operator != "derivative":
        return _proof_of_fields(rule, names)
    if rule.order == 1:
        slopes = ", ".join(f"lhs.diff({name})" for name in names)
    else:
        slopes = ", ".join(f"[{', '.join(f'lhs.diff({v}, {w})' for w in names)}]" for v in names)
    return f"assert simplify((Matrix([{slopes}]) - rhs).doit()).is_zero_matrix"


def _proof_of_fields(rule: Rule, names: list[str]) -> str:
    listed = f"[{', '.join(names)}]"
    if rule.operator == "divergence":
        return f"assert simplify((sum(lhs.jacobian({listed}).diagonal()) - rhs).doit()) == 0"
    if rule.operator == "laplacian":
        return f"assert simplify((sum(lhs.diff(v, 2) for v in {listed}) - rhs).doit()) == 0"
    if rule.operator == "jacobian":
        return f"assert simplify((lhs.jacobian({listed}) - rhs).doit()).is_zero_matrix"
    rows = "[J[2, 1] - J[1, 2], J[0, 2] - J[2, 0], J[1, 0] - J[0, 1]]"
    return f"J = lhs.jacobian({listed})\nassert simplify((Matrix({rows}) - rhs).doit()).is_zero_matrix"


def _check(rule: Rule, printer: CodePrinter) -> list[str]:
    by = [printer.variable(v) for v in (rule.wrt if isinstance(rule.wrt, tuple) else (rule.wrt,))]
    wrt = f"({', '.join(by)})" if isinstance(rule.wrt, tuple) else by[0]
    options = []
    if domain := domain_code(rule, printer):
        options.append(f"domain={domain}")
    if rule.assumptions:
        options.append(f"assumptions={json.dumps(rule.assumptions, ensure_ascii=False)}")
    if rule.order > 1:
        options.append(f"order={rule.order}")
    if rule.operator != "derivative":
        options.append(f'operator="{rule.operator}"')
    if rule.layout:
        options.append(f'layout="{rule.layout}"')
    if rule.structure:
        pairs = (f'({printer.variable(s)}, "{name}")' for s, name in rule.structure)
        options.append(f"structure=({', '.join(pairs)},)")
    arguments = [f'"{_own_id(rule.id)}"', f'"{rule.title}"', "lhs", "rhs", wrt, *options]
    return [f"rule = stb.Rule({', '.join(arguments)})", "assert stb.check_rule(rule)"]


def _own_id(rule_id: str) -> str:
    return f"my.{rule_id.rpartition('.case-')[0].rpartition('.')[2] or rule_id.rpartition('.')[2]}"
