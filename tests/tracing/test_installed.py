"""Code of the frameworks themselves: followed, and audited in 16 bits against mpmath.

They come with the extra `frameworks`; without them these tests are skipped, but where CI is set
they fail. Named code runs in a process of its own, so nothing here loads jax, which warns of
programs that other tests fork.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mpf

import actplot
from actplot.tracing import curves, known_as
from actplot.write import audit
from tests.code.test_installed import ROOT, needed, required
from tests.command.test_cli import program

IN_TORCH = """
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

def telu(x): return x * x.exp().tanh()
def steps(x): return torch.where(x > 1, x, x.clamp(min=-1) * 0.5)
def masked(x):
    y = torch.zeros_like(x)
    y[x > 0] = x[x > 0]
    return y
class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(beta))
    def forward(self, x): return x * torch.sigmoid(self.beta * x)
class Gated(torch.autograd.Function):
    @staticmethod
    def forward(ctx, i):
        ctx.save_for_backward(i)
        return i * torch.sigmoid(i)
    @staticmethod
    def backward(ctx, g):
        i, = ctx.saved_tensors
        return g * torch.sigmoid(i)
"""
IN_JAX = """
import jax, jax.numpy as jnp
from jax import nn, lax
from flax import nnx

@jax.jit
def gelu(x): return 0.5 * x * (1 + jax.scipy.special.erf(x / jnp.sqrt(2)))
def sel(x): return jnp.select([x > 1, x > -1], [1.0, x], -1.0)
def cond(x): return lax.cond(x > 0, lambda v: v, lambda v: 0.1 * v, x)
class Act(nnx.Module):
    def __init__(self, rngs: nnx.Rngs): self.a = 2.0
    def __call__(self, x): return nnx.silu(self.a * x)
@jax.custom_jvp
def smooth(x): return jnp.logaddexp(x, 0.0)
smooth.defjvps(lambda g, ans, x: g * nn.sigmoid(x))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.py").write_text(IN_TORCH)
    (tmp_path / "j.py").write_text(IN_JAX)
    return tmp_path


@pytest.mark.parametrize(
    ("framework", "word", "formula", "known"),
    [
        ("torch", "t.py:telu", "x*tanh(exp(x))", "tanhexp"),
        ("torch", "t.py:steps", "where(x > 1, x, max(x, -1)/2)", ""),
        ("torch", "t.py:masked", "max(x, 0)", "relu"),
        ("torch", "t.py:Swish:beta=2", "x*sigmoid(2*x)", ""),
        ("torch", "torch.nn.functional:gelu:approximate=tanh", "", "gelu_tanh"),
        ("torch", "torch.nn:Hardtanh", "clip(x, -1, 1)", "hard_tanh"),
        ("flax", "j.py:gelu", "x*(1 + erf(x/sqrt(2)))/2", "gelu"),
        ("flax", "j.py:sel", "where(x > 1, 1, max(x, -1))", "hard_tanh"),
        ("flax", "j.py:cond", "where(x > 0, x, x/10)", ""),
        ("flax", "j.py:Act", "2*x*sigmoid(2*x)", ""),
        ("flax", "j.py:smooth", "max(x, 0) + log1p(exp(-abs(x)))", "softplus"),
        ("keras", "keras.activations:hard_silu", "x*min(max(x + 3, 0), 6)/6", "hard_swish"),
    ],
)
def test_code_of_frameworks_is_followed(
    folder: Path, framework: str, word: str, formula: str, known: str
) -> None:
    required(framework)
    curve = actplot.curve(word)
    assert formula in ("", curve.formula)
    assert known_as(curve) == known


def test_a_function_of_jax_at_hand_is_a_curve(folder: Path) -> None:
    required("flax")
    lines = "import actplot, j\nprint(actplot.curve(j.cond).formula)"
    command = [sys.executable, "-c", lines]
    paths = {"PYTHONPATH": f"{ROOT}:{folder}", "JAX_PLATFORMS": "cpu", "HOME": str(folder)}
    done = subprocess.run(command, env=paths, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout == "where(x > 0, x, x/10)\n", done.stderr


def gate(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def mish_slope(x: Any) -> Any:
    inner = mpmath.log1p(mpmath.exp(x))
    return mpmath.tanh(inner) + x * mpmath.sech(inner) ** 2 * gate(x)


TEXTBOOK: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "gelu": (
        lambda x: x * mpmath.ncdf(x),
        lambda x: mpmath.ncdf(x) + x * mpmath.npdf(x),
    ),
    "mish": (lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))), mish_slope),
    "silu": (lambda x: x * gate(x), lambda x: gate(x) * (1 + x * gate(-x))),
}
DIGITS = {"float16": (11, -14), "bfloat16": (8, -126)}
ALLOWED = (4, 16)


@pytest.mark.parametrize(
    ("name", "dtype"),
    [("gelu", "float16"), ("gelu", "bfloat16"), ("mish", "bfloat16"), ("silu", "float16")],
)
def test_16_bits_of_torch_are_as_wrong_as_mpmath_finds_them(name: str, dtype: str) -> None:
    torch = needed("torch")
    span = (-12.0, -0.25)
    (curve,) = curves([f"torch.nn.functional:{name}"])
    found = audit(curve, dtype, span, 101)
    every = torch.arange(2**16).to(torch.int32).to(torch.int16).view(getattr(torch, dtype))
    x = every[(every >= span[0]) & (every <= span[1])].clone().requires_grad_()
    value = getattr(torch.nn.functional, name)(x)
    (slope,) = torch.autograd.grad(value, x, torch.ones_like(value))
    digits, lowest = DIGITS[dtype]
    for order, given in enumerate((value.detach(), slope)):
        worst, zeros = 0.0, []
        with mpmath.workdps(40):
            for at, code in zip(x.tolist(), given.double().tolist(), strict=True):
                truth = TEXTBOOK[name][order](mpf(at))
                exponent = max(mpmath.frexp(truth)[1] - 1, lowest)
                spacing = mpmath.ldexp(1, int(exponent) - digits + 1)
                error = float(abs(code / spacing - mpmath.nint(truth / spacing)))
                if code == 0.0 and error > ALLOWED[order]:
                    zeros.append(at)
                else:
                    worst = max(worst, error)
        side = found.sides[order]
        assert side.worst == worst
        assert [(each.kind.name, each.low, each.high) for each in side.failing] == (
            [("ZERO", min(zeros), max(zeros))] if zeros else []
        )


def test_the_gradient_of_an_own_rule_is_audited(folder: Path) -> None:
    """Its backward forgets a factor; that is no formula's business, and the audit's."""
    required("torch")
    checked = program(folder, "t.py:Gated", "--check", "--dtype", "float32", "--range", "1", "2")
    assert checked.status == 1
    value, gradient = [line for line in checked.out.splitlines() if "worst" in line]
    assert "WRONG" not in value
    assert "torch autograd: worst" in gradient
    assert "WRONG, 16 is allowed" in gradient


def test_the_gradient_of_jax_is_audited(folder: Path) -> None:
    required("flax")
    (curve,) = curves(["j.py:cond"])
    found = audit(curve, "float32", None, 101)
    assert [side.ok for side in found.sides] == [True, True]
    assert found.measured.gradient_of == "jax.grad"
    assert found.measured.value.format == "float32"
    assert np.any(found.measured.x < -900)
