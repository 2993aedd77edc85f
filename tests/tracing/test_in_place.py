"""Code that changes tensors in place: what it leaves in them, and in all that share their memory."""

from __future__ import annotations

import pytest
import sympy
import torch

import sympy_torch_bridge as stb

A = sympy.MatrixSymbol("A", 2, 2)
FLOAT = torch.float64


def one_entry(a):
    b = a.clone()
    b[0, 0] = 5.0
    return b


def rows(a):
    b = a.clone()
    first, second = b.unbind(0)
    first.add_(second)
    second.mul_(2.0)
    b[:, 1] += a[:, 0]
    return b, first


def diagonal(a):
    b = a.clone()
    b.diagonal().copy_(torch.tensor([1.0, 2.0], dtype=FLOAT))
    b.fill_diagonal_(3.0)
    return b.det()


def view_of_a_view(a):
    b = a.clone()
    flat = b.view(4)
    flat.view(2, 2)[0, 1] = 9.0
    return b, flat


def transposed_view(a):
    b = a.clone()
    t = b.T
    b.copy_(t * 2)
    t[0, 1] = 3.0
    t.t_()[1, 0] = 4.0
    return b, t


def transposed_in_place(a):
    b = a.clone()
    b.t_()
    b[0, 1] = 5.0
    return b


def copies_stay(a):
    b = a.T.contiguous()
    trace, flat = b.trace(), b.flip(0)
    b[0, 1] = 1.0
    return b, a, trace, flat


def the_source_of_a_copy_goes_on_to_change(a):
    b, c = a.clone(), torch.zeros(2, 2, dtype=FLOAT)
    b.copy_(c)
    c[0, 0] = 7.0
    b[1, 1] = a[0, 1]
    return b, c


def the_input(a):
    a[0, 0] = 1.0
    return a.trace()


def constants_by_their_place_in_memory(a):
    b = torch.zeros(2, 2, dtype=FLOAT)
    b.fill_diagonal_(2.0)
    b.as_strided((2,), (2,)).add_(1.0)
    b[:, 1].as_strided((2,), (1,)).add_(4.0)
    return b @ a


def gradient(a):
    b = a.clone()
    b[0] *= 2.0
    b[:, 1] += a[:, 0]
    return torch.autograd.grad(b.pow(3).sum(), a)[0]


CASES = [
    one_entry, rows, diagonal, view_of_a_view, transposed_view, transposed_in_place, copies_stay,
    the_source_of_a_copy_goes_on_to_change, the_input, constants_by_their_place_in_memory, gradient,
]  # fmt: skip
by_case = pytest.mark.parametrize("function", CASES, ids=lambda case: case.__name__)


@by_case
@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "entries"])
def test_the_values_are_those_of_torch(function, is_whole):
    values = torch.tensor([[0.3, 1.1], [-0.7, 2.0]], dtype=FLOAT)
    result = stb.from_torch(function, [A if is_whole else sympy.ImmutableMatrix(A)])
    expected = function(values.clone().requires_grad_() if function is gradient else values.clone())
    found = stb.compile(result, [A])(values)
    for one, other in zip(flat(found), flat(expected), strict=True):
        torch.testing.assert_close(one, other.detach(), rtol=1e-13, atol=1e-13)


def flat(result):
    parts = result if isinstance(result, tuple) else (result,)
    return torch.cat([torch.as_tensor(numbers(part)).reshape(-1) for part in parts])


def numbers(part):
    return torch.stack(list(part)) if isinstance(part, list) else part


def gets_other_memory(a):
    b = a.clone()
    b.data = a.sin()
    return b


def reads_bits(a):
    b = torch.zeros(2, 2, dtype=FLOAT)
    b.view(torch.int64)[0, 0] = 3
    return b @ a


def view_without_a_reading(a):
    b = torch.zeros(2, 2, dtype=torch.complex128)
    torch.view_as_real(b)[0, 0, 1] = 3.0
    return (b @ a.to(b.dtype)).abs()


def another_place_in_memory(a):
    b = a.clone()
    b[:, 1].as_strided((2,), (1,), 2).zero_()
    return b


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (gets_other_memory, "other memory"),
        (reads_bits, "reads the bits"),
        (view_without_a_reading, "views cannot be followed"),
        (another_place_in_memory, "by its place in memory"),
    ],
    ids=lambda item: getattr(item, "__name__", ""),
)
def test_what_cannot_be_followed_is_refused(function, words):
    with pytest.raises(stb.TraceError, match=words) as caught:
        stb.from_torch(function, [A])
    assert caught.value.hint
    assert caught.value.file == __file__
