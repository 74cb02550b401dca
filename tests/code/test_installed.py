"""The printed code in torch and JAX themselves, in float64.

They come with the extra `frameworks`; without them these tests are skipped, but where CI is set
they fail.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from tests.code import programs


def needed(framework: str) -> Any:
    if find_spec(framework) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{framework} is not installed: pip install 'actplot[frameworks]'")
        pytest.skip(f"{framework} is not installed: pip install 'actplot[frameworks]'")
    return import_module(framework)


def test_torch_code_is_right() -> None:
    torch = needed("torch")
    assert programs.errors(programs.in_python("torch", torch.tensor)) == {}


def test_autograd_of_torch_code_is_right() -> None:
    torch = needed("torch")
    found: dict[str, Any] = {}
    exec(programs.source("torch"), found)
    rows = []
    for name in programs.names("torch")[::2]:
        x = torch.tensor(programs.POINTS, requires_grad=True)
        value = found[name](x)
        if value.requires_grad:
            value.sum().backward()
        slope = np.zeros_like(programs.POINTS) if x.grad is None else x.grad.numpy()
        outside = np.isnan(value.detach().numpy())
        rows += [value.detach().numpy(), np.where(outside, np.nan, slope)]
    assert programs.errors(np.array(rows)) == {}


def test_jax_code_is_right() -> None:
    jax = needed("jax")
    with jax.enable_x64(True):
        assert programs.errors(programs.in_python("jax", jax.numpy.array)) == {}
