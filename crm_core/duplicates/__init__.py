"""Which customers may be one person: found, scored, with the reason."""

from crm_core.duplicates.groups import Group, groups_of, open_groups
from crm_core.duplicates.lookalikes import Lookalike, lookalikes
from crm_core.duplicates.scan import READS, THRESHOLD, Scan, scan

__all__ = [
    "READS",
    "THRESHOLD",
    "Group",
    "Lookalike",
    "Scan",
    "groups_of",
    "lookalikes",
    "open_groups",
    "scan",
]
