"""The customers inside a line drawn on the map, as a grouping of one segment."""

from __future__ import annotations

from crm_core.matrices import Matrix
from crm_core.segments.grouping import Grouping, grouped
from crm_core.segments.projection import Components
from crm_core.segments.region import Corners, Region


def region_of(matrix: Matrix, known: Components, corners: Corners) -> Grouping:
    """The customers of a matrix inside a line on its map, as segment 1; the rest is noise.

    Raises
    ------
    InvalidValue
        As `Region.fit`.
    """
    return grouped(matrix, Region(known.middle, known.directions[:, :2], corners))
