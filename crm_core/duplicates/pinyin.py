"""Chinese names in Latin letters, as their bearers write them on forms: without tones."""

from __future__ import annotations

from functools import cache

from pypinyin import lazy_pinyin

SURNAME_READINGS = {
    "仇": "qiu",
    "任": "ren",
    "单": "shan",
    "尉": "wei",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "洗": "xian",
    "盖": "ge",
    "秘": "bi",
    "繁": "po",
    "翟": "zhai",
    "葛": "ge",
    "解": "xie",
    "覃": "qin",
    "逄": "pang",
    "重": "chong",
    "长孙": "zhangsun",
    "单于": "chanyu",
    "尉迟": "yuchi",
    "万俟": "moqi",
    "区": "ou",
    "欧": "ou",
    "郗": "xi",
    "黑": "he",
}
"""Surnames that are read otherwise than the same character in other words."""

LONG_SURNAMES = (
    "欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 长孙 宇文 轩辕 "
    "端木 百里 呼延 南宫 西门 独孤 万俟 单于 申屠 歐陽 司馬 諸葛 長孫 軒轅"
)
"""Surnames of two characters, a blank between each."""
LONGEST_NAME = 4
"""Characters of a person's name; what is longer is a firm and has no surname."""


def parts(name: str) -> tuple[str, str]:
    """Surname and given name of a Chinese name in pinyin; a firm's name is all surname.

    >>> parts("王小明"), parts("欧阳娜娜"), parts("单伟")
    (('wang', 'xiaoming'), ('ouyang', 'nana'), ('shan', 'wei'))
    """
    if len(name) > LONGEST_NAME:
        return _read(name), ""
    width = 2 if len(name) > 2 and name[:2] in LONG_SURNAMES else 1
    surname = name[:width]
    return SURNAME_READINGS.get(surname) or _read(surname), _read(name[width:])


def _read(text: str) -> str:
    return "".join(map(_syllable, text))


@cache
def _syllable(character: str) -> str:
    """One character's usual reading; ü is written u, as in most passports of old and most forms."""
    return lazy_pinyin(character)[0].replace("v", "u")
