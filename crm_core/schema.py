"""The name of every table and column, once, and every closed set of values.

A `Table` says what a row is, what identifies it, and what people may put into it. Everything that
needs a column list (the editors, the import mapping, the exports, the command line) reads it here.
The SQL that makes the tables is in `store/migrations`; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Type = Literal["text", "integer", "money", "number", "date", "timestamp", "boolean"]

SQL_TYPES: dict[Type, str] = {
    "text": "varchar",
    "integer": "integer",
    "money": "decimal(18,4)",
    "number": "double",
    "date": "date",
    "timestamp": "timestamp",
    "boolean": "boolean",
}

EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""What a date or time may be: beyond it lie slips, and the ends of the calendar."""

TRUE_WORDS = ("true", "yes", "y", "1", "t", "是", "真")
FALSE_WORDS = ("false", "no", "n", "0", "f", "否", "假")
"""What people write for a truth value, in lower case."""

CHANNELS = ("phone", "email", "chat", "sms", "social", "meeting", "web")
DIRECTIONS = ("inbound", "outbound")
PURPOSES = ("sales", "service", "marketing")
OUTCOMES = (
    "delivered",
    "opened",
    "responded",
    "bought",
    "no_answer",
    "declined",
    "resolved",
    "complained",
    "unsubscribed",
    "bounced",
)
RESPONSES = ("responded", "bought")
"""Outcomes that count as a response to an outbound communication."""
PRODUCT_KINDS = ("product", "charge")
EVENT_KINDS = ("visit", "view", "search", "cart", "wishlist")
PERSONALISATION = "personalisation"
CONSENT_PURPOSES = (PERSONALISATION, "marketing")
"""What customers allow or refuse: offers made of what they did, and being written to at all."""


@dataclass(frozen=True)
class Column:
    """One column: its name, its type, and what a person may do with it.

    `values` is the closed set of a text column, `personal` marks what identifies a person,
    `references` names the table whose key the column holds, `low` and `high` bound a number,
    `default` is what a new row holds where nothing is said (the database fills it in).
    """

    name: str
    type: Type = "text"
    label: str = ""
    required: bool = False
    editable: bool = True
    personal: bool = False
    values: tuple[str, ...] = ()
    references: str | None = None
    low: float | None = None
    high: float | None = None
    default: str | bool | None = None

    @property
    def title(self) -> str:
        """The column in words, for a heading or a form."""
        return self.label or self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Table:
    """One table of rows that people own: what a row is called, its key, its columns."""

    name: str
    noun: str
    key: str
    columns: tuple[Column, ...]
    prefix: str
    """What a generated id begins with."""

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def counted(self, rows: int) -> str:
        """A number of its rows in words.

        >>> CUSTOMERS.counted(1), ORDER_LINES.counted(2_000)
        ('1 customer', '2,000 order lines')
        """
        return f"{rows:,} {self.noun if rows == 1 else self.name.replace('_', ' ')}"


RESERVED_NAMES = ("chosen", "customer", "open", "row_id", "seen", "version")
RESERVED_BEGINNINGS = ("_", "now ", "wanted ")
"""Names, and beginnings of names, that no custom column may have in any case: they are those of
columns that statements make beside a table's own."""

CREATED_IN, ROW_VERSION, DELETED_AT = "created_in", "row_version", "deleted_at"
SYSTEM_COLUMNS: dict[str, str] = {
    CREATED_IN: "bigint",
    ROW_VERSION: "integer",
    DELETED_AT: "timestamp",
}
"""Carried by every table that change-sets cover; `deleted_at` is null unless the row is binned."""

CUSTOMERS = Table(
    "customers",
    "customer",
    "customer_id",
    (
        Column("customer_id", label="Customer ID", required=True, editable=False),
        Column("name", personal=True),
        Column("email", label="E-mail", personal=True),
        Column("phone", personal=True),
        Column("gender"),
        Column("age", "integer", low=0, high=130),
        Column("income", "money", label="Yearly income", low=0),
        Column("education"),
        Column("city"),
        Column("country"),
        Column("company"),
        Column("owner"),
        Column("since", "date", label="Customer since"),
        Column("notes"),
    ),
    prefix="cust-",
)

