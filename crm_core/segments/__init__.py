"""Groups of customers: how they are found, judged, described, drawn on a plane, and read again."""

from crm_core.segments.advice import FEWEST_K, MOST_K, SMALLEST, Advice, Candidate, advise
from crm_core.segments.certainty import MEMBERSHIP, is_soft, least_certain
from crm_core.segments.deck import Deck, dealt, shuffled
from crm_core.segments.description import described
from crm_core.segments.differences import (
    DIFFERENCE,
    Differences,
    Moments,
    differences,
    moments,
)
from crm_core.segments.evidence import GAP, Evidence
from crm_core.segments.grouping import Grouping, grouped
from crm_core.segments.habits import CATEGORY_SHARE, CHANNEL_SHARE, habits
from crm_core.segments.honesty import HANGS_ON_FILLED, Doubt, doubt
from crm_core.segments.kmeans import GREATEST_SEED, KMeans
from crm_core.segments.lasso import region_of
from crm_core.segments.leaks import check_no_label
from crm_core.segments.matching import MATCH, Matching, assigned, matched
from crm_core.segments.methods import METHODS, REGION, Method, check_choices, method_of
from crm_core.segments.model import NO_SEGMENT, Model
from crm_core.segments.naming import names, suggested
from crm_core.segments.notes import notes
from crm_core.segments.outline import hull
from crm_core.segments.profile import (
    REVENUE_SHARE,
    SHARE,
    STANDING,
    TYPICAL,
    Profile,
    Yardstick,
    profile,
    yardstick,
)
from crm_core.segments.projection import Axis, Components, Projection, components, projected
from crm_core.segments.quality import (
    CALINSKI_HARABASZ,
    CURVE_ROWS,
    DAVIES_BOULDIN,
    EXACT_ROWS,
    INERTIA,
    SILHOUETTE,
    silhouette,
    silhouette_of,
)
from crm_core.segments.recipe import Recipe
from crm_core.segments.saved import (
    SavedSegment,
    SavedSegmentation,
    every_version,
    members,
    members_page,
    named,
    saved,
    saved_segments,
    saved_sizes,
    versions,
)
from crm_core.segments.segmenter import Segmenter
from crm_core.segments.stability import STABILITY, STABILITY_NOISE
from crm_core.segments.suitability import (
    DISTANCE_SHARE,
    SKEWNESS,
    Skew,
    check_suitable,
    distance_shares,
    skews,
)
from crm_core.segments.valleys import VALLEY

__all__ = [
    "CALINSKI_HARABASZ",
    "CATEGORY_SHARE",
    "CHANNEL_SHARE",
    "CURVE_ROWS",
    "DAVIES_BOULDIN",
    "DIFFERENCE",
    "DISTANCE_SHARE",
    "EXACT_ROWS",
    "FEWEST_K",
    "GAP",
    "GREATEST_SEED",
    "HANGS_ON_FILLED",
    "INERTIA",
    "MATCH",
    "MEMBERSHIP",
    "METHODS",
    "MOST_K",
    "NO_SEGMENT",
    "REGION",
    "REVENUE_SHARE",
    "SHARE",
    "SILHOUETTE",
    "SKEWNESS",
    "SMALLEST",
    "STABILITY",
    "STABILITY_NOISE",
    "STANDING",
    "TYPICAL",
    "VALLEY",
    "Advice",
    "Axis",
    "Candidate",
    "Components",
    "Deck",
    "Differences",
    "Doubt",
    "Evidence",
    "Grouping",
    "KMeans",
    "Matching",
    "Method",
    "Model",
    "Moments",
    "Profile",
    "Projection",
    "Recipe",
    "SavedSegment",
    "SavedSegmentation",
    "Segmenter",
    "Skew",
    "Yardstick",
    "advise",
    "assigned",
    "check_choices",
    "check_no_label",
    "check_suitable",
    "components",
    "dealt",
    "described",
    "differences",
    "distance_shares",
    "doubt",
    "every_version",
    "grouped",
    "habits",
    "hull",
    "is_soft",
    "least_certain",
    "matched",
    "members",
    "members_page",
    "method_of",
    "moments",
    "named",
    "names",
    "notes",
    "profile",
    "projected",
    "region_of",
    "saved",
    "saved_segments",
    "saved_sizes",
    "shuffled",
    "silhouette",
    "silhouette_of",
    "skews",
    "suggested",
    "versions",
    "yardstick",
]
