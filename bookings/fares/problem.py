"""Reasons as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something can't be had, or a warning about it; `params` are plain texts to put into a sentence."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    warning: bool = False
