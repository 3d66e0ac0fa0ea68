"""The explorer's pictures, names, region, data and script: each state, each widget that writes."""

from __future__ import annotations

import pytest

from crm_core import segments
from crm_core.segments import METHODS
from crm_core.workflows.segmentations import segment
from pages.parts import workspace

PAGE = "pages/understand/segments.py"
RFM = ("recency_days", "frequency", "monetary")
BOX = {
    "selection": {
        "points": [],
        "box": [{"x": [0.0, 9.0], "y": [-9.0, 9.0]}],
        "lasso": [],
    }
}


def texts(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def kept(store):
    with store.cursor() as con:
        return segments.saved(con)


def names_kept(store, segmentation_id):
    with store.cursor() as con:
        return [one.name for one in segments.saved_segments(con, segmentation_id)]


@pytest.mark.parametrize("label", [method.label for method in METHODS.values()])
def test_every_way_of_grouping_is_drawn_with_its_sentence(label, demo_store, visit):
    app = visit(PAGE, segments_algorithm=label)
    assert not app.exception
    assert not app.error
    [method] = [one for one in METHODS.values() if one.label == label]
    assert method.sentence in texts(app)
    assert bool(app.slider) == ("k" in method.options)
    drawn = {box.key.removeprefix("segments_") for box in app.number_input} - {"seed"}
    assert drawn == set(method.options) - {"k", "cuts"}


def test_a_soft_method_lists_whom_it_is_least_sure_of(demo_store, visit):
    app = visit(PAGE, segments_algorithm=METHODS["gmm"].label, segments_more="Members")
    assert not app.exception
    listed = app.dataframe[-1].value
    assert len(listed) == 20
    assert listed["membership"].is_monotonic_increasing
    assert "membership" not in visit(PAGE, segments_more="Members").dataframe[-1].value


@pytest.mark.parametrize("tab", ["What sets them apart", "Members", "Data", "Python"])
def test_customers_of_whom_none_is_in_a_segment_are_drawn_and_said(tab, demo_store, visit):
    chosen = {"segments_algorithm": METHODS["dbscan"].label, "segments_eps": "0.0001"}
    app = visit(PAGE, segments_min_samples="200", segments_more=tab, **chosen)
    assert not app.exception
    assert "every customer down as noise" in texts(app)


def test_k_reaches_fifteen(demo_store, visit):
    app = visit(PAGE, segments_k="15")
    assert not app.exception
    assert len(app.dataframe[0].value) == 16


@pytest.mark.parametrize("picture", ["3-D", "Parallel lines"])
def test_other_pictures_come_by_choice_and_stay_in_the_address(picture, demo_store, visit):
    app = visit(PAGE, segments_picture=picture)
    assert not app.exception
    assert "segments_mode" not in app.session_state
    said = "First: more orders" if picture == "3-D" else "the medians of the sample"
    assert said in texts(app)


def test_one_feature_is_drawn_without_a_region(demo_store, visit):
    app = visit(PAGE, segments_features="Orders")
    assert not app.exception
    assert "Click a point to open its customer." in texts(app)
    assert not [group for group in app.button_group if group.key == "segments_mode"]


def drawn(visit, **chosen):
    """The page after somebody drew a box on the map: AppTest draws none, so its state is set."""
    app = visit(PAGE, segments_mode="Draw a box", **chosen)
    app.session_state["segments_region"] = ((0.0, -9.0), (9.0, -9.0), (9.0, 9.0), (0.0, 9.0))
    return app.run()


def inside(app) -> int:
    [said] = [text.value for text in app.markdown if "lie in the region" in text.value]
    return int(said.split("**")[1].replace(",", ""))


def test_a_region_counts_everybody_and_holds_while_k_changes(demo_store, visit):
    app = drawn(visit)
    count = inside(app)
    assert 0 < count < 300
    app.slider(key="segments_k").set_value(6).run()
    assert inside(app) == count


def test_a_link_tells_the_region_and_clearing_it_takes_it_out(demo_store, visit):
    box = "0_-9~9_-9~9_9~0_9"
    app = visit(PAGE, segments_mode="Draw a box", segments_region=box)
    assert inside(app) == inside(drawn(visit))
    assert app.query_params["segments_region"] == box
    app.button(key="segments_region_clear").click().run()
    assert "segments_region" not in app.query_params
    app = visit(PAGE, segments_mode="Draw a box", segments_region="0_1~x")
    assert "no line" in app.warning[0].value


def test_a_region_is_saved_as_a_segment_and_undone(demo_store, visit):
    app = drawn(visit)
    count = inside(app)
    app.text_input(key="segments_region_name").set_value("Right half")
    app.button(key="segments_region_save").click().run()
    assert not app.exception
    [one] = kept(demo_store)
    assert (one.name, one.method, one.members) == ("Right half", "region", count)
    assert names_kept(demo_store, one.segmentation_id) == ["Right half"]
    assert f"Saved 'Right half': {count:,} customers." in app.success[0].value
    saved = visit(PAGE, segments_view="Saved")
    assert not saved.exception
    assert f"{count:,}" in texts(saved)
    app.button(key="segments_region_undo").click().run()
    assert kept(demo_store) == []


def test_a_region_without_a_name_is_not_saved(demo_store, visit):
    app = drawn(visit)
    app.button(key="segments_region_save").click().run()
    assert "1 to 80" in app.error[0].value
    assert kept(demo_store) == []


def test_a_region_can_be_cleared(demo_store, visit):
    app = drawn(visit)
    app.button(key="segments_region_clear").click().run()
    assert "lie in the region" not in texts(app)
    assert "Draw around points" in texts(app)


def test_a_region_that_holds_nobody_says_so(demo_store, visit):
    app = visit(PAGE, segments_mode="Draw a box")
    app.session_state["segments_region"] = ((90.0, 90.0), (91.0, 90.0), (91.0, 91.0))
    app.run()
    assert "no customer lies in it" in app.error[0].value


def test_names_are_suggested_written_over_and_saved(demo_store, visit):
    app = visit(PAGE)
    fields = [box for box in app.text_input if box.key.startswith("segments_called_")]
    suggested = [box.placeholder for box in fields]
    assert len(set(suggested)) == 4
    fields[1].set_value("Champions").run()
    assert list(app.dataframe[0].value["name"])[:4] == [
        suggested[0],
        "Champions",
        *suggested[2:],
    ]
    app.text_input(key="segments_name").set_value("Named")
    app.button(key="segments_save").click().run()
    [one] = kept(demo_store)
    assert names_kept(demo_store, one.segmentation_id)[1] == "Champions"
    app.slider(key="segments_k").set_value(5).run()
    assert "Champions" not in list(app.dataframe[0].value["name"])
    app.slider(key="segments_k").set_value(4).run()
    assert app.dataframe[0].value["name"].iloc[1] == "Champions"


def test_one_segment_is_told_apart_with_habits_on_demand(demo_store, visit):
    app = visit(PAGE)
    app.pills(key="segments_segment").set_value(2).run()
    assert not app.exception
    assert "How far from everyone" in texts(app)
    assert "by channel" not in texts(app)
    app.session_state["segments_habits"] = True
    app.run()
    assert not app.exception
    assert "**Communications by channel**" in texts(app)
    assert "**Order lines by category**" in texts(app)


def test_a_long_tail_is_drawn_in_with_one_click(demo_store, visit):
    app = visit(PAGE, segments_more="Data", segments_log="Orders")
    assert app.multiselect(key="segments_log").value == ["frequency"]
    app.button(key="segments_take_monetary").click().run()
    assert not app.exception
    assert app.multiselect(key="segments_log").value == ["frequency", "monetary"]
    assert "segments_take_monetary" not in [button.key for button in app.button]


def test_where_nobody_hangs_on_a_filled_in_value_members_say_so_and_mark_none(demo_store, visit):
    app = visit(PAGE, segments_more="Members")
    assert "Nobody's segment hangs on a value that was filled in." in texts(app)
    assert "hangs_on_filled" not in app.dataframe[-1].value.columns


def test_who_hangs_on_a_filled_in_value_is_counted_marked_and_exported(demo_store, visit):
    chosen = {"segments_features": "Days between orders", "segments_log": "Orders"}
    app = visit(PAGE, segments_more="Data", **chosen)
    [said] = [text.value for text in app.markdown if "might be in another segment" in text.value]
    count = int(said.split("**")[1].replace(",", ""))
    marked = 0
    for page in "123":
        chosen |= {"segments_size": "100 rows", "segments_page": page}
        app = visit(PAGE, segments_more="Members", **chosen)
        assert f"{count:,} customers might be in another segment" in texts(app)
        marked += app.dataframe[-1].value["hangs_on_filled"].sum()
    assert marked == count > 0


def test_nothing_filled_in_is_said(demo_store, visit):
    app = visit(PAGE, segments_more="Data", segments_missing="Leave the customer out")
    assert "No value was filled in" in texts(app)


def test_without_scaling_the_feature_that_dominates_is_named(demo_store, visit):
    app = visit(PAGE, segments_more="Data", segments_scale="None", segments_log="Orders")
    assert any("of the distance between customers" in one.value for one in app.warning)
    scaled = visit(PAGE, segments_more="Data")
    assert "every feature has the same share" in texts(scaled)


def test_a_feature_that_never_varies_is_refused_in_words(demo_store, visit):
    with demo_store.transaction(actor="tests", reason="Same age") as tx:
        tx.update("customers", "select customer_id, 40 as age from customers where age <> 40")
    app = visit(PAGE, segments_features="Age")
    assert not app.exception
    assert "has the same value, 40, so it cannot tell them apart" in app.error[0].value


def test_the_script_says_what_is_on_screen(demo_store, visit):
    app = visit(PAGE, segments_more="Python", segments_k="3", segments_seed="9")
    text = app.code[0].value
    assert "k=3," in text
    assert "seed=9," in text
    assert f"DATABASE = Path({str(workspace.database_path())!r})" in text


def test_a_customer_of_a_clicked_point_can_be_opened(demo_store, visit):
    app = visit(PAGE)
    app.session_state["segments_map"] = {
        "selection": {"points": [{"text": "K0000007"}], "box": [], "lasso": []}
    }
    app.run()
    assert not app.exception


def test_a_sample_a_method_learned_from_is_said(demo_store, visit, monkeypatch):
    result = segment(demo_store, features=RFM, k=4, log=RFM[1:], actor="tests")
    assert result.fitted_on == result.rows
    assert "learned from" not in texts(visit(PAGE))
