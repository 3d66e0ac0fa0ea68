"""Texts of products become rows that can be compared."""

import numpy as np
import pytest

from crm_core.matrices.words import terms, wordings


def test_chinese_is_read_by_pairs_of_characters_and_english_by_words():
    assert terms("Red 红色茶杯, of 2 MUGS") == ["red", "红色", "色茶", "茶杯", "mugs"]
    assert terms("杯") == ["杯"]
    assert terms("") == []


def test_texts_that_share_words_are_alike_in_both_scripts():
    found = wordings(["red tea mug", "blue tea mug", "garden bench", "红色茶杯", "蓝色茶杯", ""])
    alike = found.likeness(np.arange(6))
    assert alike.diagonal().tolist() == pytest.approx([1, 1, 1, 1, 1, 0])
    assert alike[0, 1] > 0.3
    assert alike[3, 4] > 0.3
    assert alike[0, 2] == alike[0, 3] == 0


def test_texts_without_a_word_have_no_columns():
    assert wordings(["", "..."]).values.shape == (2, 0)
