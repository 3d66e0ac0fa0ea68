"""A Streamlit server and visitors of it that speak its protocol without a browser.

A visitor sends the message a browser sends to run a page, and waits for the message that says the
script has finished: the server's share of what a person waits for.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60


@contextmanager
def served(script: str, database: Path) -> Iterator[int]:
    """Serve a Streamlit script of the project on a free port, and give the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | {"RAPPORT_DATABASE": str(database)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_up(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_until_up(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


class Visitor:
    """One session. Use it as an async context manager, then `run` pages."""

    def __init__(self, port: int) -> None:
        self._uri = f"ws://127.0.0.1:{port}/_stcore/stream"

    async def __aenter__(self) -> Visitor:
        self._socket = await websockets.connect(
            self._uri, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def run(self, page: str = "") -> float:
        """Run a page (`customer?customer=K0000001`) once; seconds until its script has finished.

        Raises
        ------
        RuntimeError
            If the page raised an exception.
        """
        request = BackMsg()
        name, _, query = page.partition("?")
        request.rerun_script.page_name = name
        request.rerun_script.query_string = query
        begun = time.perf_counter()
        await self._socket.send(request.SerializeToString())
        while True:
            message = ForwardMsg.FromString(await self._socket.recv())
            if message.WhichOneof("type") == "script_finished":
                return time.perf_counter() - begun
            if message.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(message.delta.new_element.exception.message)


async def reruns(port: int, page: str, count: int) -> list[float]:
    """Seconds of `count` reruns of a page in one session, after two that warm the caches."""
    async with Visitor(port) as visitor:
        for _ in range(2):
            await visitor.run(page)
        return [await visitor.run(page) for _ in range(count)]


async def crowd(port: int, page: str, sessions: int, seconds: int) -> list[float]:
    """Seconds of every rerun while each of `sessions` reruns a page once a second."""

    async def visits(number: int) -> list[float]:
        async with Visitor(port) as visitor:
            await visitor.run(page)
            await asyncio.sleep(number / sessions)
            taken = []
            for _ in range(seconds):
                taken.append(await visitor.run(page))
                await asyncio.sleep(max(0.0, 1 - taken[-1]))
            return taken

    gathered = await asyncio.gather(*(visits(number) for number in range(sessions)))
    return [each for taken in gathered for each in taken]
