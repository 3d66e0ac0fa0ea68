"""Every page of the app as data: section, file, title, icon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from pages.parts import links


@dataclass(frozen=True)
class Place:
    """One page. Hidden places are reached from a row or a link, not from the menu."""

    section: str
    file: str
    title: str
    icon: str
    visibility: Literal["visible", "hidden"] = "visible"

    @property
    def address(self) -> str:
        return self.file.rsplit("/", 1)[-1].removesuffix(".py")


PLACES = (
    Place("Today", links.OVERVIEW, "Overview", "monitoring"),
    Place("Customers", links.DIRECTORY, "Directory", "group"),
    Place("Customers", links.CUSTOMER, "Customer", "person", "hidden"),
    Place("Customers", links.DUPLICATES, "Duplicates", "merge"),
    Place("Customers", links.COMMUNICATIONS, "Communications", "forum"),
    Place("Customers", links.PRODUCTS, "Products", "inventory_2"),
    Place("Customers", links.ORDER, "Orders", "receipt_long"),
    Place("Understand", links.SEGMENTS, "Segments", "bubble_chart"),
    Place("Understand", links.MOVEMENT, "Movement", "conversion_path"),
    Place("Understand", links.LIFETIME, "Lifetime value", "savings"),
    Place("Predict", links.MODELS, "Models", "model_training"),
    Place("Predict", links.MODEL, "Model", "quick_reference", "hidden"),
    Place("Predict", links.RECOMMENDATIONS, "Recommendations", "recommend"),
    Place("Predict", links.RECOMMENDATION_MODELS, "Recommendation models", "gavel"),
    Place("Prepare", links.IMPORT, "Import", "upload_file"),
    Place("Prepare", links.HISTORY, "History", "history"),
    Place("Prepare", links.SETTINGS, "Settings", "settings"),
)


def menu() -> dict[str, list[st.Page]]:
    """Give the pages by section, in the order of `PLACES`."""
    sections: dict[str, list[st.Page]] = {}
    for place in PLACES:
        page = st.Page(
            place.file,
            title=place.title,
            icon=f":material/{place.icon}:",
            url_path=place.address,
            default=place.file == links.OVERVIEW,
            visibility=place.visibility,
        )
        sections.setdefault(place.section, []).append(page)
    return sections
