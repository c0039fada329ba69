"""The library as the channel uses it: no retries, no sleeping, no store, no token of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nio import AsyncClient, AsyncClientConfig

from tests.matrix.homeserver import Account, Homeserver

AT_ONCE = AsyncClientConfig(encryption_enabled=False, max_limit_exceeded=0, max_timeouts=0, request_timeout=30)
AT_MOST_100 = {"presence": {"types": []}, "room": {"timeline": {"limit": 100}}}


@asynccontextmanager
async def nio_client(homeserver: Homeserver, account: Account) -> AsyncIterator[AsyncClient]:
    """Logged in with a token that was kept, as after a restart."""
    client = AsyncClient(homeserver.url, account.user_id, config=AT_ONCE)
    client.restore_login(account.user_id, account.device_id, account.access_token)
    try:
        yield client
    finally:
        await client.close()


async def everything_since(client: AsyncClient, token: str | None):
    return await client.sync(timeout=10_000, since=token, sync_filter=AT_MOST_100, full_state=False)


def texts(events) -> list[str]:
    return [event.source["content"]["body"] for event in events if event.source["type"] == "m.room.message"]
