"""Training on demand, with a bar that moves and a way to stop it."""

from __future__ import annotations

from crm_core.workflows.prediction_rows import Question
from crm_core.workflows.trained_models import Trained
from pages.parts import long_work, models_choices, models_reads

WORDS = long_work.Words(
    "Train",
    "Nothing is trained yet for these choices and the data as they are. Press Train: the models "
    "are judged on customers they have not seen.",
    "Reading the customers",
    "model_training",
    models_choices.in_screen_words,
)


def draw(question: Question) -> Trained | None:
    """Draw the Train button; give what was trained on these choices and data, if anything was."""
    return long_work.on_demand(
        "models_train",
        WORDS,
        models_reads.trained(question),
        lambda progress: models_reads.train(question, progress),
    )
