"""Small networks of layers that tests differentiate."""

from __future__ import annotations

import torch
from torch import nn

__all__ = ["mlp"]


def mlp(inputs: int = 2, outputs: int = 1, activation: type[nn.Module] = nn.Tanh) -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Linear(inputs, 5), activation(), nn.Linear(5, 5), activation(), nn.Linear(5, outputs)
    ).double()
