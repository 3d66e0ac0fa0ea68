"""Small groups of customers whose segments are plain to see."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from crm_core.matrices import Matrix, numeric_matrix

MatrixOf = Callable[..., Matrix]


@pytest.fixture
def matrix_of() -> MatrixOf:
    """A matrix from columns of numbers, unscaled unless said otherwise; `monetary` is added."""

    def make(scale: str = "none", log: tuple[str, ...] = (), **columns: list[float]) -> Matrix:
        frame = pd.DataFrame(columns)
        frame.insert(0, "customer_id", [f"c{number:06}" for number in range(len(frame))])
        if "monetary" not in columns:
            frame["monetary"] = 1.0
        return numeric_matrix(frame, list(columns), scale=scale, log=log)

    return make


@pytest.fixture
def blobs(matrix_of: MatrixOf) -> tuple[Matrix, np.ndarray]:
    """Three clouds of 60, 30 and 10 customers far from each other, and who is in which."""
    random = np.random.default_rng(5)
    truth = np.repeat([1, 2, 3], [60, 30, 10])
    random.shuffle(truth)
    middles = np.array([[0, 0], [100, 0], [0, 100]])[truth - 1]
    points = middles + random.normal(size=(100, 2))
    return matrix_of(x=points[:, 0], y=points[:, 1]), truth
