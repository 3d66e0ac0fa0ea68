"""A trained estimator as text, and back: its numbers and named types, never code.

skops writes what pickle would run. On the way back only scikit-learn's own types and those of
`TRUSTED` are made, so a text that names others is refused before anything of it is built.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zipfile
from collections.abc import Mapping
from typing import Any

from crm_core.errors import UntrustedModel
from crm_core.matrices import MixedTransform
from crm_core.matrices.mixed import CategoryColumn, NumberColumn

TRUSTED = (
    "crm_core.predictions.network.Network",
    "crm_core.predictions.support_vectors.SupportVectors",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.tree._tree.Tree",
)
"""What the estimators of `models` hold beside the types that skops trusts by itself."""


def packed(estimator: Any) -> str:
    """The estimator as text."""
    import skops.io

    content = skops.io.dumps(estimator, compression=zipfile.ZIP_DEFLATED, compresslevel=6)
    return base64.b64encode(content).decode("ascii")


def digest(*texts: str) -> str:
    """A fingerprint that other texts do not have.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    each = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    return hashlib.sha256("".join(each).encode()).hexdigest()


def unpacked(name: str, content: str) -> Any:
    """The estimator that `packed` gave the text of.

    Raises
    ------
    UntrustedModel
        If the text is none, or names a type that is not trusted.
    """
    import skops.io

    try:
        data = base64.b64decode(content, validate=True)
        strange = sorted(set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED))
        if strange:
            raise UntrustedModel(name, f"it holds '{strange[0]}', which no model of ours does")
        return skops.io.loads(data, trusted=list(TRUSTED))
    except (binascii.Error, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise UntrustedModel(name, f"it cannot be read ({type(error).__name__})") from error


def transform_parameters(transform: MixedTransform) -> dict[str, Any]:
    """A transform as plain lists and numbers."""
    return {
        "numbers": [vars(column) for column in transform.numbers],
        "categories": [
            {"name": column.name, "levels": list(column.levels)} for column in transform.categories
        ],
    }


def restored_transform(parameters: Mapping[str, Any]) -> MixedTransform:
    """The transform that `transform_parameters` gave the parameters of."""
    return MixedTransform(
        tuple(NumberColumn(**column) for column in parameters["numbers"]),
        tuple(
            CategoryColumn(column["name"], tuple(column["levels"]))
            for column in parameters["categories"]
        ),
    )
