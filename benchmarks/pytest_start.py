"""What the plugin adds to the start of pytest in a project that merely has the library installed.

Run it on an idle machine: ``python benchmarks/pytest_start.py``. Processor seconds of whole processes, with
the plugin and with ``-p no:sympy_torch_bridge``, in turn; and the time of the plugin's import alone.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPEATS = 15
IMPORT = (
    "import time, pytest, _pytest.terminal, _pytest.python; start = time.process_time();"
    "import sympy_torch_bridge.testing.entry, sympy_torch_bridge.testing.plugin;"
    "import sympy_torch_bridge.testing.settings; print(time.process_time() - start)"
)


def processor_seconds(command: list[str]) -> float:
    """Return the user and system time of a process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the two medians and their difference."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder]
        times: dict[str, list[float]] = {"with": [], "without": []}
        for _ in range(REPEATS):
            times["with"].append(processor_seconds(run))
            times["without"].append(processor_seconds([*run, "-p", "no:sympy_torch_bridge"]))
    for name, values in times.items():
        print(
            f"{name:<8} median {statistics.median(values) * 1e3:7.1f} ms, least {min(values) * 1e3:7.1f} ms"
        )
    pairs = [a - b for a, b in zip(times["with"], times["without"], strict=True)]
    print(f"difference, median of pairs {statistics.median(pairs) * 1e3:7.1f} ms")
    imports = [
        float(
            subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout
        )
        for _ in range(REPEATS)
    ]
    print(f"import of the plugin, median {statistics.median(imports) * 1e3:7.1f} ms")


if __name__ == "__main__":
    main()
