"""Frames to what models eat: rows of finite numbers, and the way back to original units."""

from crm_core.matrices.matrix import MISSING, Matrix, numeric_matrix
from crm_core.matrices.mixed import (
    Coded,
    MixedTransform,
    coded,
    mixed_transform,
)
from crm_core.matrices.transform import SCALES, Transform, fitted, signed_exp, signed_log

__all__ = [
    "MISSING",
    "SCALES",
    "Coded",
    "Matrix",
    "MixedTransform",
    "Transform",
    "coded",
    "fitted",
    "mixed_transform",
    "numeric_matrix",
    "signed_exp",
    "signed_log",
]
