"""Groups of customers: how they are found, judged, described, drawn on a plane, and read again."""

from crm_core.segments.grouping import Grouping, grouped
from crm_core.segments.kmeans import GREATEST_SEED, KMeans
from crm_core.segments.methods import METHODS, Method, method_of
from crm_core.segments.model import NO_SEGMENT, Model
from crm_core.segments.profile import REVENUE_SHARE, SHARE, STANDING, TYPICAL, Profile, profile
from crm_core.segments.projection import Axis, Projection, hull, projected
from crm_core.segments.quality import (
    CALINSKI_HARABASZ,
    CURVE_ROWS,
    DAVIES_BOULDIN,
    EXACT_ROWS,
    INERTIA,
    MEASURES,
    SILHOUETTE,
    Quality,
    quality,
    silhouette,
)
from crm_core.segments.recipe import Recipe
from crm_core.segments.saved import (
    SavedSegmentation,
    members,
    members_page,
    saved,
    saved_sizes,
)
from crm_core.segments.segmenter import Segmenter

__all__ = [
    "CALINSKI_HARABASZ",
    "CURVE_ROWS",
    "DAVIES_BOULDIN",
    "EXACT_ROWS",
    "GREATEST_SEED",
    "INERTIA",
    "MEASURES",
    "METHODS",
    "NO_SEGMENT",
    "REVENUE_SHARE",
    "SHARE",
    "SILHOUETTE",
    "STANDING",
    "TYPICAL",
    "Axis",
    "Grouping",
    "KMeans",
    "Method",
    "Model",
    "Profile",
    "Projection",
    "Quality",
    "Recipe",
    "SavedSegmentation",
    "Segmenter",
    "grouped",
    "hull",
    "members",
    "members_page",
    "method_of",
    "profile",
    "projected",
    "quality",
    "saved",
    "saved_sizes",
    "silhouette",
]
