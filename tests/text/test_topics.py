"""Topics: named by their words, the same at every run, and honest about what is new."""

from datetime import date

import pytest

from crm_core.errors import InvalidValue, NotEnoughRows
from crm_core.workflows.topics import topics

KINDS = {
    "parcel": ("My parcel is late again", "Parcel still not delivered, late", "物流太慢，快递没到"),
    "invoice": (
        "Please send the invoice",
        "The invoice has a wrong amount",
        "请补开发票，发票丢了",
    ),
    "password": ("I forgot my password", "The password reset does not work", "密码忘了，登录不了"),
}
COUNTS = {"parcel": 20, "invoice": 12, "password": 8}


def communication(number: int, text: str, day: str, direction: str = "inbound") -> dict:
    return {
        "communication_id": f"m{number:03}",
        "customer_id": "ann",
        "occurred_at": f"{day} 10:00:00",
        "channel": "email",
        "direction": direction,
        "text": text,
    }


@pytest.fixture
def log(store, fill):
    """English only but for a few; passwords are forgotten in the last month alone."""
    rows = []
    for kind, count in COUNTS.items():
        for turn in range(count):
            day = "2024-06-20" if kind == "password" else f"2024-0{1 + turn % 6}-10"
            rows.append(communication(len(rows), f"{KINDS[kind][turn % 2]} no {turn}", day))
    rows.append(communication(len(rows), "Buy our new summer hats", "2024-03-01", "outbound"))
    fill(customers=[{"customer_id": "ann"}], communications=rows)
    return store


def test_topics_are_named_counted_and_dated(log):
    found = topics(log, k=3)
    assert [topic.share for topic in found.topics] == [20 / 40, 12 / 40, 8 / 40]
    assert [set(KINDS) & set(topic.words) for topic in found.topics] == [{kind} for kind in KINDS]
    [passwords] = [topic for topic in found.topics if "password" in topic.words]
    assert passwords.trend == "new"
    assert passwords.by_month == {"2024-06": 8}
    assert "password" in passwords.examples[0]
    assert [topic.trend for topic in found.topics if topic is not passwords] == [None, None]
    parcels = found.topics[0]
    assert parcels.sentiment < 0
    assert (found.texts, found.read) == (40, 40)


def test_topics_are_the_same_at_every_run(log):
    assert topics(log, k=3) == topics(log, k=3)


def test_chinese_topics_are_named_by_words(store, fill):
    rows = [
        communication(number, KINDS[kind][2] + "谢谢" * (number % 2), "2024-03-01")
        for number, kind in enumerate(list(KINDS) * 4)
    ]
    fill(customers=[{"customer_id": "ann"}], communications=rows)
    words = [topic.words for topic in topics(store, k=3).topics]
    assert any("快递" in word for each in words for word in each)
    assert any("发票" in word for each in words for word in each)


def test_a_period_and_a_direction_narrow_what_is_read(log):
    march = topics(log, k=2, since=date(2024, 3, 1), until=date(2024, 3, 31), direction="all")
    assert march.texts == 6
    with pytest.raises(NotEnoughRows, match="there are 1"):
        topics(log, k=2, direction="outbound")
    with pytest.raises(InvalidValue):
        topics(log, k=1)
