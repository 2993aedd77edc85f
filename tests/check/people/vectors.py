"""Gradients, Jacobians and Hessians; the Hessian is claimed as the Jacobian of the gradient."""

from __future__ import annotations

import sympy as sp
from check.people.chain_rule import POWER
from check.people.claim import Claim, region
from check.people.products_and_functions import ONE_TERM, SIGN

x, y, z = sp.symbols("x y z", real=True)
x1, x2, x3 = sp.symbols("x1:4", real=True)
r, a = sp.symbols("r a", positive=True)
t, phi = sp.symbols("t phi", real=True)
b1, b2 = sp.symbols("b1 b2", real=True)
t1, t2 = sp.symbols("t1 t2", real=True)

sin, cos, exp, sqrt = sp.sin, sp.cos, sp.exp, sp.sqrt
polar = [r * cos(t), r * sin(t)]
p1, p2 = exp(x) / (exp(x) + exp(y)), exp(y) / (exp(x) + exp(y))
norm = sqrt(x**2 + y**2 + z**2)
flat = sqrt(x**2 + y**2)
mean = (x1 + x2 + x3) / 3
variance = ((x1 - mean) ** 2 + (x2 - mean) ** 2 + (x3 - mean) ** 2) / 3
spread = sqrt(variance + sp.Rational(1, 100))
rosenbrock = (1 - x) ** 2 + 100 * (y - x**2) ** 2
cosine = (x * b1 + y * b2) / (flat * sqrt(b1**2 + b2**2))
entropy = sp.log(exp(x) + exp(y)) - t1 * x - (1 - t1) * y

GRADIENTS = (
    Claim("grad.swapped", x**2 * y + y**2, [x, y], [x**2 + 2 * y, 2 * x * y], {"swapped-partials"}, (), "order of the variables"),
    Claim("grad.swapped-angle", sp.atan2(y, x), [x, y], [x / (x**2 + y**2), -y / (x**2 + y**2)], {"swapped-partials"}, (), "order of the variables"),
    Claim("grad.angle-sign", sp.atan2(y, x), [x, y], [y / (x**2 + y**2), -x / (x**2 + y**2)], SIGN, (), "arguments of atan2 the other way round"),
    Claim("grad.product-of-both", x**2 * y**3, [x, y], [6 * x * y**2, 6 * x * y**2], {"product-rule"}, (), "the other variable is not held constant"),
    Claim("grad.norm", norm, [x, y, z], [x, y, z], {"factor"}, ("sqrt(x**2 + y**2 + z**2)",), "gradient of the half square"),
    Claim("grad.norm-squared", norm, [x, y, z], [x / norm**2, y / norm**2, z / norm**2], POWER, ("x**2 + y**2 + z**2",), "root of the denominator lost"),
    Claim("grad.rosenbrock-inner", rosenbrock, [x, y], [-2 * (1 - x) - 200 * x * (y - x**2), 200 * (y - x**2)], {"factor", "factor-2", "wrong-constant", "inner-derivative"}, ("200", "2"), "2 of the inner 2x lost"),
    Claim("grad.rosenbrock-sign", rosenbrock, [x, y], [2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], {"flipped-term", "inner-derivative"}, ("1 - x",), "inner -1 forgotten"),
    Claim("grad.half-forgotten", (x - y) ** 2 / 2 + x * y, [x, y], [2 * (x - y) + y, 2 * (y - x) + x], {"factor-2", "factor", "wrong-constant"}, ("x - y",), "1/2 not cancelled"),
    Claim("grad.one-component", x * y * z + z**2, [x, y, z], [y * z, x * z, x * y], {"dropped-term"}, ("2*z",), "term of one variable forgotten"),
    Claim("grad.cross-entropy", entropy, [x, y], [t1 - p1, (1 - t1) - p2], SIGN | {"swapped-partials"}, (), "target minus probability"),
    Claim("grad.variance", variance, [x1, x2, x3], [2 * (x1 - mean), 2 * (x2 - mean), 2 * (x3 - mean)], {"mean", "constant-factor", "wrong-constant", "factor"}, ("3",), "1/n forgotten"),
    Claim("grad.sample-variance", variance, [x1, x2, x3], [x1 - mean, x2 - mean, x3 - mean], {"constant-factor", "wrong-constant", "mean"}, ("3/2",), "n - 1 for n"),
    Claim("grad.cosine-similarity", cosine, [x, y], [b1 / (flat * sqrt(b1**2 + b2**2)), b2 / (flat * sqrt(b1**2 + b2**2))], ONE_TERM | {"quotient-rule"}, ("sqrt(x**2 + y**2)",), "norm held constant"),
    Claim("grad.coupled-sine", sin(x * y), [x, y], [cos(x * y), cos(x * y)], {"inner-derivative", "factor"}, ("x", "y"), "inner derivatives forgotten"),
    Claim("grad.sphere-volume", sp.pi * r**2 * a / 3, [r, a], [2 * sp.pi * r * a, sp.pi * r**2], {"constant-factor", "wrong-constant"}, ("3",), "1/3 lost"),
)  # fmt: skip

