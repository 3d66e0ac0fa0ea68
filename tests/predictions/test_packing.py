"""An estimator goes into text and comes back the same; anything else is refused."""

import base64
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

from crm_core.errors import UntrustedModel
from crm_core.matrices import coded, mixed_transform
from crm_core.predictions import support_vectors
from crm_core.predictions.models import MODELS, Task
from crm_core.predictions.packing import (
    digest,
    packed,
    restored_transform,
    transform_parameters,
    unpacked,
)
from crm_core.predictions.training import fitted_model, steady

CASES = [(model.name, kind) for model in MODELS.values() for kind in model.kinds]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_every_model_comes_back_with_the_same_answers(name, kind):
    random = np.random.default_rng(0)
    values = random.normal(size=(150, 3))
    target = values[:, 0] if kind == "number" else random.integers(0, 2 + (kind != "binary"), 150)
    estimator = fitted_model(MODELS[name], Task(kind, 150, 0), values, target)
    back = unpacked("m", packed(estimator))
    asked = "predict" if kind == "number" else "predict_proba"
    with steady(150):
        assert np.array_equal(getattr(back, asked)(values), getattr(estimator, asked)(values))


def test_an_approximated_kernel_comes_back_too(monkeypatch):
    monkeypatch.setattr(support_vectors, "EXACT_ROWS", 100)
    values = np.random.default_rng(0).normal(size=(400, 2))
    machine = support_vectors.SupportVectors(is_number=False)
    machine.fit(values, ((values**2).sum(axis=1) > 1.4).astype(int))
    assert machine.kernel_ == "rbf"
    back = unpacked("m", packed(machine))
    assert np.array_equal(back.predict_proba(values), machine.predict_proba(values))


def run_something():
    raise AssertionError("it must never be called, nor even be built")


def test_a_text_that_names_other_code_is_refused_before_it_is_built():
    strange = packed(FunctionTransformer(func=run_something))
    with pytest.raises(UntrustedModel, match="which no model of ours does"):
        unpacked("m", strange)


@pytest.mark.parametrize("name", ["posix.system", "builtins.eval", "subprocess.Popen"])
def test_a_function_slipped_into_a_good_text_is_refused(name):
    content = skops.io.dumps(LogisticRegression())
    with zipfile.ZipFile(io.BytesIO(content)) as good:
        schema = json.loads(good.read("schema.json"))
    module, _, function = name.rpartition(".")
    schema["__module__"], schema["__class__"] = module, function
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as bad:
        bad.writestr("schema.json", json.dumps(schema))
    with pytest.raises(UntrustedModel):
        unpacked("m", base64.b64encode(changed.getvalue()).decode())


@pytest.mark.parametrize("text", ["", "no base64!", base64.b64encode(b"no archive").decode()])
def test_a_text_that_is_no_model_is_refused(text):
    with pytest.raises(UntrustedModel, match="'m' was not opened"):
        unpacked("m", text)


def test_a_transform_comes_back_the_same_through_json():
    frame = pd.DataFrame({"x": [1.5, None, 4.0], "kind": ["a", None, "b"], "n": [1, 2, 3]})
    transform = mixed_transform(coded(frame, list(frame)))
    told = json.loads(json.dumps(transform_parameters(transform)))
    assert restored_transform(told) == transform


def test_a_digest_tells_every_change():
    first = digest("card", "parameters", "content")
    assert first == digest("card", "parameters", "content")
    assert first not in {digest("card", "parameters", "Content"), digest("cardp", "arameters", "")}
