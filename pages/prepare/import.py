"""Import: choose a table and a file, see what would happen, then bring it in."""

import streamlit as st

from crm_core.errors import InputError
from crm_core.ingest.sources import KINDS, SUFFIXES
from pages.parts import import_choices, import_counts, import_log, import_reads, states, workspace

attempt = st.session_state.setdefault("import_attempt", 0)
st.title("Import")
st.write("Files of customers, products, orders and more. Nothing is written before you say so.")
table = import_choices.table()
upload = st.file_uploader(KINDS, type=SUFFIXES, key=f"import_file_{attempt}")

if upload is None:
    import_log.draw()
    st.stop()

outcome = st.container()
try:
    path, name = import_reads.saved(upload)
    seen = import_reads.preview(workspace.version(), table, path, name)
    import_choices.show_preview(seen)
    import_choices.offer_better_table(seen, table)
    mapping = import_choices.mapping(seen, table, f"{attempt}_{path}")
    keep_extra, id_from_row = import_choices.options(seen, table, mapping)
    plan = import_reads.planned(
        attempt, table, path, name, mapping, keep_extra=keep_extra, id_from_row=id_from_row
    )
except InputError as error:
    states.problem(error)
    st.stop()

if plan.result is None:
    import_counts.draw_expected(plan)
    import_counts.offer_import(plan)
else:
    with outcome:
        import_counts.draw_result(plan)
