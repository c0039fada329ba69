"""The queue behind getUpdates: offsets, long polls, allowed kinds, the webhook switch."""

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any

from .calls import Call
from .errors import OTHER_POLLER, WEBHOOK_ACTIVE, bad_request, conflict
from .state import Payload

LONGEST_POLL = 50
MOST_UPDATES = 100
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Updates:
    """Updates that the bot has not confirmed yet, oldest first."""

    def __init__(self, changed: Callable[[], None], first_id: int = 100_001) -> None:
        self.changed = changed
        self.pending: deque[Payload] = deque()
        self.next_id = first_id
        self.allowed: frozenset[str] | None = None
        self.webhook = ""
        self.secret = ""
        self.connections = 40
        self.failure: tuple[int, str] | None = None  # when calling the webhook failed last, and how
        self.polls = 0
        self.repeats = 0
        self.last_batch: list[Payload] = []
        self._poll: asyncio.Future[None] | None = None

    @property
    def polled(self) -> bool:
        """Is a long poll waiting right now?"""
        return self._poll is not None and not self._poll.done()

    def put(self, kind: str, payload: Payload) -> int | None:
        """Queue an update; return its id, or None where the bot asked not to hear of this kind."""
        if kind in NOT_BY_DEFAULT if not self.allowed else kind not in self.allowed:
            return None
        number = self.next_id
        self.next_id += 1
        self.pending.append({"update_id": number, kind: payload})
        self._wake()
        if self.webhook:
            self.changed()
        return number

    def put_again(self, count: int = 1) -> None:
        """Deliver the last answer's updates a second time, as happens when a confirmation is lost."""
        self.repeats += count

    def jump_to(self, update_id: int) -> None:
        """After a week without updates the next number is a random one."""
        self.next_id = update_id

    def expire(self) -> None:
        """Forget what waited for longer than 24 hours: here, all of it."""
        self.pending.clear()

    def close(self) -> None:
        self._wake()

    async def get(self, call: Call) -> list[Payload]:
        if self.webhook:
            raise conflict(WEBHOOK_ACTIVE)
        limit = call.integer("limit", MOST_UPDATES, 1, MOST_UPDATES)
        timeout = call.integer("timeout", 0, 0, LONGEST_POLL)
        self.remember_allowed(call)
        self._interrupt()
        self.polls += 1
        if self.repeats and self.last_batch:
            self.repeats -= 1
            return self.last_batch
        self._confirm(call.integer("offset"))
        if not self.pending and timeout:
            await self._wait(timeout)
        self.last_batch = list(islice(self.pending, limit))
        return self.last_batch

    def switch(self, url: str, *, drop_pending: bool) -> None:
        """Set or delete the webhook."""
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if url and self.polled:
            assert self._poll is not None
            self._poll.set_exception(conflict("terminated by setWebhook request"))
        self.webhook = url
        self.changed()
        if drop_pending:
            self.pending.clear()

    def remember_allowed(self, call: Call) -> None:
        kinds: Any = call.json("allowed_updates", "Can't parse allowed_updates JSON object")
        if isinstance(kinds, list):
            self.allowed = frozenset(kinds) or None

    def _interrupt(self) -> None:
        """A second poller ends the poll of the first."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(conflict(OTHER_POLLER))

    def _confirm(self, offset: int) -> None:
        """Forget all updates below the offset; a negative one counts from the end."""
        if offset < 0:
            for _ in range(len(self.pending) + offset):
                self.pending.popleft()
            return
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def _wait(self, timeout: float) -> None:  # noqa: ASYNC109 - the parameter of getUpdates itself
        poll = asyncio.get_running_loop().create_future()
        self._poll = poll
        self.changed()
        try:
            await asyncio.wait_for(poll, timeout)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)


def set_webhook(updates: Updates, call: Call) -> bool:
    updates.remember_allowed(call)
    updates.secret = call.text("secret_token")
    updates.connections = call.integer("max_connections", 40, 1, 100)
    updates.failure = None
    updates.switch(call.text("url"), drop_pending=call.flag("drop_pending_updates"))
    return True


def delete_webhook(updates: Updates, call: Call) -> bool:
    updates.switch("", drop_pending=call.flag("drop_pending_updates"))
    return True


def get_webhook_info(updates: Updates, _: Call) -> Payload:
    found = {
        "url": updates.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending),
    }
    if updates.webhook:
        found["max_connections"] = updates.connections
    if updates.allowed is not None:
        found["allowed_updates"] = sorted(updates.allowed)
    if updates.failure is not None:
        found["last_error_date"], found["last_error_message"] = updates.failure
    return found
