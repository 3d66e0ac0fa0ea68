"""May we know, show, send: what customers allowed and refused."""

from crm_core.privacy.consents import READS, refusals, refused

__all__ = ["READS", "refusals", "refused"]
