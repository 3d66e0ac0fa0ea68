"""Models trained side by side: what is asked, the verdict, and what the picked one shows."""

from __future__ import annotations

from pages.parts import (
    models_choices,
    models_groups,
    models_kept,
    models_money,
    models_pictures,
    models_table,
    models_train,
    models_verdict,
    models_why,
)


def draw() -> None:
    """Draw the choices and the button; trained, the answer comes first, then what shows it."""
    models_kept.draw()
    trained = models_train.draw(models_choices.chosen_question())
    if trained is None or not models_verdict.draw(trained):
        return
    model = models_table.draw(trained)
    models_pictures.draw(trained, model)
    models_money.draw(trained, model)
    models_why.draw(trained, model)
    models_groups.draw(trained, model)
