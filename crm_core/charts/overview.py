"""Pictures of the business: revenue over time and by its parts, and who came back.

Every picture has a sentence that says the same for those who cannot see it.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from crm_core.charts import cells
from crm_core.charts.bars import room_for_months, thickness
from crm_core.charts.lettering import literal
from crm_core.charts.palette import COLOURS, FROM_NONE_TO_MOST

MOST_BARS = 12
LEGEND_HEIGHT = 60
MARGIN = {"l": 10, "r": 10, "t": 10, "b": 10}


def revenue_by_month(months: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw one bar for each calendar month.

    `months` has the columns month, revenue, order_lines; no rows give an empty picture.
    """
    fig = go.Figure(
        go.Bar(
            x=list(months["month"]),
            y=list(months["revenue"]),
            marker_color=COLOURS[0],
            customdata=list(months["order_lines"]),
            hovertemplate=f"%{{x|%B %Y}}<br>%{{y:,.2f}} {currency}<br>"
            "%{customdata:,} order lines<extra></extra>",
        )
    )
    fig.update_layout(
        xaxis={
            "title": "Month",
            "tickformat": "%b %Y",
            "type": "date",
            **room_for_months(months["month"]),
        },
        yaxis={"title": f"Revenue ({currency})", "tickformat": ",.3~s"},
        showlegend=False,
        margin=MARGIN,
    )
    return fig


def revenue_by_month_in_words(months: pd.DataFrame, *, currency: str) -> str:
    """Say which month sold most and which least."""
    if months.empty:
        return "Revenue by month: nothing to show."
    most, least = (
        months.loc[at] for at in (months["revenue"].idxmax(), months["revenue"].idxmin())
    )
    return (
        f"Bar chart of revenue by month, {len(months)} months. "
        f"Most in {most['month']:%B %Y} with {most['revenue']:,.0f} {currency}, "
        f"least in {least['month']:%B %Y} with {least['revenue']:,.0f} {currency}."
    )


def revenue_by_country(countries: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw one bar for each of the countries that buy most, and one for all others.

    `countries` has the columns country, revenue, order_lines, largest first.
    """
    return _ranked(countries, "country", "countries", "Country", currency)


def revenue_by_category(categories: pd.DataFrame, *, currency: str) -> go.Figure:
    """Draw one bar for each of the categories that sell most, and one for all others.

    `categories` has the columns category, revenue, order_lines, largest first.
    """
    return _ranked(categories, "category", "categories", "Category", currency)


def parts_in_words(parts: pd.DataFrame, by: str, *, currency: str) -> str:
    """Say how revenue is shared out: the three largest parts. `by` names the first column."""
    if parts.empty:
        return f"Revenue by {by}: nothing to show."
    top = ", ".join(
        f"{name} {revenue:,.0f} {currency}"
        for name, revenue in zip(parts[by].head(3), parts["revenue"].head(3), strict=True)
    )
    return f"Bar chart of revenue by {by}, {len(parts)} in all. Largest: {top}."


def cohort_retention(cohorts: pd.DataFrame) -> go.Figure:
    """Draw the share of each month's new customers who ordered again, month by month.

    `cohorts` has the columns cohort, months_since, customers, active, share. The first month is
    left out, where every share is 1; the number of customers stands beside the month.
    """
    later = cohorts[cohorts["months_since"] > 0]
    shares = later.pivot_table(index="cohort", columns="months_since", values="share")
    active = later.pivot_table(index="cohort", columns="months_since", values="active")
    customers = later.groupby("cohort")["customers"].first()
    labels = [f"{month:%b %Y} (n = {customers[month]:,})" for month in shares.index]
    most = max(shares.max(axis=None), 0.01) if len(shares) else 1.0
    few = len(shares.columns) <= MOST_BARS + 2
    fig = go.Figure()
    cells.add_cells(
        fig,
        shares.to_numpy(),
        [[f"{share:.0%}" for share in row] for row in shares.to_numpy()] if few else None,
        most=most,
        scale=FROM_NONE_TO_MOST,
        x=list(shares.columns),
        y=labels,
        customdata=active.to_numpy(),
        hovertemplate="First order %{y}<br>%{x} months later: %{z:.1%}, "
        "%{customdata:,.0f} customers<extra></extra>",
        colorbar={
            "title": {"text": "Share who ordered", "side": "top"},
            "tickformat": ".0%",
            "orientation": "h",
            "thickness": 10,
            "len": 0.5,
            "y": 1.0,
            "yref": "container",
            "yanchor": "top",
            "ypad": 0,
            "nticks": 5,
        },
        xgap=1,
        ygap=1,
    )
    fig.update_layout(
        xaxis={"title": "Months since first order", "dtick": 1, "showgrid": False},
        yaxis={
            "title": "Month of first order",
            "type": "category",
            "autorange": "reversed",
            "showgrid": False,
        },
        margin=MARGIN | {"t": LEGEND_HEIGHT},
    )
    return fig


def cohort_retention_in_words(cohorts: pd.DataFrame) -> str:
    """Say how many came back one month and six months after their first order."""
    said = [
        f"{after['active'].sum() / after['customers'].sum():.0%} {months} months later"
        for months in (1, 3, 6)
        if len(after := cohorts[cohorts["months_since"] == months])
    ]
    if not said:
        return "Retention by month of first order: no month has passed yet."
    return (
        f"Heat map of retention, {cohorts['cohort'].nunique()} months of first order. "
        f"Of all their customers, ordered again: {', '.join(said)}.".replace("1 months", "1 month")
    )


def _ranked(parts: pd.DataFrame, column: str, plural: str, title: str, currency: str) -> go.Figure:
    shown = _with_the_rest(parts, column, plural)
    whole = parts["revenue"].sum()
    shares = [f"{revenue / whole:.1%}" if whole > 0 else "" for revenue in shown["revenue"]]
    fig = go.Figure(
        go.Bar(
            y=[literal(name) for name in shown[column]],
            x=list(shown["revenue"]),
            orientation="h",
            width=thickness(len(shown)),
            marker_color=COLOURS[0],
            text=shares,
            textposition="auto",
            customdata=list(shown["order_lines"]),
            hovertemplate=f"%{{y}}<br>%{{x:,.2f}} {currency}, %{{text}} of revenue<br>"
            "%{customdata:,} order lines<extra></extra>",
        )
    )
    fig.update_layout(
        xaxis={"title": f"Revenue ({currency})", "tickformat": ",.3~s"},
        yaxis={"title": title, "type": "category", "autorange": "reversed"},
        showlegend=False,
        margin=MARGIN,
    )
    return fig


def _with_the_rest(parts: pd.DataFrame, column: str, plural: str) -> pd.DataFrame:
    """The largest parts, and one row for all others where there are too many to read."""
    if len(parts) <= MOST_BARS:
        return parts
    top, rest = parts.head(MOST_BARS - 1), parts.iloc[MOST_BARS - 1 :]
    others = {
        column: f"{len(rest)} other {plural}",
        "revenue": rest["revenue"].sum(),
        "order_lines": rest["order_lines"].sum(),
    }
    return pd.concat([top, pd.DataFrame([others])], ignore_index=True)
