"""A person whose client is matrix-js-sdk, which Element is built on: encryption by another implementation than ours."""

import asyncio
import base64
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.matrix.homeserver import Account, Homeserver

SECONDS_TO_WAIT = 30
PROGRAM = Path(__file__).with_name("sdk_client.mjs")
LONGEST_LINE = 32 * 1024 * 1024


class Client:
    """Says and sees what `sdk_client.mjs` does."""

    def __init__(self, process: asyncio.subprocess.Process, account: Account) -> None:
        self.account = account
        self.user_id = account.user_id
        self.seen: list[dict[str, Any]] = []
        self._process = process
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._changed = asyncio.Condition()

    async def does(self, verb: str, **wanted: Any) -> Any:
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "verb": verb, **wanted}).encode() + b"\n")
        async with asyncio.timeout(SECONDS_TO_WAIT):
            return await answer

    async def opens_a_talk_with(self, bot: str) -> str:
        return str(await self.does("opens", bot=bot))

    async def says(self, room: str, text: str) -> str:
        return str(await self.does("says", room=room, text=text))

    async def reacts(self, room: str, event_id: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return str(await self.does("sends", room=room, type="m.reaction", content={"m.relates_to": relation}))

    async def uploads(self, data: bytes, media_type: str) -> str:
        return str(await self.does("uploads", data=base64.b64encode(data).decode(), type=media_type))

    async def sees(self, wanted: Callable[[dict[str, Any]], Any], seconds: float = SECONDS_TO_WAIT) -> dict[str, Any]:
        """The first thing ever seen which is wanted; waits for it if it has not come yet."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                while not (found := [one for one in self.seen if wanted(one)]):
                    await self._changed.wait()
                return found[0]
        except TimeoutError:
            latest = "\n".join(str(one) for one in self.seen[-10:])
            raise TimeoutError(f"{self.user_id} did not see it within {seconds} s. The latest:\n{latest}") from None

    async def reads(self, room: str, sender: str, text: str) -> dict[str, Any]:
        """Waits for exactly this text, and sees that it came encrypted."""
        found = await self.sees(
            lambda one: (one["room"], one["sender"], one["content"].get("body")) == (room, sender, text)
        )
        assert found["encrypted"]
        return found

    async def listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            told = json.loads(line)
            async with self._changed:
                if "saw" in told:
                    self.seen.append({"room": "", "sender": "", "content": {}, **told["saw"]})
                elif "error" in told:
                    self._answers.pop(told["id"]).set_exception(AssertionError(told["error"]))
                elif "result" in told:
                    self._answers.pop(told["id"]).set_result(told["result"])
                self._changed.notify_all()


@asynccontextmanager
async def sdk_client(
    homeserver: Homeserver,
    name: str,
    *,
    signed: bool = True,
    only_signed: bool = True,
    old: bool = False,
    recovery: str = "",
    account: Account | None = None,
) -> AsyncIterator[Client]:
    """`signed`: this person's device is cross-signed. `only_signed`: the client excludes insecure devices. `old`: over libolm."""
    account = account or await homeserver.register(name)
    process = await asyncio.create_subprocess_exec(
        "node", PROGRAM, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LONGEST_LINE
    )
    client = Client(process, account)
    listening = asyncio.create_task(client.listen())
    try:
        await client.does(
            "begin",
            url=homeserver.url,
            user=account.user_id,
            token=account.access_token,
            device=account.device_id,
            password=account.password,
            signed=signed,
            onlySigned=only_signed,
            old=old,
            recovery=recovery,
        )
        yield client
    finally:
        process.kill()
        await process.wait()
        listening.cancel()
