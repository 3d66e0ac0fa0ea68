"""What surrounds the app's script: response headers, and what is done once at start."""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from pages.parts import uploads

COLLECT_EVERY_SECONDS = 30
HEAVY = ("pyarrow", "pandas", "plotly.graph_objects", "ibis", "sklearn.cluster", "scipy.spatial")
HEADERS = {
    # Whatever slips through as Markdown in a name or note: the browser asks no other host for it.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "frame-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class LocalOnly:
    """ASGI middleware that sends `HEADERS` with every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send if scope["type"] != "http" else send_with_headers)


MIDDLEWARE = (Middleware(LocalOnly),)


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Prepare the process; nothing here waits, so that the first page comes at once."""
    # A folder named `pages` makes Streamlit guess its older kind of app, until the first session
    # has called `st.navigation`; a first visit to any address but / then says "Page not found".
    PagesManager.uses_pages_directory = False
    threading.Thread(target=_warm_up_then_collect, name="housekeeping", daemon=True).start()
    yield
    uploads.forget_all()


def _warm_up_then_collect() -> None:
    """Import what pages need, then collect garbage by the clock instead of after every rerun."""
    uploads.forget_left_behind()
    for name in HEAVY:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    while not threading.Event().wait(COLLECT_EVERY_SECONDS):
        gc.collect()