PRODUCTS = Table(
    "products",
    "product",
    "product_id",
    (
        Column("product_id", label="Product ID", required=True, editable=False),
        Column("name"),
        Column("category"),
        Column("description"),
        Column("price", "money", low=0),
        Column("stock", "integer"),
        Column("kind", values=PRODUCT_KINDS, default="product"),
        Column("tags"),
        Column("is_replenishable", "boolean", label="Is used up", default=False),
        Column("is_offered", "boolean", label="May be offered", default=True),
    ),
    prefix="prod-",
)

ORDERS = Table(
    "orders",
    "order",
    "order_id",
    (
        Column("order_id", label="Order ID", required=True, editable=False),
        Column("customer_id", label="Customer ID", references="customers"),
        Column("ordered_at", "timestamp", label="Ordered at", required=True),
        Column("country"),
        Column("is_return", "boolean", label="Is a return", default=False),
    ),
    prefix="order-",
)

ORDER_LINES = Table(
    "order_lines",
    "order line",
    "order_line_id",
    (
        Column("order_line_id", label="Order line ID", required=True, editable=False),
        Column("order_id", label="Order ID", required=True, editable=False, references="orders"),
        Column("line_number", "integer", label="Line number", editable=False, low=0),
        Column(
            "product_id", label="Product ID", required=True, editable=False, references="products"
        ),
        Column("quantity", "integer", required=True),
        Column("unit_price", "money", label="Unit price", required=True, low=0),
        Column("ordered_at", "timestamp", label="Ordered at", required=True, editable=False),
    ),
    prefix="line-",
)

COMMUNICATIONS = Table(
    "communications",
    "communication",
    "communication_id",
    (
        Column("communication_id", label="Communication ID", required=True, editable=False),
        Column("customer_id", label="Customer ID", required=True, references="customers"),
        Column("occurred_at", "timestamp", label="When", required=True),
        Column("channel", required=True, values=CHANNELS),
        Column("direction", required=True, values=DIRECTIONS),
        Column("purpose", values=PURPOSES),
        Column("outcome", values=OUTCOMES),
        Column("subject"),
        Column("text", personal=True),
        Column("owner"),
    ),
    prefix="comm-",
)

RATINGS = Table(
    "ratings",
    "rating",
    "rating_id",
    (
        Column("rating_id", label="Rating ID", required=True, editable=False),
        Column("customer_id", label="Customer ID", required=True, references="customers"),
        Column("product_id", label="Product ID", required=True, references="products"),
        Column("rating", "number", required=True),
        Column("rated_at", "timestamp", label="Rated at"),
    ),
    prefix="rating-",
)

FEEDBACK = Table(
    "feedback",
    "feedback",
    "feedback_id",
    (
        Column("feedback_id", label="Feedback ID", required=True, editable=False),
        Column("customer_id", label="Customer ID", required=True, references="customers"),
        Column("order_id", label="Order ID", references="orders"),
        Column("received_at", "timestamp", label="Received at", required=True),
        Column("channel", values=CHANNELS),
        Column("csat", "integer", label="Satisfaction (1-5)", low=1, high=5),
        Column("nps", "integer", label="Would recommend (0-10)", low=0, high=10),
        Column("effort", "integer", label="Effort (1-7)", low=1, high=7),
        Column("text", personal=True),
    ),
    prefix="feedback-",
)

EVENTS = Table(
    "events",
    "event",
    "event_id",
    (
        Column("event_id", label="Event ID", required=True, editable=False),
        Column("customer_id", label="Customer ID", required=True, references="customers"),
        Column("occurred_at", "timestamp", label="When", required=True),
        Column("kind", required=True, values=EVENT_KINDS),
        Column("product_id", label="Product ID", references="products"),
        Column("detail"),
    ),
    prefix="event-",
)

CONSENTS = Table(
    "consents",
    "consent",
    "consent_id",
    (
        Column("consent_id", label="Consent ID", required=True, editable=False),
        Column("customer_id", label="Customer ID", required=True, references="customers"),
        Column("purpose", required=True, values=CONSENT_PURPOSES),
        Column("is_granted", "boolean", label="Is granted", required=True),
        Column("decided_at", "timestamp", label="Decided at", required=True),
        Column("note"),
    ),
    prefix="consent-",
)
"""What a customer allowed or refused, one row per decision; the last one holds."""

