"""Programs that some tests need: without one they are skipped, in CI, which installs them all, they fail."""

from __future__ import annotations

import os
import shutil

import pytest


def need(reason: str) -> None:
    """Skip a test for a reason; in CI fail it. An empty reason is none."""
    if reason and os.environ.get("CI"):
        pytest.fail(f"CI must have it: {reason}", pytrace=False)
    if reason:
        pytest.skip(reason)


def need_program(name: str, package: str) -> None:
    """Skip or fail unless a program is there."""
    need("" if shutil.which(name) else f"no {name}: apt-get install {package}")
