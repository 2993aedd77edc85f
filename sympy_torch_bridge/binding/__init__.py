"""Binding: the arguments of a call become tensors of one floating dtype, in the order of the inputs."""

from .binder import Binder
from .conversion import result_type
from .ordering import Ordering

__all__ = ["Binder", "Ordering", "result_type"]
