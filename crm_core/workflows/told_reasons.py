"""Reasons in words, for a million customers at once: columns are written, not rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from crm_core.matrices import Coded
    from crm_core.predictions.picked import Picked

TOLD = 3
"""How many features the reasons name; the others are told together."""
VALUE_DIGITS, SHARE_DIGITS = 6, 4
MISSING = "(missing)"


class Told:
    """What writes the reasons of any rows; what they have in common is worked out once.

    Parameters
    ----------
    features
        In the order of the shares of reasons.
    kind
        What is predicted: shares of numbers are told in four digits, of probabilities in
        thousandths.
    columns
        All rows, or any that have the same levels and days.
    """

    def __init__(self, features: tuple[str, ...], kind: str, columns: Coded) -> None:
        import numpy as np
        import pyarrow as pa

        self._kind, self._features = kind, features
        self._names = pa.array([f"; {name} " for name in features])
        self._shares = pa.array([f"{number / 1000:+.3f}" for number in range(-1000, 1001)])
        self._is_category = np.array([name in columns.codes for name in features])
        self._is_day = np.array([name in columns.days for name in features])
        levels = [(*columns.levels.get(name, ()), MISSING) for name in features]
        self._levels = pa.array([level for each in levels for level in each])
        self._firsts = np.cumsum([0, *map(len, levels)])
        self._sizes = np.array([len(each) - 1 for each in levels])

    def told(self, columns: Coded, found: Picked) -> pa.Array:
        """The reasons of each row, the strongest first.

        Such as "start 0.310; tenure 3 +0.120; plan monthly +0.050; all others -0.004".
        """
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if not columns.rows:
            return pa.array([], pa.string())
        values = np.empty((len(self._features), columns.rows))
        for place, name in enumerate(self._features):
            values[place] = columns.codes[name] if name in columns.codes else columns.numbers[name]
        parts: list[Any] = ["start ", self._moved(found.base, has_sign=False)]
        named = np.take_along_axis(values, found.features, axis=0)
        for features, said, shares in zip(found.features, named, found.shares, strict=True):
            parts += [self._names.take(pa.array(features)), self._said(said, features), " "]
            parts.append(self._moved(shares))
        parts += ["; all others ", self._moved(found.rest)]
        return pc.binary_join_element_wise(*parts, "")

    def _said(self, values: Any, features: Any) -> pa.Array:
        """Values in words, each of a feature of its own."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        is_category, is_day = self._is_category[features], self._is_day[features]
        texts = pc.fill_null(as_text(np.where(is_category, 0.0, values), VALUE_DIGITS), MISSING)
        if is_day.any():
            days = pa.array(np.where(is_day, values, np.nan), from_pandas=True)
            texts = pc.if_else(is_day, _as_days(days), texts)
        if not is_category.any():
            return texts
        # A missing category is coded -1, and its word comes after the levels.
        codes = np.where(is_category, values, -1.0).astype(np.int64)
        place = np.where(codes < 0, self._sizes[features], codes) + self._firsts[features]
        return pc.if_else(is_category, self._levels.take(pa.array(place)), texts)

    def _moved(self, values: Any, *, has_sign: bool = True) -> pa.Array:
        """Shares with a sign; probabilities in thousandths."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._kind == "number":
            text = as_text(values, SHARE_DIGITS)
            if not has_sign:
                return text
            return pc.binary_join_element_wise(pc.if_else(values >= 0, "+", ""), text, "")
        place = np.clip(np.rint(values * 1000).astype(np.int64), -1000, 1000) + 1000
        text = self._shares.take(pa.array(place))
        return text if has_sign else pc.utf8_slice_codeunits(text, 1)


def as_text(values: Any, digits: int) -> pa.Array:
    """Numbers in so many digits, never fewer than their whole part has; null where one is NaN.

    >>> import numpy as np
    >>> as_text(np.array([1234567.0, 0.12345678, np.nan]), 6).to_pylist()
    ['1234567', '0.123457', None]
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    with np.errstate(divide="ignore", invalid="ignore"):
        places = digits - 1 - np.floor(np.log10(np.abs(values)))
        scale = 10.0 ** np.clip(np.nan_to_num(places, posinf=0.0), 0.0, 290.0)
        # 0 is added so that there is no -0.
        rounded = np.rint(values * scale) / scale + 0.0
    return pc.cast(pa.array(rounded, from_pandas=True), pa.string())


def _as_days(days: pa.Array) -> pa.Array:
    """Days since 1970 as dates."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.cast(pc.floor(days), pa.int32())
    return pc.fill_null(pc.cast(pc.cast(whole, pa.date32()), pa.string()), MISSING)
