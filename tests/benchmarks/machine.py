"""On what the numbers were measured: processor, versions."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "matplotlib", "typer", "scipy", "torch", "jax")


def machine() -> str:
    """Return one line: processor, cores, and the versions that matter."""
    found = [f"{name} {_version(name)}" for name in PACKAGES]
    cores = f"{os.cpu_count()} cores"
    return ", ".join([_processor(), cores, f"Python {platform.python_version()}", *found])


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
