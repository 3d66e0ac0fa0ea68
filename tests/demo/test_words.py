import re

import numpy as np
import pytest

from crm_core.demo.catalogue import articles, categories
from crm_core.demo.chance import stream
from crm_core.demo.wording import INTENTS, chosen_templates
from crm_core.demo.words import LANGUAGES, SENTIMENTS, SLOTS, entries, templates

SLOT = re.compile(r"\{(.*?)\}")
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_300_different_templates_with_slots(language: str) -> None:
    with_slots = {template.text for template in templates(language) if SLOT.search(template.text)}
    assert len(with_slots) >= 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_has_a_known_intent_a_known_sentiment_and_known_slots(language: str) -> None:
    for template in templates(language):
        assert template.intent in INTENTS
        assert template.sentiment in SENTIMENTS
        assert set(SLOT.findall(template.text)) <= set(SLOTS)


def test_both_languages_write_about_each_intent_equally_often() -> None:
    counts = [
        {intent: sum(t.intent == intent for t in templates(language)) for intent in INTENTS}
        for language in LANGUAGES
    ]
    assert counts[0] == counts[1]


def test_every_intent_has_a_subject_and_every_tone_can_be_written_before_and_after_buying() -> None:
    assert {entry[0] for entry in entries("subjects")} == set(INTENTS)
    for language in LANGUAGES:
        for tone in SENTIMENTS:
            of_tone = [t for t in templates(language) if t.sentiment == tone]
            assert any(not t.needs_order for t in of_tone)
            assert any(t.needs_order for t in of_tone)


def test_chinese_templates_are_chinese_and_english_ones_are_not() -> None:
    assert all(HAN.search(template.text) for template in templates("zh"))
    assert not any(HAN.search(template.text) for template in templates("en"))


def test_chinese_templates_use_full_width_punctuation() -> None:
    assert not [t.text for t in templates("zh") if re.search(r"[,?!]", SLOT.sub("", t.text))]


@pytest.mark.parametrize("name", ["outbound", "feedback"])
def test_messages_and_remarks_have_the_same_tags_in_both_languages(name: str) -> None:
    english, chinese = entries(f"{name}_en"), entries(f"{name}_zh")
    assert [entry[0] for entry in english] == [entry[0] for entry in chinese]


def test_the_shop_has_270_articles_of_different_name_in_nine_categories() -> None:
    assert len(articles()) == 270
    assert len({article.name for article in articles()}) == 270
    assert len({article.chinese_name for article in articles()}) == 270
    assert len(categories()) == 9
    assert all(len(article.description.split()) >= 10 for article in articles())


def test_every_template_can_be_chosen_and_none_without_an_order_speaks_of_one() -> None:
    draws = np.repeat(np.arange(len(categories())), 9000)
    tone = np.arange(len(draws)) % 3
    for number, language in enumerate(LANGUAGES):
        languages = np.full(len(draws), number)
        chosen = {
            has_order: chosen_templates(
                stream(0, "test"), languages, draws, tone, np.full(len(draws), has_order)
            )
            for has_order in (False, True)
        }
        assert set(chosen[True]) == set(range(len(templates(language))))
        assert not any(templates(language)[place].needs_order for place in set(chosen[False]))
