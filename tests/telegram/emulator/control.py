"""Driving the emulator from another process: bursts of updates, faults, and what was sent when."""

import asyncio
import json
import time
from collections import Counter
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.web_request import BaseRequest

from . import faults
from .state import Access

if TYPE_CHECKING:
    from .emulator import Emulator
    from .people import Person

FIRST_PERSON = 10_001
DAY = 86_400.0
OUTCOMES = {
    "blocks": lambda _: faults.BLOCKS,
    "conflicts": lambda _: faults.CONFLICTS,
    "fails": lambda _: faults.FAILS,
    "floods": lambda seconds: faults.floods(int(seconds)),
    "html": lambda code: faults.ServesHtml(int(code)),
    "resets": lambda _: faults.Resets(),
    "resets after": lambda _: faults.Resets(after_effect=True),
    "silent": lambda _: faults.Silent(),
    "silent after": lambda _: faults.Silent(after_effect=True),
    "slow": lambda seconds: faults.Slow(float(seconds)),
}


class Control:
    """Answers `/control/...` with JSON; a burst goes on in the background."""

    def __init__(self, emulator: "Emulator") -> None:
        self.emulator = emulator
        self.injected: list[tuple[float, int, str]] = []
        self.people: list[Person] = []
        self.burst: asyncio.Task[None] | None = None
        self.stopping = asyncio.Event()

    async def handle(self, request: BaseRequest) -> web.StreamResponse:
        order = request.path.removeprefix("/control/")
        body = await request.read()
        wanted: dict[str, Any] = json.loads(body) if body else {}
        action = {
            "burst": self.start_burst,
            "answering": self.start_answering,
            "known": self.meet,
            "stats": self.stats,
            "journal": self.journal,
            "wait": self.wait,
            "fault": self.fault,
            "pace": self.pace,
            "reset": self.reset,
            "stop": self.stop,
        }.get(order)
        if action is None:
            return web.json_response({"error": f"unknown order {order}"}, status=404)
        return web.json_response(await action(wanted))

    async def meet(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Make people to whom the bot may write without having been greeted."""
        people = self.crowd(int(wanted["people"]))
        for person in people:
            person.chat.access = Access.OPEN
        return {"first": people[0].id, "people": len(people)}

    def crowd(self, count: int) -> "list[Person]":
        while len(self.people) < count:
            self.people.append(self.emulator.person(FIRST_PERSON + len(self.people), f"Person {len(self.people) + 1}"))
        return self.people[:count]

    async def start_burst(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Let `people` say `count` numbered texts, all at once or `rate` a second."""
        people = self.crowd(int(wanted.get("people", 50)))
        rate = wanted.get("rate")
        say = self.say_paced if rate else self.say_all
        job = say(people, int(wanted["count"]), wanted.get("text", "message {number}"), float(rate or 0))
        self.burst = asyncio.create_task(job)
        return {"people": len(people)}

    async def start_answering(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Let everybody to whom the bot writes say something `seconds` later, and again when that is echoed, `times` in all."""
        self.burst = asyncio.create_task(self.answer(int(wanted["times"]), float(wanted["seconds"])))
        return {"people": len(self.people)}

    async def answer(self, times: int, seconds: float) -> None:
        later = asyncio.get_running_loop().call_later
        people, sends = {person.id: person for person in self.people}, self.emulator.journal.sends
        answers: Counter[int] = Counter()
        for seen in count():
            await self.emulator.waits_for(partial(self.has_sent, seen + 1), DAY)
            _at, chat, words = sends[seen]
            is_awaited = not answers[chat] or words == f"answer {answers[chat]}"
            if chat in people and is_awaited and answers[chat] < times:
                answers[chat] += 1
                later(seconds, self.say, people[chat], f"answer {answers[chat]}")

    def has_sent(self, number: int) -> bool:
        return len(self.emulator.journal.sends) >= number

    async def say_all(self, people: "list[Person]", count: int, text: str, _: float) -> None:
        for number in range(count):
            self.say(people[number % len(people)], text.format(number=number))

    async def say_paced(self, people: "list[Person]", count: int, text: str, rate: float) -> None:
        begin, said = time.monotonic(), 0
        while said < count:
            await asyncio.sleep(max(0.0, begin + said / rate - time.monotonic()))
            due = min(count, 1 + int((time.monotonic() - begin) * rate))  # nobody waits until this process has time
            for number in range(said, due):
                self.say(people[number % len(people)], text.format(number=number))
            said = due

    def say(self, person: "Person", text: str) -> None:
        self.injected.append((time.monotonic(), person.id, text))
        person.says(text)

    async def wait(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Answer once so many messages were sent, or a poll waits, or the time is over."""
        emulator, sent = self.emulator, wanted.get("sent")

        def reached() -> bool:
            return emulator.updates.polled if sent is None else self.has_sent(sent)

        try:
            await emulator.waits_for(reached, wanted.get("timeout", 60))
        except TimeoutError:
            return {"reached": False, **await self.stats({})}
        return {"reached": True, **await self.stats({})}

    async def stats(self, _: dict[str, Any]) -> dict[str, Any]:
        sends = self.emulator.journal.sends
        return {
            "injected": len(self.injected),
            "first_injected": self.injected[0][0] if self.injected else None,
            "sent": len(sends),
            "first_sent": sends[0][0] if sends else None,
            "last_sent": sends[-1][0] if sends else None,
            "unconfirmed": len(self.emulator.updates.pending),
            "bytes": self.emulator.journal.bytes,
            "polls": self.emulator.updates.polls,
            "refused_for_pace": self.emulator.server.pace.refused if self.emulator.server.pace else 0,
        }

    async def journal(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"injected": self.injected, "sent": self.emulator.journal.sends}

    async def fault(self, wanted: dict[str, Any]) -> dict[str, Any]:
        outcome = OUTCOMES[wanted["outcome"]](wanted.get("value"))
        self.emulator.faults.add(
            outcome,
            wanted.get("method", ""),
            chat=wanted.get("chat", 0),
            nth=wanted.get("nth", 1),
            times=wanted.get("times", 1),
        )
        return {"added": wanted["outcome"]}

    async def pace(self, wanted: dict[str, Any]) -> dict[str, Any]:
        if wanted.get("on", True):
            self.emulator.keeps_pace(**{name: value for name, value in wanted.items() if name != "on"})
        else:
            self.emulator.server.pace = None
        return {"on": self.emulator.server.pace is not None}

    async def reset(self, _: dict[str, Any]) -> dict[str, Any]:
        """Forget what was injected and sent, and all faults; people and chats stay."""
        self.injected.clear()
        self.emulator.journal.sends.clear()
        self.emulator.journal.calls.clear()
        self.emulator.journal.bytes = 0
        self.emulator.updates.expire()
        self.emulator.faults.clear()
        for chat in self.emulator.world.chats.values():
            chat.messages.clear()
        return {}

    async def stop(self, _: dict[str, Any]) -> dict[str, Any]:
        self.stopping.set()
        return {}