MERGES = Table(
    "merges",
    "merge",
    "customer_id",
    (
        Column("customer_id", label="Customer ID", required=True, editable=False),
        Column("into_id", label="Merged into", required=True, editable=False),
    ),
    prefix="merge-",
)
"""Who is in the bin for being the same person as another; the row goes with an unmerge."""

MOVED_ROWS = Table(
    "moved_rows",
    "moved row",
    "moved_row_id",
    (
        Column("moved_row_id", required=True, editable=False),
        Column("table_name", required=True, editable=False),
        Column("row_id", required=True, editable=False),
        Column("home_id", label="Belongs to", required=True, editable=False),
    ),
    prefix="moved-",
)
"""Rows that are with another customer than they belong to, because that one is merged."""

DISTINCT_PAIRS = Table(
    "distinct_pairs",
    "pair of different people",
    "distinct_pair_id",
    (
        Column("distinct_pair_id", required=True, editable=False),
        Column("customer_id", label="Customer ID", required=True, editable=False),
        Column("other_id", label="Other ID", required=True, editable=False),
    ),
    prefix="distinct-",
)
"""Two customers who look alike, and whom somebody knows to be different people."""

SEGMENTATIONS = Table(
    "segmentations",
    "segmentation",
    "segmentation_id",
    (
        Column("segmentation_id", label="Segmentation ID", required=True, editable=False),
        Column("name", required=True),
        Column("method", required=True, editable=False),
        Column("as_of", "date", required=True, editable=False),
        Column("seed", "integer", required=True, editable=False),
        Column("parameters", required=True, editable=False),
        Column("saved_at", "timestamp", required=True, editable=False),
        Column("version", "integer", required=True, editable=False),
        Column("replaces", editable=False, references="segmentations"),
    ),
    prefix="segmentation-",
)
"""A named, kept way of grouping. Refitted, it gets the next `version`, which `replaces` one."""

SEGMENTS = Table(
    "segments",
    "segment",
    "segment_id",
    (
        Column("segment_id", required=True, editable=False),
        Column("segmentation_id", required=True, editable=False, references="segmentations"),
        Column("segment", "integer", required=True, editable=False),
        Column("name", required=True),
        Column("colour", "integer", required=True, editable=False),
        Column("description"),
    ),
    prefix="segment-",
)
"""What the segments of a kept segmentation are called, and the place of their colour."""

SEGMENT_MEMBERS = Table(
    "segment_members",
    "segment member",
    "segment_member_id",
    (
        Column("segment_member_id", required=True, editable=False),
        Column("segmentation_id", required=True, editable=False, references="segmentations"),
        Column("customer_id", required=True, editable=False, references="customers"),
        Column("segment", "integer", required=True, editable=False),
    ),
    prefix="member-",
)

MODELS = Table(
    "models",
    "model",
    "model_id",
    (
        Column("model_id", label="Model ID", required=True, editable=False),
        Column("name", required=True),
        Column("version", "integer", required=True, editable=False),
        Column("target", required=True, editable=False),
        Column("kind", required=True, editable=False),
        Column("algorithm", required=True, editable=False),
        Column("as_of", "date", required=True, editable=False),
        Column("horizon_days", "integer", editable=False),
        Column("trained_at", "timestamp", required=True, editable=False),
        Column("card", required=True, editable=False),
        Column("parameters", required=True, editable=False),
        Column("content", required=True, editable=False),
        Column("digest", required=True, editable=False),
    ),
    prefix="model-",
)
"""A trained model: its card, how columns are made fit, the estimator itself and its digest."""

PREDICTIONS = Table(
    "predictions",
    "prediction",
    "prediction_id",
    (
        Column("prediction_id", required=True, editable=False),
        Column("model_id", required=True, editable=False, references="models"),
        Column("customer_id", required=True, editable=False, references="customers"),
        Column("as_of", "date", required=True, editable=False),
        Column("horizon_days", "integer", editable=False),
        Column("known_until", "date", required=True, editable=False),
        Column("data_version", "integer", required=True, editable=False),
        Column("scored_at", "timestamp", required=True, editable=False),
        Column("score", "number", required=True, editable=False),
        Column("predicted", editable=False),
        Column("reasons", required=True, editable=False),
        Column("is_first", "boolean", required=True, editable=False, default=True),
    ),
    prefix="prediction-",
)
"""What a model said of a customer as of a day, and why. Nothing after the day `known_until` reached
the model or its features; `data_version` is the last change-set of what features are made from.
`is_first` tells what it said first of that day from what it said once data were mended."""