JACOBIANS = (
    Claim("jac.polar-transposed", polar, [r, t], [[cos(t), sin(t)], [-r * sin(t), r * cos(t)]], {"transposed"}, (), "gradients as columns"),
    Claim("jac.polar-sign", polar, [r, t], [[cos(t), r * sin(t)], [sin(t), r * cos(t)]], SIGN | {"flipped-term"}, ("r*sin(t)",), "minus of one entry"),
    Claim("jac.polar-radius", polar, [r, t], [[cos(t), -sin(t)], [sin(t), cos(t)]], {"factor", "exponent"}, ("r",), "orthonormal instead of coordinate basis"),
    Claim("jac.spherical", [r * sin(t) * cos(phi), r * sin(t) * sin(phi), r * cos(t)], [r, t, phi], [[sin(t) * cos(phi), r * cos(t) * cos(phi), -r * sin(t) * sin(phi)], [sin(t) * sin(phi), r * cos(t) * sin(phi), r * sin(t) * cos(phi)], [cos(t), r * sin(t), 0]], SIGN | {"flipped-term"}, ("r*sin(t)",), "minus of the cosine in one entry"),
    Claim("jac.softmax-diagonal", [p1, p2], [x, y], [[p1 * (1 - p1), 0], [0, p2 * (1 - p2)]], {"dropped-term", "held-constant"}, (), "treated as elementwise", "teachers' lists"),
    Claim("jac.softmax-sign", [p1, p2], [x, y], [[p1 * (1 - p1), p1 * p2], [p1 * p2, p2 * (1 - p2)]], SIGN | {"flipped-term"}, (), "minus of the entries off the diagonal"),
    Claim("jac.unit-vector", [x / flat, y / flat], [x, y], [[1 / flat, 0], [0, 1 / flat]], ONE_TERM | {"quotient-rule"}, ("sqrt(x**2 + y**2)",), "norm held constant"),
    Claim("jac.layer-norm", [(x1 - mean) / spread, (x2 - mean) / spread], [x1, x2], [[sp.Rational(2, 3) / spread, -1 / (3 * spread)], [-1 / (3 * spread), sp.Rational(2, 3) / spread]], ONE_TERM | {"quotient-rule"}, ("sqrt",), "deviation held constant"),
    Claim("jac.predator-prey", [a * x - x * y, x * y - r * y], [x, y], [[a - y, -x], [y, x]], {"dropped-term", "offset"}, ("r",), "decay rate forgotten"),
    Claim("hess.off-diagonal", [2 * x * y, x**2 + 3 * y**2], [x, y], [[2 * y, 0], [0, 6 * y]], {"dropped-term", "held-constant"}, ("2*x",), "only second derivatives by one variable"),
    Claim("hess.mixed-factor", [2 * x * y**2, 2 * x**2 * y], [x, y], [[2 * y**2, 2 * x * y], [2 * x * y, 2 * x**2]], {"factor-2", "constant-factor", "wrong-constant", "factor"}, ("4",), "one of the two 2"),
    Claim("hess.exponential", [2 * x * exp(x**2 + y), exp(x**2 + y)], [x, y], [[2 * exp(x**2 + y), 2 * x * exp(x**2 + y)], [2 * x * exp(x**2 + y), exp(x**2 + y)]], ONE_TERM, ("4*x**2",), "exponential held constant"),
    Claim("hess.log-barrier", [-1 / (1 - x - y), -1 / (1 - x - y)], [x, y], [[1 / (1 - x - y) ** 2, 1 / (1 - x - y) ** 2], [1 / (1 - x - y) ** 2, 1 / (1 - x - y) ** 2]], SIGN | {"inner-derivative", "factor"}, ("-1",), "inner -1 forgotten", "", {x: (-2, 0.4), y: (-2, 0.4)}),
    Claim("hess.swapped-diagonal", [3 * x**2 + y, x - sin(y)], [x, y], [[-cos(y), 1], [1, 6 * x]], {"swapped-partials"}, (), "diagonal entries exchanged"),
)  # fmt: skip

equal = sp.Eq(x, y)
DIAGONAL = (
    Claim("equal.smooth-maximum", sp.log(exp(x) + exp(y)), x, sp.Piecewise((1, equal), (p1, True)), region("factor-2", "constant-factor") | {"diagonal"}, ("x", "y"), "ties as for the maximum"),
    Claim("equal.product", x * y, x, sp.Piecewise((2 * x, equal), (y, True)), region("factor-2", "constant-factor") | {"diagonal"}, ("x", "y"), "x*y taken for x**2 where they agree"),
    Claim("equal.masked-kernel", x * exp(-((x - y) ** 2)), x, sp.Piecewise((0, equal), ((1 - 2 * x * (x - y)) * exp(-((x - y) ** 2)), True)), {"diagonal", "region"}, ("x", "y"), "self-interaction masked by value"),
    Claim("equal.softmax-by-value", p1, x, sp.Piecewise((p1, equal), (p1 * (1 - p1), True)), region("factor-2", "constant-factor") | {"diagonal"}, ("x", "y"), "i = j decided by the values"),
)  # fmt: skip
