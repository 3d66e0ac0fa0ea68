"""The picture on screen as a Python script."""

from __future__ import annotations

import streamlit as st

from crm_core.segments import Recipe
from crm_core.workflows.scripts import region_script, script
from pages.parts import segments_region, workspace


def draw(recipe: Recipe) -> None:
    """Draw the script that gives the numbers on screen, and that of the region if there is one."""
    st.caption(
        "Run it from the project's folder. It gives the sizes, centres, inertia and profile that "
        "are on screen."
    )
    st.code(script(recipe, workspace.database_path()), language="python", wrap_lines=True)
    corners = segments_region.corners()
    if corners:
        st.caption("And who lies in the region that was drawn:")
        text = region_script(recipe, corners, workspace.database_path())
        st.code(text, language="python", height=400, wrap_lines=True)
