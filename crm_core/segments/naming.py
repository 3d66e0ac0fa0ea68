"""A plain name for each segment, such as `Lapsed big spenders`."""

from __future__ import annotations

from crm_core.features import FEATURES, scoring_model
from crm_core.segments.grouping import Grouping
from crm_core.segments.profile import Profile, profile

LOW, HIGH, TOP = 0.35, 0.65, 0.88
"""A segment stands out in a feature where its typical value stands below or above so many."""
ORDINARY = "Typical customers"
NEVER_BOUGHT, HARDLY_BOUGHT = "Never bought", "Hardly bought"
WHEN = {"recency_days": ("Recent", "Lapsed")}
WHO = {
    "monetary": ("small spenders", "big spenders"),
    "frequency": ("rare buyers", "frequent buyers"),
    "average_order_value": ("buyers of small orders", "buyers of large orders"),
    "products": ("buyers of few products", "buyers of many products"),
    "return_rate": ("who return little", "who return much"),
    "tenure_days": ("newcomers", "long-standing customers"),
    "gap_days": ("buyers at short intervals", "buyers at long intervals"),
    "age": ("younger customers", "older customers"),
    "income": ("lower incomes", "higher incomes"),
}
"""The words for a low and for a high value; the most telling feature first where two tie."""
TOPS = {"monetary": "top spenders", "frequency": "top buyers"}
LONGEST = 76
"""Signs in a name, a number that may follow left out."""
COUNTED = ("count", "days")


def suggested(grouping: Grouping) -> list[str]:
    """A name for each segment of a grouping, in segment order, no two alike.

    They rest on every number that travels with the grouping's customers: recency, orders and spend
    are among them where the features were read by a workflow.
    """
    frame = grouping.matrix.frame
    numbers = [name for name in frame.columns if frame[name].dtype.kind in "iuf"]
    revenue = "monetary" if "monetary" in numbers else numbers[0]
    return names(profile(grouping, numbers, revenue=revenue))


def names(found: Profile) -> list[str]:
    """A name for each segment of a profile: the same profile always gives the same names.

    One name tells at most when they last bought and one thing more. A segment that stands out in
    nothing is said to be typical. Segments that would be called alike are told apart by the feature
    in which they differ most, and where there is none, by a number.
    """
    first = {int(number): _name(found, int(number)) for number in found.sizes.index}
    told = _apart(found, first)
    return [told[segment] for segment in first]


def _name(found: Profile, segment: int) -> str:
    if _most_without_orders(found, segment):
        return HARDLY_BOUGHT if found.sizes.loc[segment, "revenue"] else NEVER_BOUGHT
    when, who = _when(found, segment), _who(found, segment)
    if not when and not who:
        return ORDINARY
    whole = f"{when} {who or 'customers'}".strip()
    return whole[:1].upper() + whole[1:]


def _most_without_orders(found: Profile, segment: int) -> bool:
    """Whether half of them or more have no order, and not everybody is so."""
    if "frequency" not in found.columns:
        return False
    return bool(found.typical.loc[segment, "frequency"] == 0 and found.whole["frequency"] > 0)


def _when(found: Profile, segment: int) -> str:
    for name, (low, high) in WHEN.items():
        side = _side(found, segment, name)
        if side:
            return high if side > 0 else low
    return ""


def _who(found: Profile, segment: int) -> str:
    """The words for the feature in which the segment stands out most, time of purchase apart.

    Spend is preferred where others stand out about as much.
    """
    known = list(WHO)
    marks = [name for name in found.marks(segment, most=len(found.columns)) if name not in WHEN]
    strength = (found.standing.loc[segment] - 0.5).abs().round(1)
    if "monetary" in strength:
        strength["monetary"] += 0.1
    marks.sort(key=lambda name: (-strength[name], known.index(name) if name in WHO else len(known)))
    for name in marks:
        side = _side(found, segment, name)
        if side and name in TOPS and found.standing.loc[segment, name] >= TOP:
            return TOPS[name]
        if side and name in WHO:
            return WHO[name][side > 0]
        if side:
            return f"customers with {_more(name)[side > 0]} {_label(name)}"
    return ""


def _side(found: Profile, segment: int, name: str) -> int:
    """1 where a segment stands high in a feature, -1 where low, 0 where neither."""
    if name not in found.columns or found.typical.loc[segment, name] == found.whole[name]:
        return 0
    standing = found.standing.loc[segment, name]
    return int(standing >= HIGH) - int(standing <= LOW)


def _apart(found: Profile, first: dict[int, str]) -> dict[int, str]:
    """Names in which no two are alike, whatever their letters' case."""
    told: dict[int, str] = {}
    for name in dict.fromkeys(first.values()):
        told |= _told(found, name, [segment for segment in first if first[segment] == name])
    taken: set[str] = set()
    for segment in first:
        free, number = told[segment], 2
        while free.lower() in taken:
            free, number = f"{told[segment]} ({number})", number + 1
        taken.add(free.lower())
        told[segment] = free
    return told


def _told(
    found: Profile, name: str, alike: list[int], used: tuple[str, ...] = ()
) -> dict[int, str]:
    """Segments of one name, told apart by the feature in which they lie furthest apart.

    Four and more are halved first; where no feature differs, all keep the name.
    """
    if len(alike) == 1:
        return {alike[0]: name}
    standing = found.standing.loc[alike].drop(columns=list(used)).dropna(axis=1).round(9)
    spread = standing.max() - standing.min()
    if spread.empty or not spread.max():
        return dict.fromkeys(alike, name)
    by = str(spread.idxmax())
    rising = [int(segment) for segment in standing[by].sort_values(kind="stable").index]
    (low, high), (least, most) = _more(by), _most(by)
    if len(rising) == 3:
        words = (least, "middling", most)
        return {s: _longer(name, w, by) for s, w in zip(rising, words, strict=True)}
    middle = len(rising) // 2
    said = (*used, by)
    lower = _told(found, _longer(name, low, by), rising[:middle], said)
    return lower | _told(found, _longer(name, high, by), rising[middle:], said)


def _longer(name: str, word: str, feature: str) -> str:
    """The name with one thing more, unless it is full."""
    longer = f"{name}, {word} {_label(feature)}"
    return longer if len(longer) <= LONGEST else name


def _more(name: str) -> tuple[str, str]:
    """The words for less and for more of a feature: fewer orders, but lower spend."""
    counted = name in FEATURES and FEATURES[name].unit in COUNTED
    return ("fewer", "more") if counted else ("lower", "higher")


def _most(name: str) -> tuple[str, str]:
    return ("fewest", "most") if _more(name)[0] == "fewer" else ("lowest", "highest")


def _label(name: str) -> str:
    """A feature in words inside a name; a column of the workspace's own keeps its name."""
    model = scoring_model(name)
    if model is not None:
        return f"score of {model}"
    if name not in FEATURES:
        return name
    label = FEATURES[name].label
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
