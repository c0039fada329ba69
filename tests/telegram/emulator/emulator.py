"""A Telegram of its own: start it, act as people, look at what the bot did."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any, Self

from aiohttp import web

from .calls import Call
from .control import Control
from .faults import Faults
from .groups import Group
from .pace import Pace
from .people import Person
from .server import Journal, Server, request_factory
from .state import Access, Chat, Message, Payload, User, World
from .updates import Updates

TOKEN = "123456:emulated-bot-token"
BACKLOG = 1024

Place = Chat | Person | Group | int


class Emulator:
    """Listens on 127.0.0.1 between `async with` and its end; `port` 0 takes a free one."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        clock: Callable[[], float] = time.time,
        keep_calls: bool = True,
    ) -> None:
        bot = User(int(token.partition(":")[0]), "Passerelle", username="passerelle_bot", is_bot=True)
        self._watchers: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self.world = World(token, bot, clock)
        self.updates = Updates(self.changed)
        self.journal = Journal(keep_calls=keep_calls)
        self.server = Server(self.world, self.updates, self.journal, self.changed)
        self.control = Control(self)
        self.server.control = self.control.handle
        self.port = port
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        listener = socket.create_server(("127.0.0.1", self.port), backlog=BACKLOG)
        self.port = listener.getsockname()[1]
        web_server = web.Server(self.server.handle, request_factory=request_factory, access_log=None)
        self._runner = web.ServerRunner(web_server, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.SockSite(self._runner, listener, backlog=BACKLOG).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.faults.close()
        self.updates.close()
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.address}/file/bot"

    @property
    def faults(self) -> Faults:
        return self.server.faults

    @property
    def calls(self) -> list[Call]:
        return self.journal.calls

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def keeps_pace(self, clock: Callable[[], float] = time.monotonic, **limits: int) -> Pace:
        """Switch Telegram's limits on sending on."""
        self.server.pace = Pace(clock, **limits)
        return self.server.pace

    def person(
        self, number: int, first_name: str = "Ana", language_code: str | None = "en", username: str | None = None
    ) -> Person:
        """Return a person whom the bot has not met: it may write only once she wrote first."""
        user = User(number, first_name, language_code, username=username)
        chat = Chat(number, "private", person=user, access=Access.UNKNOWN)
        self.world.chats[number] = chat
        return Person(self, user, chat)

    def group(
        self,
        owner: Person,
        title: str = "Network",
        *,
        kind: str = "group",
        members: Iterable[Person] = (),
        is_forum: bool = False,
    ) -> Group:
        """Return a group that the bot is not in yet; those in it are seen by the bot once it is added."""
        assert not is_forum or kind == "supergroup", "basic groups have no topics"
        number = -self.world.number() if kind == "group" else -1_000_000_000_000 - self.world.number()
        inside = [owner.user, *(each.user for each in members)]
        chat = Chat(number, kind, title, access=Access.UNKNOWN, members=inside, is_forum=is_forum)
        self.world.chats[number] = chat
        return Group(self, chat, owner)

    def messages(self, place: Place) -> list[Message]:
        """Return what stands in a chat now: edits applied, deleted ones gone."""
        chat = self.world.chats[place] if isinstance(place, int) else place
        chat = chat if isinstance(chat, Chat) else chat.chat
        return [message for message in chat.messages.values() if not message.deleted]

    def replies(self, place: Place) -> list[Message]:
        """Return what the bot has written in a chat."""
        return [message for message in self.messages(place) if message.of_bot]

    def put(self, kind: str, payload: Payload) -> int | None:
        return self.updates.put(kind, payload)

    def membership(self, chat: Chat, by: User, old: str, new: str) -> Payload:
        bot = self.world.bot.payload()
        ends = {"kicked": {"until_date": 0}}
        return {
            "chat": chat.payload(),
            "from": by.payload(),
            "date": int(self.world.clock()),
            "old_chat_member": {"user": bot, "status": old, **ends.get(old, {})},
            "new_chat_member": {"user": bot, "status": new, **ends.get(new, {})},
        }

    def changed(self) -> None:
        """Let those look again who wait for something."""
        for predicate, future in self._watchers:
            if not future.done() and (found := predicate()):
                future.set_result(found)

    async def waits_for(self, predicate: Callable[[], Any], timeout: float = 30.0) -> Any:  # noqa: ASYNC109 - tests read better with it
        """Return the first true value of `predicate`, looked at after every call and act."""
        if found := predicate():
            return found
        future = asyncio.get_running_loop().create_future()
        watcher = (predicate, future)
        self._watchers.append(watcher)
        try:
            return await asyncio.wait_for(future, timeout)
        except TimeoutError:
            seen = [(call.method, call.code, call.description, call.params) for call in self.calls[-10:]]
            raise TimeoutError(f"not seen within {timeout} s; the last calls were {seen}") from None
        finally:
            self._watchers.remove(watcher)

    async def reply(self, place: Place, number: int = -1, *, at_least: int = 1) -> Message:
        """Wait until the bot has written `at_least` messages in a chat; return one of them, the last by default."""
        await self.waits_for(lambda: len(self.replies(place)) >= at_least)
        return self.replies(place)[number]
