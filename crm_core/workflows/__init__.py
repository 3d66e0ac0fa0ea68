"""Verbs that join the rooms; only these write."""
