"""Arrays of NumPy and DLPack objects as arguments: NumPy in, NumPy out; everything else as tensors."""

from __future__ import annotations

import collections
import threading

import numpy as np
import pytest
import sympy
import torch

import sympy_torch_bridge as stb

x, y, z = sympy.symbols("x y z")
f = stb.compile(sympy.sin(x) * y, [x, y])
AT = np.array([0.5, 1.0, -2.0])


class Foreign:
    """An array of some other library, known to torch by DLPack alone."""

    def __init__(self, values):
        self._values = torch.as_tensor(values)

    def __dlpack__(self, **options):
        return self._values.__dlpack__(**options)

    def __dlpack_device__(self):
        return self._values.__dlpack_device__()


def is_array(value, dtype):
    return type(value) is np.ndarray and value.dtype == dtype


@pytest.mark.parametrize(
    "dtype", [np.float32, np.float64, np.complex64, np.complex128], ids=lambda d: d.__name__
)
@pytest.mark.parametrize("backend", ["eager", "fused", "auto"])
def test_the_dtype_is_kept(dtype, backend):
    at = AT.astype(dtype)
    got = stb.compile(f.expr, [x, y], backend=backend)(at, at)
    assert is_array(got, dtype)
    np.testing.assert_allclose(got, np.sin(at) * at, rtol=16 * np.finfo(dtype).eps)


@pytest.mark.parametrize(
    "number", [2, 2.0, np.float64(2.0), np.int32(2), sympy.Integer(2)], ids=lambda n: type(n).__name__
)
def test_numbers_beside_an_array_do_not_widen_it(number):
    for got in (f(AT.astype(np.float32), number), f(y=number, x=AT.astype(np.float32))):
        assert is_array(got, np.float32)
        np.testing.assert_allclose(got, 2 * np.sin(AT), rtol=1e-6)


def test_numbers_alone_give_a_tensor():
    assert isinstance(f(np.float64(1.0), 2.0), torch.Tensor)


@pytest.mark.parametrize(
    "dtype", [np.int8, np.uint16, np.int64, np.uint64, np.bool_], ids=lambda d: d.__name__
)
def test_whole_numbers_become_doubles_as_in_numpy(dtype):
    at = np.array([0, 1, 1], dtype=dtype)
    got = stb.compile(sympy.sin(x))(at)
    assert is_array(got, np.float64)
    np.testing.assert_allclose(got, np.sin(at.astype(float)), rtol=1e-15)


def test_whole_numbers_stay_whole_where_the_formula_does():
    assert is_array(stb.compile(x**2 + 1)(np.arange(3, dtype=np.int16)), np.int64)
    big = 3**39  # not a double
    assert stb.compile(x + 1)(np.array([big])).tolist() == [big + 1]


def test_truth_values():
    p, q = sympy.symbols("p q")
    got = stb.compile(p & ~q)(np.array([True, True]), np.array([True, False]))
    assert is_array(got, np.bool_)
    assert got.tolist() == [False, True]


def test_containers_keep_their_structure():
    Pair = collections.namedtuple("Pair", "left right")
    got = stb.compile({"one": [x, y], "two": (x > 0, Pair(x * y, x))}, [x, y])(AT, 2.0)
    assert isinstance(got["one"], list)
    assert isinstance(got["two"], tuple)
    assert type(got["two"][1]) is Pair
    np.testing.assert_array_equal(got["one"][1], 2.0)
    np.testing.assert_array_equal(got["two"][0], AT > 0)
    np.testing.assert_array_equal(got["two"][1].left, 2 * AT)


def test_derivative_functions_and_matrices():
    np.testing.assert_allclose(f.derivative(x)(AT, 2.0), 2 * np.cos(AT), rtol=1e-15)
    np.testing.assert_allclose(f.gradient()(AT, AT), np.stack([AT * np.cos(AT), np.sin(AT)], -1), rtol=1e-15)
    A = sympy.MatrixSymbol("A", 2, 2)
    a = np.array([[2.0, 1.0], [0.0, 3.0]])
    np.testing.assert_allclose(stb.compile(sympy.Trace(A * A))(a), np.trace(a @ a))
    assert stb.compile(A.T)(np.stack([a, a])).shape == (2, 2, 2)


@pytest.mark.parametrize("backend", ["eager", "fused"])
def test_value_and_gradient(backend):
    g = stb.compile(f.expr, [x, y], backend=backend)
    value, (by_x, by_y) = g.value_and_grad(AT, y=np.array(2.0))
    np.testing.assert_allclose(value, 2 * np.sin(AT), rtol=1e-15)
    np.testing.assert_allclose(by_x, 2 * np.cos(AT), rtol=1e-15)
    np.testing.assert_allclose(by_y, np.sin(AT).sum(), rtol=1e-15)
    assert (type(by_x), type(by_y), by_y.shape) == (np.ndarray, np.ndarray, ())


def test_the_gradient_has_the_dtype_of_each_argument():
    _, (by_x, by_y) = f.value_and_grad(AT.astype(np.float32), AT)
    assert (by_x.dtype, by_y.dtype) == (np.float32, np.float64)
    value, gradients = f.value_and_grad(np.arange(3), np.ones(3))
    assert gradients[0] is None
    np.testing.assert_allclose(value, np.sin(np.arange(3)), rtol=1e-15)
    np.testing.assert_allclose(gradients[1], np.sin(np.arange(3)), rtol=1e-15)


