"""What the code of a network runs under while it is differentiated: operations are taken point by point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import torch
from torch import Tensor
from torch._C._functorch import is_gradtrackingtensor
from torch.nn import functional
from torch.overrides import TorchFunctionMode

from ...errors import UnsupportedFunctionError
from ..taylor import Expansion
from ..taylor.normalisation import instance_norm, layer_norm, native_layer_norm
from .layers import dropout_refusal

__all__ = ["PointByPoint"]

# The operations that bring the entries along some axes together, or along all of them.
_REDUCTIONS: Final = frozenset(
    (
        "mean", "sum", "prod", "std", "var", "max", "min", "amax", "amin", "aminmax", "norm", "logsumexp",
        "softmax", "log_softmax", "cumsum", "cumprod", "median", "nansum", "nanmean", "sort", "normalize",
    )
)  # fmt: skip
# Operations whose second derivative leaves out a kink, which the rules of Taylor mode do not know.
_KINKED: Final = frozenset(
    ("clamp", "clamp_", "clip", "clamp_min", "clamp_max", "maximum", "minimum", "fmax", "fmin", "where")
)
# Operations that may carry a number of one point to another.
_MOVING: Final = frozenset(
    (
        "flip", "fliplr", "flipud", "roll", "rot90", "gather", "index_select", "take", "take_along_dim",
        "matmul", "__matmul__", "__rmatmul__", "mm", "bmm", "mv", "addmm", "einsum", "cdist", "outer",
        "cummax", "cummin", "logcumsumexp", "diff", "fft_fft", "fft_rfft", "topk", "msort", "kthvalue",
        "conv1d", "conv2d", "scaled_dot_product_attention", "multi_head_attention_forward", "group_norm",
        "var_mean", "std_mean", "masked_select", "quantile", "trapezoid", "trapz", "interpolate",
    )
)  # fmt: skip
_DROPOUTS: Final = frozenset(
    (
        "dropout", "dropout_", "dropout1d", "dropout2d", "dropout3d", "feature_dropout", "alpha_dropout",
        "feature_alpha_dropout",
    )
)  # fmt: skip
_TRANSPOSED: Final = ("T", "mT", "H", "mH")
_AXES_THIRD: Final = ("norm", "normalize")  # behind the order of the norm


class PointByPoint(TorchFunctionMode):
    """Replaces norms whose higher derivatives torch has wrong, and sees what may bring points together.

    A value that depends on other points as well has no derivative at its own alone: a backward pass
    would return the sum of its influences.

    Parameters
    ----------
    name : str
        The undefined function, for messages.
    shape : tuple of int
        The shape of the points, with which the shapes of features begin.
    refuses : bool
        Whether reductions over the points are refused, as they have to be where no check by numbers
        follows; otherwise they are kept in ``moved``.

    Examples
    --------
    >>> with PointByPoint("u", (2,), refuses=True):
    ...     torch.func.vjp(lambda z: z - z.mean(), torch.tensor([1.0, 2.0]))
    Traceback (most recent call last):
        ...
    sympy_torch_bridge.errors.UnsupportedFunctionError: cannot differentiate 'u' point by point: mean ...
    """

    def __init__(self, name: str, shape: Sequence[int], *, refuses: bool) -> None:
        super().__init__()
        self.name, self.shape, self.refuses = name, tuple(shape), refuses
        self.kinked: list[str] = []  # which operations with a kink the points went through
        self.moved: list[str] = []  # which may have carried a number of one point to another

    def __torch_function__(
        self, function: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Run one operation."""
        options = dict(kwargs or {})
        replacement = _BY_MEANS.get(function)
        if replacement is not None:
            self._refuse_axes(function, args[0], range(-len(tuple(args[1])), 0))
            return replacement(*args, **options)
        if function is functional.instance_norm:
            return self._instance_norm(*args, **options)
        name = getattr(function, "__name__", "")
        if name in _REDUCTIONS:
            self._look(function, args, options)
        elif name in _KINKED and not torch.compiler.is_compiling():
            self._note(name, [*args, *options.values()])
        elif function is functional.batch_norm and _is_training(*args, **options):
            raise self._refusal("batch_norm")
        elif name in _DROPOUTS and _leaves_out(name, *args, **options):
            raise dropout_refusal(self.name, name)
        if torch.compiler.is_compiling():
            return function(*args, **options)
        result = function(*args, **options)
        if any(isinstance(one, Tensor | Expansion) and _comes_of_points(one) for one in args):
            self._note_moved(function, name, args[0], result)
        return result

    def _note_moved(self, function: Any, name: str, first: Any, result: Any) -> None:
        """Keep the name of an operation that may have carried a number of one point to another."""
        attribute = getattr(getattr(function, "__self__", None), "__name__", "")
        if name == "__getitem__" and _comes_of_points(first):
            before, after = (tuple(one.shape)[: len(self.shape)] for one in (first, result))
            if before == self.shape != after:
                self.moved.append("indexing")
        elif name in _MOVING or attribute in _TRANSPOSED:
            self.moved.append(name if name in _MOVING else attribute)

    def _look(self, function: Any, args: Sequence[Any], options: Mapping[str, Any]) -> None:
        place = 2 if function.__name__ in _AXES_THIRD else 1
        given = options.get("dim", options.get("axis", args[place] if len(args) > place else None))
        if not args:
            return
        if isinstance(given, Tensor) or "other" in options:  # the larger of two
            if not torch.compiler.is_compiling():
                self._note(function.__name__, [*args, *options.values()])
            return
        if given is None or isinstance(given, bool):
            given = range(getattr(args[0], "ndim", 0))
        self._refuse_axes(function, args[0], (given,) if isinstance(given, int) else given)

    def _note(self, name: str, operands: Sequence[Any]) -> None:
        if any(isinstance(one, Tensor) and _comes_of_points(one) for one in operands):
            self.kinked.append(name)

    def _refuse_axes(self, function: Any, tensor: Any, axes: Any) -> None:
        number = len(self.shape)
        if not isinstance(tensor, Tensor | Expansion) or tuple(tensor.shape[:number]) != self.shape:
            return
        places = {axis if axis >= 0 else axis + tensor.dim() for axis in axes}
        over = [place for place in places if place < number and self.shape[place] > 1]
        # Features as many as there are points, in front of them, look the same.
        is_clear = len(places) == tensor.dim() or not any(
            self.shape[place] in tensor.shape[number:] for place in over
        )
        if over and is_clear and _comes_of_points(tensor):
            if self.refuses:
                raise self._refusal(function.__name__)
            self.moved.append(function.__name__)

    def _instance_norm(
        self,
        z: Any,
        running_mean: Any = None,
        running_var: Any = None,
        weight: Any = None,
        bias: Any = None,
        use_input_stats: bool = True,
        momentum: float = 0.1,
        eps: float = 1e-5,
    ) -> Any:
        if not use_input_stats:
            return functional.instance_norm(
                z, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
            )
        if running_mean is not None:
            raise self._refusal("instance_norm that updates its statistics")
        self._refuse_axes(functional.instance_norm, z, range(2, z.dim()))
        return instance_norm(z, weight, bias, eps)

    def _refusal(self, operation: str) -> Exception:
        what = f"{operation} over the points in the derivative of '{self.name}'"
        return UnsupportedFunctionError(
            what,
            [self.name, operation],
            hint="a value then has no derivative at its own point alone; name the axes of the features, "
            "dim=-1, or take what comes from all points out of the derivative by detach()",
            headline=f"cannot differentiate '{self.name}' point by point: {what}.",
        )


def _comes_of_points(tensor: Any) -> bool:
    """Whether a tensor is differentiated by the points: no weight, and not one of them by a vmap inside."""
    if isinstance(tensor, Expansion):
        return True
    return bool(tensor.requires_grad and is_gradtrackingtensor(tensor))


def _is_training(
    z: Any,
    mean: Any = None,
    var: Any = None,
    weight: Any = None,
    bias: Any = None,
    training: bool = False,
    **_: Any,
) -> bool:
    return training


def _leaves_out(name: str, z: Any, p: float = 0.5, training: Any = None, *_: Any, **named: Any) -> bool:
    """Whether a dropout of the points is in training; those of the kind alpha are not unless it is said."""
    training = named.get("train", training)
    is_training = "alpha" not in name if training is None else bool(training)
    return p > 0 and is_training and (torch.compiler.is_compiling() or _comes_of_points(z))


_BY_MEANS: Final[dict[Any, Callable[..., Any]]] = {
    functional.layer_norm: layer_norm,
    torch.layer_norm: layer_norm,
    torch.native_layer_norm: native_layer_norm,
}
