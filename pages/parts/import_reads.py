"""Uploaded files, and what importing them would do, kept for the session they belong to."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from crm_core.ingest.log import PastImport, past_imports, rejected_rows
from crm_core.ingest.previews import Preview
from crm_core.ingest.rejects import rejects_csv
from crm_core.workflows.imports import Plan, bring_up_to_date, plan_import, preview_file
from pages.parts import uploads, workspace


@st.cache_resource(show_spinner=False, scope="session", on_release=uploads.forget)
def _folder() -> str:
    """The folder of one session; it goes when the session ends."""
    return tempfile.mkdtemp(dir=uploads.folder())


def saved(upload: Any) -> tuple[str, str]:
    """Give the path of an uploaded file's copy, named for the upload, and the file's own name.

    The copy is there whole or not at all.
    """
    stem = hashlib.sha256(upload.file_id.encode()).hexdigest()
    file = Path(_folder()) / f"{stem}{Path(upload.name).suffix.lower()}"
    if not file.exists():
        begun = file.with_name(f"{file.name}.part")
        begun.write_bytes(upload.getbuffer())
        os.replace(begun, file)
    return str(file), upload.name


@dataclass
class _Held:
    """A plan, and the copy of the upload it was read from."""

    plan: Plan
    copy: Path

    def close(self) -> None:
        self.plan.close()
        self.copy.unlink(missing_ok=True)


@st.cache_data(max_entries=8, show_spinner="Reading the file", scope="session")
def preview(version: str, table: str, path: str, name: str) -> Preview:
    """What a file looks like as rows of `table`."""
    return preview_file(workspace.store(), table, path, file_name=name)


@st.cache_resource(
    max_entries=2,
    ttl="1h",
    show_spinner="Checking every row",
    scope="session",
    on_release=_Held.close,
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
) -> _Held:
    plan = plan_import(
        workspace.store(),
        table,
        path,
        mapping=json.loads(mapping),
        keep_extra=keep_extra,
        id_from_row=id_from_row,
        file_name=name,
    )
    return _Held(plan, Path(path))


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
    held = _planned(
        attempt,
        table,
        path,
        name,
        json.dumps(mapping, sort_keys=True),
        keep_extra=keep_extra,
        id_from_row=id_from_row,
    )
    bring_up_to_date(workspace.store(), held.plan)
    return held.plan


@st.cache_data(max_entries=4, show_spinner=False)
def earlier(version: str) -> list[PastImport]:
    """The latest imports, the newest first."""
    return workspace.read(past_imports)


@st.cache_data(max_entries=8, show_spinner=False)
def rejected(version: str, import_id: str) -> list[tuple[int, str, str]]:
    """The first rejected rows of an import: line, reason, content."""
    return workspace.read(rejected_rows, import_id)


def rejects_file(import_id: str) -> bytes:
    """The rejected rows of an import as a file to mend."""
    return workspace.read(rejects_csv, import_id)
