"""Check gradients derived by hand: the usual mistakes are found and named, the right one passes.

The loss is that of logistic regression with labels +1 and -1.
"""

from __future__ import annotations

import sympy
import torch

import sympy_torch_bridge as stb

w, x, y = sympy.symbols("w x y", real=True)
loss = sympy.log(1 + sympy.exp(-y * w * x))
right = -y * x / (1 + sympy.exp(y * w * x))

CLAIMS = {
    "sign lost": -right,
    "factor x forgotten": right / x,
    "counted twice": 2 * right,
}


class HandWritten(torch.autograd.Function):
    """The loss with a backward pass written by hand, as one writes it to save memory."""

    @staticmethod
    def forward(ctx, w, x, y):
        """Compute the loss."""
        ctx.save_for_backward(w, x, y)
        return torch.log1p(torch.exp(-y * w * x))

    @staticmethod
    def backward(ctx, grad_output):
        """Return the gradients by w, x and y."""
        w, x, y = ctx.saved_tensors
        slope = torch.sigmoid(-y * w * x)
        # A mistake: the gradient by x is that by w.
        return -y * x * slope * grad_output, -y * x * slope * grad_output, -w * x * slope * grad_output


def main() -> None:
    print(f"loss: {loss}\n")
    for name, claim in CLAIMS.items():
        report = stb.check_gradient(loss, claim, w)
        print(f"{name:<20} {report.verdict}: {report.diagnosis}")
        assert report.verdict == "refuted"

    report = stb.check_gradient(loss, right, w)
    print(f"{'derived with care':<20} {report.verdict}\n")
    assert report

    report = stb.check_gradient(loss, HandWritten, [w, x, y])
    print(f"A backward pass written by hand:\n{report}")
    assert report.verdict == "refuted"
    assert {row.component for row in report.failures} == {"df/dx"}


if __name__ == "__main__":
    main()
