"""A Telegram of our own for each test, and a bare client to ask it with."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.channels.telegram.channel import TelegramChannel
from tests.telegram.emulator import Emulator

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def telegram():
    async with Emulator() as emulator:
        yield emulator


@pytest.fixture
async def ask(telegram) -> Ask:
    """Call a method as a bare HTTP client and return the JSON answer."""
    async with aiohttp.ClientSession() as session:

        async def ask(method: str, **params: Any) -> dict[str, Any]:
            data = aiohttp.FormData()
            for name, value in params.items():
                if isinstance(value, bytes):
                    data.add_field(name, io.BytesIO(value), filename=f"{name}.bin")
                else:
                    data.add_field(name, str(value))
            async with session.post(f"{telegram.base_url}{telegram.token}/{method}", data=data) as answer:
                body = await answer.json()
                assert answer.status == body.get("error_code", 200)
                return body

        yield ask


@pytest.fixture
def naps() -> list[float]:
    """How long the channel would have waited, each time."""
    return []


@pytest.fixture
async def channel(telegram, naps):
    """Our channel on this Telegram; where it would wait, it goes on at once."""

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        await asyncio.sleep(0)

    channel = TelegramChannel(telegram.token, base_url=telegram.base_url, file_url=telegram.base_file_url, sleep=nap)
    yield channel
    await channel.close()


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    def draw(width: int = 400, height: int = 300, form: str = "PNG") -> bytes:
        body = io.BytesIO()
        Image.new("RGB", (width, height), "white").save(body, form)
        return body.getvalue()

    return draw
