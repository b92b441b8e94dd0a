"""Logistic regression for the weights that are fitted to annotated days."""

from __future__ import annotations

from typing import Any

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]

_STEPS = 50
_ENOUGH = 1e-8


def logistic(x: Numbers, y: Numbers, ridge: float, counts: Numbers | None = None) -> Numbers:
    """The weights of a logistic regression with a ridge, by Newton's method.

    `x` has a row for each of n samples, the first column ones for the bias, which the ridge
    leaves alone; `y` has 0 or 1 for each, and `counts` how much each counts, alike without.
    """
    counts = np.ones(len(y)) if counts is None else counts
    penalty = ridge * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    weights: Numbers = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        curve = (x.T * (counts * (p * (1 - p) + 1e-6))) @ x + penalty
        step = np.linalg.solve(curve, x.T @ (counts * (y - p)) - penalty @ weights)
        weights = weights + step
        if np.abs(step).max() < _ENOUGH:
            break
    return weights
