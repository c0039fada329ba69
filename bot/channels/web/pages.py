"""The pages that are open, and what waits to be written to each."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.channels.web.frames import Json, written

MOST_PAGES = 20  # of one chat at once
MOST_WAITING = 200  # frames; a page that is slower is sent away and comes back for the history
GOING_AWAY, TRY_AGAIN = 1001, 1013


class Page:
    """One open page: frames are written in the order they are pushed, after the history."""

    def __init__(self, chat: str, language: str, introduce: Callable[[str], Json]) -> None:
        self.chat = chat
        self.language = language
        self._introduce = introduce
        self._waiting: asyncio.Queue[str | int] = asyncio.Queue()
        self._early: list[str] | None = []

    def begin(self, language: str | None, history: Json) -> None:
        """What it shows first. What was pushed meanwhile may be newer than the history and comes after it."""
        early, self._early = self._early or [], None
        self.language = language or self.language
        self.introduce()
        self.push(history)
        for text in early:
            self._put(text)

    def push(self, frame: Json) -> None:
        if self._early is None:
            self._put(written(frame))
        elif len(self._early) < MOST_WAITING:
            self._early.append(written(frame))

    def speak(self, language: str) -> None:
        """From here on the page's own words are in this language."""
        if language != self.language:
            self.language = language
            self.introduce()

    def introduce(self) -> None:
        self.push({"type": "phone", **self._introduce(self.language)})

    def leave(self, code: int = GOING_AWAY) -> None:
        """After what waits already."""
        self._waiting.put_nowait(code)

    async def next(self) -> str | int:
        """What to write next, or the code to close with."""
        return await self._waiting.get()

    def _put(self, text: str) -> None:
        if self._waiting.qsize() == MOST_WAITING:
            self.leave(TRY_AGAIN)
        elif self._waiting.qsize() < MOST_WAITING:
            self._waiting.put_nowait(text)


class Pages:
    def __init__(self) -> None:
        self._open: dict[str, set[Page]] = {}
        self.elsewhere: Callable[[str, Json, str | None], object] = lambda *_: None  # pages that other workers serve

    @contextmanager
    def opened(self, page: Page) -> Iterator[Page]:
        self._open.setdefault(page.chat, set()).add(page)
        try:
            yield page
        finally:
            others = self._open[page.chat]
            others.discard(page)
            if not others:
                del self._open[page.chat]

    def are_many(self, chat: str) -> bool:
        """Whether no other page of it is opened here for now."""
        return len(self._open.get(chat, ())) >= MOST_PAGES

    def push(self, chat: str, frame: Json, *, language: str | None = None, but: Page | None = None) -> None:
        """To every open page of this chat, whoever serves it; in `language`, where the frame is the bot's."""
        self.show(chat, frame, language=language, but=but)
        self.elsewhere(chat, frame, language)

    def show(self, chat: str, frame: Json, *, language: str | None = None, but: Page | None = None) -> None:
        """To every page of this chat that this worker serves."""
        for page in self._open.get(chat, ()):
            if page is but:
                continue
            if language is not None:
                page.speak(language)
            page.push(frame)

    def send_away(self, chat: str | None = None) -> None:
        """They come back by themselves, for the history."""
        for pages in self._open.values() if chat is None else [self._open.get(chat, set())]:
            for page in pages:
                page.leave()
