"""Uploaded files, and what importing them would do, kept for the session they belong to."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import streamlit as st

from crm_core.ingest.log import PastImport, past_imports, rejected_rows
from crm_core.ingest.previews import Preview
from crm_core.ingest.rejects import rejects_csv
from crm_core.workflows.imports import Plan, bring_up_to_date, plan_import, preview_file
from pages.parts import workspace


@st.cache_resource(show_spinner=False, on_release=shutil.rmtree)
def _folder() -> str:
    return tempfile.mkdtemp(prefix="rapport-uploads-")


def saved(upload: Any) -> tuple[str, str]:
    """Give the path of an uploaded file's copy, named for its content, and its own name."""
    digest = hashlib.sha256(upload.getbuffer()).hexdigest()
    file = Path(_folder()) / f"{digest}{Path(upload.name).suffix.lower()}"
    if not file.exists():
        file.write_bytes(upload.getbuffer())
    return str(file), upload.name


@st.cache_data(max_entries=8, show_spinner="Reading the file", scope="session")
def preview(version: int, table: str, path: str, name: str) -> Preview:
    """What a file looks like as rows of `table`."""
    return preview_file(workspace.store(), table, path, file_name=name)


@st.cache_resource(
    max_entries=2,
    ttl="1h",
    show_spinner="Checking every row",
    scope="session",
    on_release=Plan.close,
)
def _planned(
    attempt: int,
    table: str,
    path: str,
    name: str,
    mapping: str,
    *,
    keep_extra: bool,
    id_from_row: bool,
) -> Plan:
    return plan_import(
        workspace.store(),
        table,
        path,
        mapping=json.loads(mapping),
        keep_extra=keep_extra,
        id_from_row=id_from_row,
        file_name=name,
    )


def planned(
    attempt: int,
    table: str,
    path: str,
    name: str,
    mapping: dict[str, str],
    *,
    keep_extra: bool,
    id_from_row: bool,
) -> Plan:
    """The dry run of an upload, as of now; the file is read once for each choice of columns."""
    plan = _planned(
        attempt,
        table,
        path,
        name,
        json.dumps(mapping, sort_keys=True),
        keep_extra=keep_extra,
        id_from_row=id_from_row,
    )
    bring_up_to_date(workspace.store(), plan)
    return plan


@st.cache_data(max_entries=4, show_spinner=False)
def earlier(path: str, version: int) -> list[PastImport]:
    """The latest imports, the newest first."""
    with workspace.store().cursor() as con:
        return past_imports(con)


@st.cache_data(max_entries=8, show_spinner=False)
def rejected(path: str, version: int, import_id: str) -> list[tuple[int, str, str]]:
    """The first rejected rows of an import: line, reason, content."""
    with workspace.store().cursor() as con:
        return rejected_rows(con, import_id)


def rejects_file(import_id: str) -> bytes:
    """The rejected rows of an import as a file to mend."""
    with workspace.store().cursor() as con:
        return rejects_csv(con, import_id)
