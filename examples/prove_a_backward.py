"""Prove a hand-written backward: torch code becomes a formula, and the formula is compared.

A focal loss is written in torch with its own backward, once right and once with the usual mistake.
"""

from __future__ import annotations

from typing import ClassVar

import sympy
import torch

import sympy_torch_bridge as stb

x = sympy.Symbol("x", real=True)


class FocalLoss(torch.autograd.Function):
    """The loss -(1 - p)**2 * log(p) of a positive example with the score x, where p = sigmoid(x)."""

    forgotten: ClassVar[bool] = False

    @staticmethod
    def forward(ctx, score):
        """Keep the probability for the backward pass."""
        p = torch.sigmoid(score)
        ctx.save_for_backward(p)
        return -((1 - p) ** 2) * torch.log(p)

    @staticmethod
    def backward(ctx, grad):
        """Return the cotangent times the derivative, or what someone forgot to finish."""
        (p,) = ctx.saved_tensors
        slope = (1 - p) * (2 * torch.log(p) - (1 - p) / p)
        # The derivative of the sigmoid, p*(1 - p), belongs to the chain rule.
        return grad * slope if FocalLoss.forgotten else grad * slope * p * (1 - p)


def backward(score: torch.Tensor) -> torch.Tensor:
    """Return the gradient that training would use."""
    return torch.autograd.grad(FocalLoss.apply(score), score)[0]


def main() -> None:
    loss = stb.from_torch(FocalLoss, x)
    print(f"the loss:     {loss}")
    p = 1 / (1 + sympy.exp(-x))
    paper = -((1 - p) ** 2) * sympy.log(p)
    assert sympy.simplify(loss - paper) == 0
    print("              proved equal to the formula of the paper")

    slope = stb.from_torch(backward, x)
    print(f"its backward: {sympy.latex(slope)}")
    assert sympy.simplify(slope - sympy.diff(paper, x)) == 0
    print("              proved equal to the derivative of the formula")

    FocalLoss.forgotten = True
    report = stb.check_gradient(loss, stb.from_torch(backward, x))
    print(f"without the derivative of the sigmoid: {report.verdict}")
    assert report.verdict == "refuted"

    A = sympy.MatrixSymbol("A", 3, 3)
    gradient = stb.from_torch(lambda A: torch.autograd.grad(torch.det(A), A)[0], A)
    print(f"the gradient of det(A): {gradient}")
    assert gradient == sympy.Determinant(A) * A.T.I

    def branches(score: torch.Tensor) -> torch.Tensor:
        return score if score > 0 else -score

    try:
        stb.from_torch(branches, x)
    except stb.TraceError as error:
        print(error)
        assert error.code == "return score if score > 0 else -score"


if __name__ == "__main__":
    main()
