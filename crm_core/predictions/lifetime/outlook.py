"""What is asked of the future: from which day, how far, by which model, in which unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import log1p

from crm_core.errors import InvalidValue
from crm_core.predictions.lifetime.bg_nbd import BGNBD
from crm_core.predictions.lifetime.pareto_nbd import ParetoNBD
from crm_core.predictions.lifetime.purchase_model import PurchaseModel

DAYS_A_YEAR = 365
UNITS = {"day": 1, "week": 7}
"""Units of time, in days. Ages in weeks keep their fractions."""
MODELS: dict[str, type[PurchaseModel]] = {model.name: model for model in (BGNBD, ParetoNBD)}
LONGEST_HORIZON_DAYS = 36_500
GREATEST_RATE = 10.0


@dataclass(frozen=True)
class Outlook:
    """One question about the future; two equal ones have the same answer on the same data.

    `discount_rate` is per year of 365 days: with .1, 110 in a year are worth 100 today.
    `calibrate_until`, where given, is the last day a second fit may see, judged on what came after.
    """

    as_of: date
    horizon_days: int
    unit: str = "day"
    model: str = BGNBD.name
    discount_rate: float = 0.0
    calibrate_until: date | None = None

    def checked(self) -> Outlook:
        """The same, once it is known to make sense.

        Raises
        ------
        InvalidValue
            If a unit or model is unknown, a number out of bounds, or the calibration ends too late.
        """
        if not 1 <= self.horizon_days <= LONGEST_HORIZON_DAYS:
            wanted = f"a number of days from 1 to {LONGEST_HORIZON_DAYS:,}"
            raise InvalidValue("horizon-days", self.horizon_days, wanted)
        if self.unit not in UNITS:
            raise InvalidValue("unit", self.unit, f"one of {', '.join(UNITS)}")
        if self.model not in MODELS:
            raise InvalidValue("model", self.model, f"one of {', '.join(MODELS)}")
        if not 0 <= self.discount_rate <= GREATEST_RATE:
            wanted = f"a rate per year from 0 to {GREATEST_RATE:g}, such as 0.1 for a tenth"
            raise InvalidValue("discount-rate", self.discount_rate, wanted)
        if self.calibrate_until is not None and self.calibrate_until >= self.as_of:
            wanted = f"a day before the as-of day {self.as_of}, so that days are left to judge by"
            raise InvalidValue("calibrate-until", self.calibrate_until, wanted)
        return self

    @property
    def unit_days(self) -> int:
        """How many days the unit has."""
        return UNITS[self.unit]

    @property
    def horizon(self) -> float:
        """The horizon in units."""
        return self.horizon_days / self.unit_days

    @property
    def interest(self) -> float:
        """The continuous discount rate per unit: the same for a horizon, whatever the unit."""
        return log1p(self.discount_rate) / DAYS_A_YEAR * self.unit_days
