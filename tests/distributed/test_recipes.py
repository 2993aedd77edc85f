"""What other tools do with functions and modules: Dask arrays and joblib's processes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, a = sympy.symbols("x a")
FORMULA = sympy.exp(-(x**2)) * sympy.besselj(0, x)
POINTS = np.linspace(-2, 2, 11)


def expected() -> np.ndarray[Any, Any]:
    return stb.compile(FORMULA)(torch.from_numpy(POINTS)).numpy()


class OnArrays:
    """A function of NumPy arrays: what Dask calls on each block, and sends to other processes."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, block: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        with torch.no_grad():
            return self.function(torch.from_numpy(block)).numpy()


@pytest.mark.parametrize(
    ("kind", "scheduler"),
    [
        ("function", "synchronous"),
        ("module", "threads"),
        pytest.param("module", "processes", marks=pytest.mark.slow),
    ],
)
def test_dask_blocks(kind: str, scheduler: str) -> None:
    array = pytest.importorskip("dask.array")
    f = stb.compile(FORMULA) if kind == "function" else stb.SymPyModule(a * FORMULA, parameters={a: 1.0})
    blocks = array.from_array(POINTS, chunks=4).map_blocks(OnArrays(f), dtype=POINTS.dtype)
    result = blocks.compute(scheduler=scheduler, num_workers=2)
    np.testing.assert_allclose(result, expected(), rtol=1e-14)


@pytest.mark.slow
def test_joblib() -> None:
    joblib = pytest.importorskip("joblib")
    call = joblib.delayed(OnArrays(stb.compile(FORMULA)))
    parts = joblib.Parallel(n_jobs=2)(call(part) for part in np.array_split(POINTS, 2))
    np.testing.assert_allclose(np.concatenate(parts), expected(), rtol=1e-14)
