"""Ask SymPy for the derivatives of the matrix rules, and judge its answers by difference quotients.

Run ``python -m benchmarks.matrix_derivatives.compare`` from the root of the repository; it rewrites the
tables of ``docs/explanation/where-sympy-goes-wrong.md``. Every rule is tried as it stands and multiplied
out, and counts as right if one of the two answers is; answers of matrices are accepted in either layout.
"""

from __future__ import annotations

import signal
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp

import sympy_torch_bridge as stb
from sympy_torch_bridge.rules import Rule, cases, select
from sympy_torch_bridge.rules.statement import text_of

from .values import NoRuleError, value_of

FOLDER = Path("docs/explanation/generated")
VERDICTS = ("right", "wrong", "unevaluated", "exception", "no answer in 20 s")
ALLOWED = 1e-5
_STEP = 1e-5
_SECONDS = 20


@dataclass(frozen=True)
class Answer:
    """What SymPy answers to one rule."""

    rule: Rule
    verdict: str
    text: str
    gap: float


def compare(rule: Rule) -> Answer:
    """Judge SymPy on the first instance of a rule."""
    own = own_gap(rule)
    assert own <= ALLOWED, f"{rule.id} itself is off by {own}"
    case = cases(rule)[0]
    values = _values(case)
    expected = _quotients(case, values)
    answers = [_judged(rule, lhs, case, values, expected) for lhs in _forms(case.lhs)]
    return min(answers, key=lambda answer: VERDICTS.index(answer.verdict))


def asked_rules() -> list[Rule]:
    """Return the matrix rules of the catalog whose left sides SymPy can be asked for."""
    return [rule for rule in select(tags=["matrix"]) if _is_asked_of_sympy(rule)]


def own_gap(rule: Rule) -> float:
    """Return how far the right side of a rule is from the difference quotients of its first instance."""
    case = cases(rule)[0]
    values = _values(case)
    return _gap(np.asarray(value_of(case.rhs, values), dtype=float), _quotients(case, values), case)


def _forms(lhs: Any) -> Iterator[Any]:
    yield lhs
    multiplied_out = lhs.doit()
    if multiplied_out != lhs:
        yield multiplied_out


def _judged(rule: Rule, lhs: Any, case: Rule, values: dict[Any, Any], expected: Any) -> Answer:
    try:
        found = _timed(lambda: lhs.diff(case.wrt))
        if found.has(sp.Derivative):
            return Answer(rule, "unevaluated", text_of(found), np.nan)
        gap = _gap(np.asarray(value_of(found, values), dtype=float), expected, case)
    except TimeoutError:
        return Answer(rule, "no answer in 20 s", "", np.nan)
    except NoRuleError as error:
        return Answer(rule, "unevaluated", f"cannot be evaluated: {error}", np.nan)
    except Exception as error:
        return Answer(rule, "exception", f"{type(error).__name__}", np.nan)
    return Answer(rule, "right" if gap <= ALLOWED else "wrong", _short(found), gap)


def _short(found: Any) -> str:
    return str(found) if len(str(found)) <= 90 else f"{str(found)[:87]}..."


def _timed(run: Any) -> Any:
    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(_SECONDS)
    try:
        return run()
    finally:
        signal.alarm(0)


def _values(case: Rule) -> dict[Any, Any]:
    """Draw positive entries with a strong diagonal, so that inverses and logarithms exist."""
    rng = np.random.default_rng(5)
    sides = sp.Tuple(case.lhs, case.rhs, case.wrt)
    matrices = sorted(sides.atoms(sp.MatrixSymbol), key=str)
    values: dict[Any, Any] = {}
    for symbol in matrices:
        shape = [int(n) for n in symbol.shape]
        values[symbol] = rng.uniform(0.2, 1, shape) + (
            2 * np.eye(shape[0], shape[1]) if 1 not in shape else 0
        )
    for symbol, _ in case.structure:
        values[symbol] = (values[symbol] + values[symbol].T) / 2
    return values | {s: 0.7 for s in sides.free_symbols if isinstance(s, sp.Symbol)}


