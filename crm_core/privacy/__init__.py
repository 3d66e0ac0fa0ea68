"""May we know, show, send: what customers allowed and refused."""

from crm_core.privacy.consents import (
    READS,
    REFUSAL,
    REFUSES_LAST,
    refusals,
    refused,
    refused_by,
    refused_since,
)

__all__ = ["READS", "REFUSAL", "REFUSES_LAST", "refusals", "refused", "refused_by", "refused_since"]
