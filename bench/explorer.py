"""The explorer on one million customers and eight features, when the slider asks for another K.

In the server's own time, from the request to the arrival of the picture and the profile, the
silhouette following them. Features, components and sampled rows are in the cache, the grouping is
not.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Iterator

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.browserless import Visitor, reruns, served
from bench.company import company_file
from bench.rows import Row

EMPTY, APP = "bench/empty_page.py", "app.py"
FEATURES = (
    "Days since last order",
    "Orders",
    "Spend",
    "Average order value",
    "Days since first order",
    "Products bought",
    "Communications",
    "Age",
)
LOGGED = ("Orders", "Spend", "Average order value")
WARMING, MEASURED = (4, 3), (5, 6, 7, 8, 9, 10, 11, 12)
REACH_MS = 300


def rows() -> Iterator[Row]:
    """One row: a K that nobody has asked for yet."""
    database = company_file()
    with served(EMPTY, database) as port:
        alone = statistics.median(asyncio.run(reruns(port, "", 20)))
    with served(APP, database) as port:
        taken = statistics.median(asyncio.run(moves(port)))
    yield Row(
        "explorer rerun after the slider moves, 1 million customers x 8 features",
        taken,
        "an empty Streamlit rerun",
        alone,
        f"under {REACH_MS} ms of server time",
        waits_ms=taken * 1000,
    )


async def moves(port: int) -> list[float]:
    """Seconds of one rerun for each K, after two others have filled the caches."""
    async with Mover(port) as visitor:
        await visitor.open(address(WARMING[0]))
        for k in WARMING[1:]:
            await visitor.move(k)
        return [await visitor.move(k) for k in MEASURED]


class Mover(Visitor):
    """A session whose slider can be moved."""

    async def open(self, page: str) -> None:
        """Run the page, and find its slider."""
        name, _, query = page.partition("?")
        self._request = BackMsg()
        self._request.rerun_script.page_name = name
        self._request.rerun_script.query_string = query
        self._slider = ""
        await self._socket.send(self._request.SerializeToString())
        async for message in self._messages():
            if message.delta.new_element.WhichOneof("type") == "slider":
                self._slider = message.delta.new_element.slider.id

    async def move(self, k: int) -> float:
        """Seconds until picture and profile of another K have arrived.

        Raises
        ------
        RuntimeError
            If the picture has not K segments.
        """
        state = self._request.rerun_script.widget_states.widgets
        del state[:]
        state.add(id=self._slider).double_array_value.data.append(k)
        begun, taken, shown = time.perf_counter(), 0.0, ""
        await self._socket.send(self._request.SerializeToString())
        async for message in self._messages():
            spec = message.delta.new_element.plotly_chart.spec
            if spec:
                taken, shown = time.perf_counter() - begun, shown + spec
        if f'"{k}"],' not in shown.replace(" ", ""):  # the number of the last centre
            raise RuntimeError(f"The map does not show {k} segments.")
        return taken

    async def _messages(self) -> AsyncIterator[ForwardMsg]:
        """What the server sends until the script has finished."""
        while True:
            message = ForwardMsg.FromString(await self._socket.recv())
            kind = message.WhichOneof("type")
            if kind == "script_finished":
                return
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(element.exception.message)
            if element.alert.format == Alert.ERROR:
                raise RuntimeError(element.alert.body)
            yield message


def address(k: int) -> str:
    """The explorer with K segments, as its own address has it."""
    from urllib.parse import quote_plus

    chosen = [f"segments_features={quote_plus(name)}" for name in FEATURES]
    chosen += [f"segments_log={quote_plus(name)}" for name in LOGGED]
    return f"segments?segments_k={k}&{'&'.join(chosen)}"
