"""NumPy in, NumPy out: a formula and its exact derivatives inside scipy.optimize, without a line of torch."""

from __future__ import annotations

import numpy as np
import sympy
from scipy import optimize

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
BANANA = (1 - x) ** 2 + 100 * (y - x**2) ** 2


def minimum(f: stb.CompiledFunction) -> optimize.OptimizeResult:
    """Minimise with the exact gradient, value and gradient in one evaluation."""

    def value_and_slope(at):
        value, gradients = f.value_and_grad(*at[:, None])  # each a column of one point
        return value.item(), np.concatenate(gradients)

    return optimize.minimize(value_and_slope, np.array([-1.2, 1.0]), jac=True, method="BFGS")


def intersection() -> np.ndarray:
    """Solve two equations with their exact Jacobian."""
    F = stb.compile(sympy.Matrix([x**2 + y**2 - 4, sympy.exp(x) + y - 1]), [x, y])
    J = F.jacobian()
    return optimize.root(
        lambda at: F(*at[:, None])[0, :, 0], [1.0, -1.0], jac=lambda at: J(*at[:, None])[0]
    ).x


def main() -> None:
    f = stb.compile(BANANA, [x, y])
    single = f(np.zeros(3, dtype=np.float32), 1.0)
    print(f"f of a float32 array: {single}, {type(single).__name__} of {single.dtype}")
    assert single.dtype == np.float32

    found = minimum(f)
    print(f"minimum at {found.x}, {found.nfev} evaluations, {found.njev} gradients")
    np.testing.assert_allclose(found.x, [1, 1], atol=1e-6)

    hessian = f.hessian()(*found.x[:, None])[0]
    print(f"eigenvalues of the Hessian there: {np.linalg.eigvalsh(hessian)}")
    assert np.all(np.linalg.eigvalsh(hessian) > 0)

    u, v = intersection()
    print(f"x**2 + y**2 = 4 and exp(x) + y = 1 at ({u:.6f}, {v:.6f})")
    print(f"left over: {u**2 + v**2 - 4:.1e}, {np.exp(u) + v - 1:.1e}")
    np.testing.assert_allclose([u**2 + v**2, np.exp(u) + v], [4, 1], rtol=1e-8)


if __name__ == "__main__":
    main()
