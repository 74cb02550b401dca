"""The printed code in torch and JAX themselves, in float64.

They come with the extra `frameworks`; without them these tests are skipped, but where CI is set
they fail.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import actplot
from tests.code import programs

ROOT = Path(__file__).parents[2]


def required(framework: str) -> None:
    if find_spec(framework) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{framework} is not installed: pip install 'actplot[frameworks]'")
        pytest.skip(f"{framework} is not installed: pip install 'actplot[frameworks]'")


def needed(framework: str) -> Any:
    required(framework)
    return import_module(framework)


def test_torch_code_is_right() -> None:
    torch = needed("torch")
    assert programs.errors(programs.in_python("torch", torch.tensor)) == {}


def test_parameters_of_torch_code_mean_what_they_mean_in_a_curve() -> None:
    torch = needed("torch")
    assert programs.at_settings("torch", torch.tensor) == {}


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


@pytest.mark.parametrize(("text", "value"), programs.BEYOND_FLOATS)
def test_constants_of_torch_code_raise_no_errors(text: str, value: float) -> None:
    torch = needed("torch")
    found: dict[str, Any] = {}
    exec(actplot.curve(f"f={text}").code("torch"), found)
    given = found["f"](torch.tensor([2.0], dtype=torch.float64))
    np.testing.assert_allclose(given.numpy(), value, rtol=1e-15)


def test_jax_code_is_right() -> None:
    """In a process of its own: where jax is loaded, it warns of programs that other tests fork."""
    required("jax")
    lines = (
        "import jax",
        "from tests.code import programs",
        "with jax.enable_x64(True):",
        "    print(programs.errors(programs.in_python('jax', jax.numpy.array)))",
    )
    command = [sys.executable, "-W", "error", "-c", "\n".join(lines)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("{}\n", "")