def _quotients(case: Rule, values: dict[Any, Any]) -> Any:
    """Differentiate by central quotients: the axes of the result, then those of the variable."""
    at = np.asarray(values[case.wrt], dtype=float)
    columns = []
    for place in np.ndindex(*at.shape):
        step = np.zeros_like(at)
        step[place] = _STEP
        ends = [value_of(case.lhs, {**values, case.wrt: _plain(at + sign * step)}) for sign in (1, -1)]
        columns.append((np.asarray(ends[0]) - np.asarray(ends[1])) / (2 * _STEP))
    stacked = np.array(columns).reshape((*at.shape, *np.shape(columns[0])))
    return np.moveaxis(stacked, range(at.ndim), range(-at.ndim, 0))


def _plain(value: Any) -> Any:
    return float(value) if value.ndim == 0 else value


def _gap(found: Any, expected: Any, case: Rule) -> float:
    """Return the largest relative difference, in the layout that fits best."""
    found = found.squeeze()
    outputs = np.ndim(expected) - len(getattr(case.wrt, "shape", ()))
    swapped = np.moveaxis(expected, range(outputs), range(-outputs, 0)) if outputs else expected
    gaps = [np.inf]
    for layout in (expected, swapped, _stacked(expected, outputs), _stacked(expected, outputs).T):
        wanted = layout.squeeze()
        shown = np.broadcast_to(found, wanted.shape) if found.ndim == 0 and not found else found
        if shown.shape == wanted.shape:
            gap, size = np.max(np.abs(shown - wanted)), np.max(np.abs(wanted))
            gaps.append(float(gap / size) if gap else 0.0)
    return min(gaps)


def _stacked(expected: Any, outputs: int) -> Any:
    """Stack the columns of both matrices."""
    rows = int(np.prod(expected.shape[:outputs], initial=1))
    axes = (*range(outputs)[::-1], *range(outputs, expected.ndim)[::-1])
    return expected.transpose(axes).reshape(rows, -1)


def main() -> None:
    """Write the tables."""
    warnings.simplefilter("ignore")
    answers = [compare(rule) for rule in asked_rules()]
    counts = Counter(answer.verdict for answer in answers)
    lines = ["| answer of SymPy | rules |", "| --- | --- |"]
    lines += [f"| {verdict} | {counts[verdict]} |" for verdict in VERDICTS if counts[verdict]]
    _write("matrix-verdicts.txt", [*lines, f"| all | {len(answers)} |"])
    setting = (
        f"SymPy {sp.__version__}, {len(answers)} rules, one point each; allowed relative difference 1e-5."
    )
    _write("matrix-setting.txt", [setting])
    _write("matrix-wrong.txt", _table([a for a in answers if a.verdict == "wrong"]))
    _write("matrix-failures.txt", _failures([a for a in answers if a.verdict not in ("right", "wrong")]))
    print(*lines, sep="\n")


def _is_asked_of_sympy(rule: Rule) -> bool:
    """Leave out what is written with classes of our own, and repetitions in another layout."""
    own = stb.__name__
    parts = sp.preorder_traversal(rule.lhs)
    return not any(type(part).__module__.startswith(own) for part in parts) and not rule.id.endswith(
        ".numerator"
    )


def _table(answers: list[Answer]) -> list[str]:
    lines = ["| function | SymPy | right | largest error |", "| --- | --- | --- | --- |"]
    for a in answers:
        right = (
            stb.gradient(a.rule.lhs, a.rule.wrt, structure=dict(a.rule.structure))
            if _is_scalar(a.rule)
            else a.rule.rhs
        )
        cells = (_asked(a.rule), a.text, text_of(right))
        lines.append("| " + " | ".join(f"`{_cell(cell)}`" for cell in cells) + f" | {a.gap:.2g} |")
    return lines


def _is_scalar(rule: Rule) -> bool:
    return getattr(rule.lhs, "shape", (1, 1)) == (1, 1) and isinstance(rule.wrt, sp.MatrixSymbol)


def _asked(rule: Rule) -> str:
    return rule.statement_text.split(" = ")[0]


def _failures(answers: list[Answer]) -> list[str]:
    lines = ["| function | SymPy |", "| --- | --- |"]
    for a in answers:
        said = a.verdict if a.verdict != "exception" else a.text
        lines.append(f"| `{_cell(_asked(a.rule))}` | {said} |")
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _write(name: str, lines: list[str]) -> None:
    (FOLDER / name).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