def test_a_real_result_of_complex_arithmetic_is_real():
    modulus = stb.compile(abs(z), complex=True)
    assert is_array(modulus(AT), np.float64)
    value, (by_z,) = modulus.value_and_grad(AT)
    assert is_array(value, np.float64)
    np.testing.assert_array_equal(by_z, np.sign(AT))


def test_the_result_is_memory_of_its_own():
    at = AT.copy()
    same, transposed = stb.compile(x)(at), stb.compile(sympy.MatrixSymbol("A", 2, 2).T)(np.eye(2))
    same[:] = 0
    np.testing.assert_array_equal(at, AT)
    assert transposed.flags.c_contiguous
    constant = stb.compile([x, sympy.Integer(2) + 0 * y], [x, y])(at, at)[1]
    assert 0 not in constant.strides


def test_results_share_no_memory_with_each_other():
    f = stb.compile([x + y, x + y, {"entry": x + y}], [x, y])
    first, second, inner = f(np.ones(3), np.ones(3))
    _, (by_x, by_y) = stb.compile(x + y, [x, y]).value_and_grad(np.ones(3), np.ones(3))
    A = sympy.MatrixSymbol("A", 2, 2)
    whole, entry = stb.compile([A * A, (A * A)[1, 1]], [A])(np.ones((2, 2)))
    first += 1
    by_x += 1
    whole += 1
    assert second.tolist() == inner["entry"].tolist() == [2, 2, 2]
    assert by_y.tolist() == [1, 1, 1]
    assert entry == 2


@pytest.mark.parametrize(
    "at",
    [
        AT[::-1],
        np.broadcast_to(AT, (2, 3)),
        AT.astype(">f8"),
        np.arange(6.0).reshape(2, 3).T,
        AT[1:2],
        AT[:0],
    ],
    ids=["reversed", "read-only", "big-endian", "transposed", "one", "empty"],
)
def test_every_layout_of_memory(at):
    got = f(at, 2.0)
    assert got.shape == at.shape
    np.testing.assert_allclose(got, 2 * np.sin(at), rtol=1e-15)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.ma.array([1.0, 2.0], mask=[True, False]), "a MaskedArray.*numpy.asarray"),
        (np.array(["1.0"]), "a numpy array of <U3"),
        (np.array([1.0, None]), "a numpy array of object"),
        (np.array(["2026-11-26"], dtype="datetime64[D]"), "a numpy array of datetime64"),
        (np.array([2**63], dtype=np.uint64), "an array of uint64 with numbers above 2"),
        ([1.0, 2.0], "a list.*torch.as_tensor"),
    ],
    ids=["masked", "text", "objects", "dates", "large", "list"],
)
def test_what_cannot_be_taken_has_an_error(value, words):
    for call in (f, f.value_and_grad):
        with pytest.raises(stb.InputTypeError, match=f"(?s)'x' is {words}") as caught:
            call(value, np.ones(2))
        assert caught.value.name == "x"


@pytest.mark.skipif(np.dtype(np.longdouble).itemsize <= 8, reason="long doubles are doubles on this machine")
def test_long_doubles_are_refused():
    with pytest.raises(stb.InputTypeError, match=r"a numpy array of (float|longdouble)"):
        f(AT.astype(np.longdouble), AT)


def test_wrong_shapes_have_the_usual_error():
    with pytest.raises(stb.InputShapeError, match=r"x \(3,\), y \(2,\)"):
        f(AT, np.ones(2))


def test_beside_a_tensor_an_array_is_one():
    at = torch.tensor(AT, requires_grad=True)
    got = f(at, AT)
    assert isinstance(got, torch.Tensor)
    got.sum().backward()
    torch.testing.assert_close(at.grad, torch.tensor(AT * np.cos(AT)))
    assert f(at.detach().float(), AT).dtype is torch.float64  # promoted as torch promotes two tensors


def test_dlpack_objects_are_taken_as_tensors():
    got = f(Foreign(AT), 2.0)
    torch.testing.assert_close(got, 2 * torch.sin(torch.tensor(AT)))
    assert isinstance(f(Foreign(AT), AT), torch.Tensor)
    value, (by_x, by_y) = f.value_and_grad(Foreign(AT), torch.tensor(2.0, dtype=torch.float64))
    torch.testing.assert_close(value, got)
    torch.testing.assert_close(by_x, 2 * torch.cos(torch.tensor(AT)))
    torch.testing.assert_close(by_y, torch.sin(torch.tensor(AT)).sum())


def test_a_dlpack_object_that_torch_cannot_take():
    class Elsewhere(Foreign):
        def __dlpack__(self, **options):
            raise BufferError("it lies on another planet")

    with pytest.raises(stb.InputTypeError, match="DLPack: it lies on another planet"):
        f(Elsewhere(AT), 1.0)


def test_a_module_gives_tensors():
    module = stb.SymPyModule(2.5 * sympy.sin(x))
    got = module(AT)
    assert got.requires_grad
    torch.testing.assert_close(got.detach(), 2.5 * torch.sin(torch.tensor(AT)))


def test_a_default_dtype_of_torch_is_no_matter():
    torch.set_default_dtype(torch.float16)
    try:
        assert f(np.arange(3), 1.0).dtype == np.float64
        assert f(torch.arange(3), 1.0).dtype is torch.float16
    finally:
        torch.set_default_dtype(torch.float32)


def test_threads():
    found = {}
    threads = [threading.Thread(target=lambda i=i: found.update({i: f(AT * i, 1.0)})) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for i, got in found.items():
        np.testing.assert_allclose(got, np.sin(AT * i), rtol=1e-15)
    assert len(found) == 8