TEXT_MODELS = Table(
    "text_models",
    "text model",
    "text_model_id",
    (
        Column("text_model_id", required=True, editable=False),
        Column("name", required=True),
        Column("version", "integer", required=True, editable=False),
        Column("trained_at", "timestamp", required=True, editable=False),
        Column("card", required=True, editable=False),
        Column("content", required=True, editable=False),
        Column("digest", required=True, editable=False),
    ),
    prefix="textmodel-",
)
"""What was learnt from labelled texts: its card, its numbers, and the digest of both."""

SETTINGS = Table(
    "settings",
    "setting",
    "setting",
    (Column("setting", required=True, editable=False), Column("value", required=True)),
    prefix="setting-",
)

CUSTOM_COLUMNS = Table(
    "custom_columns",
    "custom column",
    "custom_column",
    (
        Column("custom_column", required=True, editable=False),
        Column("table_name", required=True, editable=False),
        Column("type", required=True, editable=False),
        Column("position", "integer", editable=False),
    ),
    prefix="column-",
)

IMPORTS = Table(
    "imports",
    "import",
    "import_id",
    (
        Column("import_id", required=True, editable=False),
        Column("table_name", required=True, editable=False),
        Column("file_name", required=True, editable=False),
        Column("imported_at", "timestamp", required=True, editable=False),
        Column("mapping", required=True, editable=False),
        Column("rows_read", "integer", required=True, editable=False),
        Column("rows_created", "integer", required=True, editable=False),
        Column("rows_updated", "integer", required=True, editable=False),
        Column("rows_unchanged", "integer", required=True, editable=False),
        Column("rows_rejected", "integer", required=True, editable=False),
    ),
    prefix="import-",
)

IMPORT_REJECTS = Table(
    "import_rejects",
    "rejected row",
    "import_reject_id",
    (
        Column("import_reject_id", required=True, editable=False),
        Column("import_id", required=True, editable=False, references="imports"),
        Column("line", "integer", required=True, editable=False),
        Column("rule", editable=False),
        Column("reason", editable=False),
        Column("content", editable=False),
        Column("accepted_in", editable=False, references="imports"),
    ),
    prefix="reject-",
)

RECORDS: dict[str, Table] = {
    table.name: table
    for table in (
        CUSTOMERS,
        PRODUCTS,
        ORDERS,
        ORDER_LINES,
        COMMUNICATIONS,
        RATINGS,
        FEEDBACK,
        EVENTS,
        CONSENTS,
    )
}
"""What people add, edit, delete, show and export."""

TRACKED: dict[str, Table] = RECORDS | {
    table.name: table
    for table in (
        MERGES,
        MOVED_ROWS,
        DISTINCT_PAIRS,
        SEGMENTATIONS,
        SEGMENTS,
        SEGMENT_MEMBERS,
        MODELS,
        PREDICTIONS,
        TEXT_MODELS,
        SETTINGS,
        CUSTOM_COLUMNS,
        IMPORTS,
        IMPORT_REJECTS,
    )
}
"""What change-sets cover: written through `store.transaction`, undone by `store`."""

LEDGERS = (PREDICTIONS.name,)
"""Tables whose rows are never changed, binned or taken back, not even by undo."""

WHOLES = {
    "order_lines": ("order_id", "orders"),
    "segments": ("segmentation_id", "segmentations"),
    "segment_members": ("segmentation_id", "segmentations"),
}
"""Tables whose rows are parts of another table's row, with the column that names it."""

IMPORTABLE = (
    "customers",
    "products",
    "orders",
    "communications",
    "ratings",
    "feedback",
    "events",
    "consents",
)

DEMO_TRUTH = "demo_truth"
"""What generated each demo customer: never a feature, a segment, a prediction or an export."""
