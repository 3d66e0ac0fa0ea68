"""The judge: was a score right, how sure is that, what does it bring. Blind to models."""

from crm_core.evaluation.binary import THRESHOLD, BinaryJudge, Confusion, confusion
from crm_core.evaluation.classes import ClassConfusion, ClassesJudge, class_confusion
from crm_core.evaluation.curves import (
    CalibrationBin,
    Decile,
    calibration,
    deciles,
    precision_recall_curve,
    roc_curve,
)
from crm_core.evaluation.drift import (
    CHANGED,
    MOVED,
    Drift,
    Profile,
    drift,
    population_stability,
    profiles,
)
from crm_core.evaluation.formulas import FORMULAS
from crm_core.evaluation.groups import GroupError, errors_by_group
from crm_core.evaluation.intervals import (
    difference,
    difference_from,
    draws,
    figures_from,
    figures_of,
)
from crm_core.evaluation.judge import Figure, Judge
from crm_core.evaluation.leaks import Suspect, later_dates, leaks, unusable
from crm_core.evaluation.list_formulas import LIST_FORMULAS, RATING_FORMULAS
from crm_core.evaluation.list_verdict import (
    Lead,
    ListVerdict,
    Terms,
    above,
    list_verdict,
    real_differences,
)
from crm_core.evaluation.lists import (
    GroupFigures,
    ListJudge,
    Relevant,
    Shelf,
    coverage,
    figures_by_length,
    lists_by_group,
    ndcg,
)
from crm_core.evaluation.numbers import NumberJudge
from crm_core.evaluation.profit import Profit, best_profit, profit_at, profit_curve
from crm_core.evaluation.replay import Replay, replay
from crm_core.evaluation.verdict import Verdict, class_verdict, number_verdict

__all__ = [
    "CHANGED",
    "FORMULAS",
    "LIST_FORMULAS",
    "MOVED",
    "RATING_FORMULAS",
    "THRESHOLD",
    "BinaryJudge",
    "CalibrationBin",
    "ClassConfusion",
    "ClassesJudge",
    "Confusion",
    "Decile",
    "Drift",
    "Figure",
    "GroupError",
    "GroupFigures",
    "Judge",
    "Lead",
    "ListJudge",
    "ListVerdict",
    "NumberJudge",
    "Profile",
    "Profit",
    "Relevant",
    "Replay",
    "Shelf",
    "Suspect",
    "Terms",
    "Verdict",
    "above",
    "best_profit",
    "calibration",
    "class_confusion",
    "class_verdict",
    "confusion",
    "coverage",
    "deciles",
    "difference",
    "difference_from",
    "draws",
    "drift",
    "errors_by_group",
    "figures_by_length",
    "figures_from",
    "figures_of",
    "later_dates",
    "leaks",
    "list_verdict",
    "lists_by_group",
    "ndcg",
    "number_verdict",
    "population_stability",
    "precision_recall_curve",
    "profiles",
    "profit_at",
    "profit_curve",
    "real_differences",
    "replay",
    "roc_curve",
    "unusable",
]
