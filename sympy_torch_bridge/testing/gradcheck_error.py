"""What gradcheck raises and warns of: torch's own error class, with the report attached."""

from __future__ import annotations

from torch.autograd.gradcheck import GradcheckError as TorchGradcheckError

from ..check import Report
from ..errors import BridgeError

__all__ = ["GradcheckError", "UnresolvedGradientWarning"]


class GradcheckError(BridgeError, TorchGradcheckError):
    """A backward pass or a forward mode is wrong.

    Parameters
    ----------
    message : str
    report : Report or None
        Every entry of the Jacobian that was judged; None if the check failed before any was.
    """

    def __init__(self, message: str, report: Report | None = None) -> None:
        self.report = report
        super().__init__(message)


class UnresolvedGradientWarning(UserWarning):
    """Nothing is wrong as far as the quotients can tell, and they cannot tell much."""
