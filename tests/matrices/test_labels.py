"""Classes as text, and which of two is the positive one."""

import numpy as np
import pandas as pd
import pytest

from crm_core.errors import UnknownColumn
from crm_core.matrices.labels import label_texts, positive_label


def test_classes_become_texts_and_missing_ones_stay_missing():
    assert label_texts([1.0, 0.0, 2.5]).tolist() == ["1", "0", "2.5"]
    assert label_texts([np.True_, False]).tolist() == ["true", "false"]
    assert label_texts(pd.Series(["Yes", None]))[1] is None or pd.isna(
        label_texts(pd.Series(["Yes", None]))[1]
    )


@pytest.mark.parametrize(
    ("labels", "wanted", "positive"),
    [
        (["No", "No", "Yes", "Yes", "Yes"], None, "Yes"),
        (["0", "1", "1", "1"], None, "1"),
        (["false", "true", "true"], None, "true"),
        (["churned", "kept", "kept"], None, "churned"),
        (["a", "b"], None, "b"),
        (["No", "Yes"], "no", "No"),
        (["0", "1"], "0.0", "0"),
        (["yes"], None, "yes"),
        (["no", "no"], None, None),
    ],
)
def test_the_positive_class_says_yes_or_is_the_rarer(labels, wanted, positive):
    assert positive_label(pd.Series(labels), wanted) == positive


def test_a_positive_class_that_is_not_there_is_refused():
    with pytest.raises(UnknownColumn, match=r"No value 'maybe'\. Found: No, Yes"):
        positive_label(pd.Series(["Yes", "No"]), "maybe")
