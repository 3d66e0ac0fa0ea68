"""The segments page: what it shows is what it saves, and every state has its words."""

from __future__ import annotations

import re

import pytest

from crm_core import segments
from crm_core.features import default_as_of
from crm_core.workflows.segmentations import segment
from pages.parts import workspace

PAGE = "pages/understand/segments.py"
RFM = ("recency_days", "frequency", "monetary")


def figures(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def texts(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def kept(store):
    with store.cursor() as con:
        return segments.saved(con)


@pytest.fixture
def expected(demo_store):
    return segment(demo_store, features=RFM, k=4, log=RFM[1:], actor="tests")


def test_the_first_picture_is_rfm_in_four_segments(demo_store, expected, visit):
    app = visit(PAGE)
    assert not app.exception
    assert app.slider(key="segments_k").value == 4
    assert figures(app) == {
        "Customers grouped": workspace.number(expected.rows),
        "Inertia": workspace.number(round(expected.inertia, 1)),
        "Silhouette": workspace.number(expected.silhouette, 3),
    }
    assert len(expected.sizes) == 4
    for number, size in enumerate(expected.sizes, start=1):
        assert re.search(rf"\*\*{number} [A-Z][^*]*\*\*: {size:,} customers", texts(app))


def test_another_k_gives_the_figures_of_the_command_line(demo_store, visit):
    app = visit(PAGE)
    app.slider(key="segments_k").set_value(7).run()
    expected = segment(demo_store, features=RFM, k=7, log=RFM[1:], actor="tests")
    assert figures(app)["Silhouette"] == workspace.number(expected.silhouette, 3)
    assert app.dataframe[0].value.loc["7", "customers"] == expected.sizes[6]


def test_choices_come_from_the_address(demo_store, visit):
    app = visit(PAGE, segments_k="3", segments_scale="Robust", segments_seed="5")
    assert app.slider(key="segments_k").value == 3
    assert app.selectbox(key="segments_scale").value == "robust"
    assert app.number_input(key="segments_seed").value == 5


def test_features_come_from_the_address(demo_store, visit):
    app = visit(PAGE, segments_features="Orders", segments_log="Orders")
    assert app.multiselect(key="segments_features").value == ["frequency"]
    assert app.multiselect(key="segments_log").value == ["frequency"]


def test_a_look_at_what_is_saved_loses_no_choice(demo_store, visit):
    app = visit(PAGE)
    app.slider(key="segments_k").set_value(7)
    app.multiselect(key="segments_features").set_value(["age", "income"]).run()
    app.session_state["segments_view"] = "Saved"
    app.run()
    assert len(app.slider) == 0
    app.session_state["segments_view"] = "Explore"
    app.run()
    assert app.slider(key="segments_k").value == 7
    assert app.multiselect(key="segments_features").value == ["age", "income"]


def test_every_choice_reaches_the_grouping(demo_store, visit):
    app = visit(PAGE)
    app.multiselect(key="segments_features").set_value(["frequency", "gap_days"])
    app.multiselect(key="segments_log").set_value(["gap_days"])
    app.selectbox(key="segments_scale").set_value("robust")
    app.selectbox(key="segments_missing").set_value("drop").run()
    expected = segment(
        demo_store,
        features=("frequency", "gap_days"),
        k=4,
        scale="robust",
        log=("gap_days",),
        missing="drop",
        actor="tests",
    )
    assert expected.dropped > 0
    assert f"{expected.dropped:,} customers with a missing value are left out." in texts(app)
    assert figures(app)["Inertia"] == workspace.number(round(expected.inertia, 1))


def test_filled_values_are_counted(demo_store, visit):
    app = visit(PAGE)
    app.multiselect(key="segments_features").set_value(["gap_days"]).run()
    assert not app.exception
    said = "filled with the median of those who have one: Days between orders for "
    assert said in texts(app)
    assert "customers (" in texts(app).split(said)[1]


def test_no_scaling_comes_with_a_warning(demo_store, visit):
    app = visit(PAGE)
    assert not app.warning
    app.selectbox(key="segments_scale").set_value("none").run()
    assert "largest numbers" in app.warning[0].value


def test_without_features_the_page_asks_for_one(demo_store, visit):
    app = visit(PAGE)
    app.multiselect(key="segments_features").set_value([]).run()
    assert "Choose at least one feature" in app.info[0].value
    assert not app.exception


def test_members_are_those_of_the_segment_chosen(demo_store, expected, visit):
    app = visit(PAGE, segments_more="Members")
    app.pills(key="segments_segment").set_value(2).run()
    assert f"**{expected.sizes[1]:,}** customers in segment 2" in texts(app)
    members = app.dataframe[-1].value
    assert set(members["segment"]) == {2}
    assert list(members.columns) == ["name", "segment", *RFM]


def test_saving_keeps_what_is_on_screen_and_undo_takes_it_back(demo_store, expected, visit):
    app = visit(PAGE)
    app.text_input(key="segments_name").set_value("Spring loyalty")
    app.button(key="segments_save").click().run()
    assert not app.exception
    [one] = kept(demo_store)
    assert (one.name, one.members) == ("Spring loyalty", expected.rows)
    assert one.parameters["centers"] == expected.centers
    assert one.parameters["sizes"] == list(expected.sizes)
    assert app.text_input(key="segments_name").value == ""
    app.button(key="segments_undo").click().run()
    assert kept(demo_store) == []


def test_a_name_that_is_missing_or_taken_is_refused_in_words(demo_store, visit):
    app = visit(PAGE)
    app.button(key="segments_save").click().run()
    assert "1 to 80" in app.error[0].value
    for _ in range(2):
        app.text_input(key="segments_name").set_value("Twice")
        app.button(key="segments_save").click().run()
    assert "bears it already" in app.error[0].value
    assert len(kept(demo_store)) == 1


def saved_as(store, name, **options):
    return segment(store, features=RFM, log=RFM[1:], save=name, actor="tests", **options)


def test_a_saved_segmentation_is_opened_as_it_was_kept(demo_store, visit):
    made = saved_as(demo_store, "Spring loyalty", k=3)
    app = visit(PAGE, segments_view="Saved")
    assert "**3 segments** of **300** customers" in texts(app)
    table = app.dataframe[0].value
    assert list(table["saved"]) == list(table["now"]) == list(made.sizes)
    assert list(table["centre monetary"]) == [round(c[2], 2) for c in made.centers]
    assert list(table["centre recency_days"]) == [round(c[0], 1) for c in made.centers]
    app.pills(key="segments_kept_segment").set_value(3).run()
    with demo_store.cursor() as con:
        third = segments.saved_segments(con, made.segmentation_id)[2].name
    assert f"**{made.sizes[2]:,}** customers in {third}" in texts(app)


def test_a_saved_segmentation_can_be_explored_further(demo_store, visit):
    saved_as(demo_store, "Five", k=5, scale="robust", seed=2)
    app = visit(PAGE, segments_view="Saved")
    app.button(key="segments_explore").click().run()
    assert not app.exception
    assert app.slider(key="segments_k").value == 5
    assert app.selectbox(key="segments_scale").value == "robust"
    assert app.number_input(key="segments_seed").value == 2
    with demo_store.cursor() as con:
        assert app.date_input(key="segments_as_of").value == default_as_of(con)


def test_exploring_a_saved_segmentation_is_stronger_than_the_link_one_came_by(demo_store, visit):
    saved_as(demo_store, "Five", k=5, scale="robust", seed=2)
    app = visit(PAGE, segments_view="Saved", segments_k="7", segments_scale="none")
    app.button(key="segments_explore").click().run()
    assert not app.exception
    assert app.slider(key="segments_k").value == 5
    assert app.selectbox(key="segments_scale").value == "robust"


def test_saved_rfm_is_explored_with_the_cuts_it_was_made_by(demo_store, visit):
    cuts = {"frequency": [1, 3], "groups": [{"name": "Often", "f": [3, 3]}, {"name": "Others"}]}
    expected = segment(
        demo_store, features=RFM, k=None, algorithm="rfm", cuts=cuts, save="By hand", actor="tests"
    )
    app = visit(PAGE, segments_algorithm="RFM", segments_cut_frequency="7")
    app.session_state["segments_view"] = "Saved"
    app.run()
    app.button(key="segments_explore").click().run()
    assert not app.exception
    assert app.text_input(key="segments_cut_frequency").value == "1, 3"
    assert f"1 Others**: {expected.sizes[0]:,} customers" in texts(app)


def test_deleting_a_segmentation_can_be_undone(demo_store, visit):
    saved_as(demo_store, "Short-lived", k=2)
    app = visit(PAGE, segments_view="Saved")
    app.button(key="segments_delete_now").click().run()
    assert kept(demo_store) == []
    assert "No segmentation is saved yet" in app.info[0].value
    app.button(key="segments_undo").click().run()
    assert [one.name for one in kept(demo_store)] == ["Short-lived"]


def test_an_empty_database_offers_data(empty_store, visit):
    app = visit(PAGE)
    assert not app.exception
    assert app.subheader[0].value == "Nothing here yet"


def test_one_customer_is_too_few_and_the_page_says_so(empty_store, visit):
    with empty_store.transaction(actor="tests", reason="Add one") as tx:
        tx.insert("customers", "select 'only' as customer_id, 40 as age")
    app = visit(PAGE)
    assert not app.exception
    assert "needs at least 4 rows, and there are 1" in app.error[0].value


def test_the_day_that_counts_is_said(demo_store, visit):
    with demo_store.cursor() as con:
        day = default_as_of(con)
    said = f"As of {day.day} {day:%B %Y}"
    app = visit(PAGE)
    assert f"{said}, the last day anything is known of." in texts(app)
    app.date_input(key="segments_as_of").set_value(day.replace(day=1)).run()
    assert f"As of 1 {day:%B %Y}." in texts(app)


def test_how_saving_went_is_said_beside_the_button(demo_store, visit):
    app = visit(PAGE)
    app.button(key="segments_save").click().run()
    order = [getattr(element, "key", None) or element.type for element in app.main]
    order = [name for name in order if name in ("error", "segments_name", "segments_save")]
    assert order == ["error", "segments_name", "segments_save"]


def test_money_is_shown_with_two_digits_and_days_with_one(demo_store, visit):
    table = visit(PAGE).dataframe[0].value
    for column, digits in {"revenue": 2, "typical monetary": 2, "typical recency_days": 1}.items():
        assert table[column].tolist() == table[column].round(digits).tolist()
