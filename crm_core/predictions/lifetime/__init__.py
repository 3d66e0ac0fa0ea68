"""Customer lifetime value: who still buys, how often, for how much, and how sure that is."""

from crm_core.predictions.lifetime.bg_nbd import BGNBD
from crm_core.predictions.lifetime.caveats import caveats
from crm_core.predictions.lifetime.forecast import Forecast, fitted_purchases, forecast
from crm_core.predictions.lifetime.formulas import FORMULAS, PARAMETER_WORDS
from crm_core.predictions.lifetime.gamma_gamma import GammaGamma
from crm_core.predictions.lifetime.grid import Grid, grid
from crm_core.predictions.lifetime.histories import Histories
from crm_core.predictions.lifetime.holdout import Holdout, held_out, tracking
from crm_core.predictions.lifetime.outlook import (
    GREATEST_RATE,
    LONGEST_HORIZON_DAYS,
    MODELS,
    UNITS,
    Outlook,
)
from crm_core.predictions.lifetime.pareto_nbd import ParetoNBD
from crm_core.predictions.lifetime.purchase_model import PurchaseModel
from crm_core.predictions.lifetime.scores import (
    COLUMNS,
    GROUPS,
    as_table,
    page_of,
    ranked,
    score_of,
    scored,
)

__all__ = [
    "BGNBD",
    "COLUMNS",
    "FORMULAS",
    "GREATEST_RATE",
    "GROUPS",
    "LONGEST_HORIZON_DAYS",
    "MODELS",
    "PARAMETER_WORDS",
    "UNITS",
    "Forecast",
    "GammaGamma",
    "Grid",
    "Histories",
    "Holdout",
    "Outlook",
    "ParetoNBD",
    "PurchaseModel",
    "as_table",
    "caveats",
    "fitted_purchases",
    "forecast",
    "grid",
    "held_out",
    "page_of",
    "ranked",
    "score_of",
    "scored",
    "tracking",
]
