"""Tables and the plot of the documentation, from the records that ``benchmarks.speed.run`` writes.

python -m benchmarks.speed.report speed.json --into docs/explanation/generated
python -m benchmarks.speed.report memory.json --memory --into docs/explanation/generated
python -m benchmarks.speed.report compiled.json --suffix=-compiled --into docs/explanation/generated
python -m benchmarks.speed.report million.json --suffix=-million --into docs/explanation/generated
python -m benchmarks.speed.report cuda.json --cuda --into docs/explanation/generated
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["memory_table", "ratio_table", "start_table"]

Rows = Mapping[str, Mapping[str, Any]]
Results = Mapping[str, Rows]
_BASE, _CUDA_BASE = "C", "CUDA"


def ratio_table(results: Results, base: str = _BASE) -> str:
    """Return the times relative to one contestant, the loop in C, as Markdown."""
    return _table(results, lambda row, base: f"{row['seconds'] / base['seconds']:.1f}", "seconds", base)


def start_table(results: Results) -> str:
    """Return the milliseconds until the first result: to make the function, and to call it first."""
    return _table(results, lambda row, _: f"{1000 * row['make']:,.0f} + {1000 * row['first']:,.0f}", "first")


def memory_table(results: Results) -> str:
    """Return the arrays by which memory grows, and what inputs, outputs and gradients are."""
    return _table(results, lambda row, _: f"{row['arrays']:.1f}", "arrays")


def _table(results: Results, cell: Callable[[Any, Any], str], needed: str, base: str = "") -> str:
    names = list(dict.fromkeys(name for rows in results.values() for name in rows))
    lines = [f"| | {' | '.join(results)} |", f"|---|{'---|' * len(results)}"]
    for name in names:
        cells = []
        for rows in results.values():
            is_known = needed in rows.get(name, {}) and (not base or needed in rows.get(base, {}))
            cells.append(cell(rows[name], rows.get(base)) if is_known else "-")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def plot(results: Results, path: Path) -> None:
    """Draw the times relative to the loop in C: a group of marks a formula, one mark a contestant."""
    import matplotlib

    matplotlib.use("svg")
    # No date and no random ids: the same record gives the same file.
    matplotlib.rcParams.update({"svg.hashsalt": "speed", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    names = [n for n in dict.fromkeys(name for rows in results.values() for name in rows) if n != _BASE]
    figure, axes = pyplot.subplots(figsize=(8, 4.2), layout="constrained")
    marks = "osD^v<>pPXh*d8"
    for index, name in enumerate(names):
        found = [
            (place, rows[name]["seconds"] / rows[_BASE]["seconds"])
            for place, rows in enumerate(results.values())
            if "seconds" in rows.get(name, {}) and "seconds" in rows.get(_BASE, {})
        ]
        is_ours = name.startswith(("fused", "eager"))
        offset = (index - (len(names) - 1) / 2) * 0.8 / len(names)
        axes.plot(
            [place + offset for place, _ in found], [ratio for _, ratio in found],
            linestyle="none", marker=marks[index % len(marks)], label=name, markersize=6,
            color=f"C{index % 10}", markerfacecolor=f"C{index % 10}" if is_ours else "none",
        )  # fmt: skip
    axes.set_yscale("log")
    axes.axhline(1, color="black", linewidth=0.8)
    axes.set_xticks(range(len(results)), list(results))
    axes.set_yticks([1, 2, 5, 10, 20, 50, 100], ["1", "2", "5", "10", "20", "50", "100"])
    axes.minorticks_off()
    axes.grid(axis="y", linewidth=0.3)
    axes.set_ylabel("time, one loop in C = 1")
    figure.legend(loc="outside right upper", frameon=False)
    figure.savefig(path, metadata={"Date": None})


def setting_text(setting: Mapping[str, str]) -> str:
    """Return the setting as one paragraph."""
    packages = [f"{name} {version}" for name, version in setting.items() if name not in _MACHINE]
    device = f"{setting['device']}, " if "device" in setting else ""
    return (
        f"{device}{setting['processor']}, {setting['cores']} cores, {setting['compiler']}, "
        f"{', '.join(packages)}; {setting['date']}."
    )


_MACHINE = ("device", "processor", "cores", "compiler", "date")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("record", type=Path, help="what benchmarks.speed.run --out wrote")
    parser.add_argument("--into", type=Path, required=True, help="the folder of the tables")
    parser.add_argument("--suffix", default="", help="behind the names of the files")
    parser.add_argument("--memory", action="store_true", help="the record is one of memory")
    parser.add_argument("--cuda", action="store_true", help="the record is that of benchmarks.speed.cuda")
    options = parser.parse_args()
    record = json.loads(options.record.read_text(encoding="utf-8"))
    results, suffix = record["results"], "-cuda" if options.cuda else options.suffix
    if options.memory:
        texts = {"memory": memory_table(results)}
    else:
        texts = {
            "speed": ratio_table(results, _CUDA_BASE if options.cuda else _BASE),
            "speed-start": start_table(results),
            "speed-setting": setting_text(record["setting"]),
        }
    if (
        options.cuda
    ):  # most was compiled before it was timed: benchmarks.speed.cuda_compile has the first calls
        texts["memory"] = memory_table(results)
        del texts["speed-start"]
    for name, text in texts.items():
        (options.into / f"{name}{suffix}.txt").write_text(text + "\n", encoding="utf-8")
    kind = "memory" if options.memory else "speed"
    shutil.copyfile(options.record, options.into / f"{kind}{suffix}.json")
    if not options.memory and not options.cuda:
        plot(results, options.into / f"speed{suffix}.svg")


if __name__ == "__main__":
    main()
