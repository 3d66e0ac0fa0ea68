"""Which customers may be one person: found, scored, with the reason."""

from crm_core.duplicates.lookalikes import Lookalike, lookalikes
from crm_core.duplicates.scan import READS, Scan, scan

__all__ = ["READS", "Lookalike", "Scan", "lookalikes", "scan"]
