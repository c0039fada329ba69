"""The bytes of attachments, when they are sent: stored ones, and pictures that are drawn then."""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from bot.core.messages import Attachment, Outgoing
from bot.delivery.channel import LoadedFile
from bot.delivery.failures import NotSent

Load = Callable[[str], Awaitable[bytes]]
"""The stored bytes with this sha256; none of them if there is no such file."""
Render = Callable[[str, dict[str, Any]], Awaitable[bytes]]
"""What this job draws from its data."""

KEPT_BYTES = 8 * 1024 * 1024
log = logging.getLogger(__name__)


class Files:
    """Remembers the last few, because a broadcast sends the same picture thousands of times."""

    def __init__(self, load: Load, render: Render, *, kept_bytes: int = KEPT_BYTES) -> None:
        self.load = load
        self.render = render
        self.kept_bytes = kept_bytes
        self.kept: OrderedDict[str, bytes] = OrderedDict()
        self.coming: dict[str, asyncio.Task[bytes]] = {}

    async def of(self, outgoing: Outgoing, *, do_without: bool = False) -> tuple[LoadedFile, ...]:
        """Raises NotSent where one cannot be had; with `do_without` it is left out: the words say the same."""
        files = []
        for place, attachment in enumerate(outgoing.attachments):
            try:
                data = await self._bytes_of(attachment)
            except Exception as error:
                log.exception("the file for %s could not be had", attachment.job or "an attachment")
                if not do_without:
                    raise NotSent(f"a file could not be prepared ({type(error).__name__})") from error
                continue
            described = (attachment.name, attachment.media_type, data, attachment.description)
            files.append(LoadedFile(*described, place=place, sha256=attachment.sha256))
        return tuple(files)

    async def _bytes_of(self, attachment: Attachment) -> bytes:
        key = attachment.sha256 or f"{attachment.job} {json.dumps(attachment.arguments, sort_keys=True)}"
        if key in self.kept:
            self.kept.move_to_end(key)
            return self.kept[key]
        if key not in self.coming:
            self.coming[key] = asyncio.create_task(self._fetch(attachment))
            self.coming[key].add_done_callback(lambda task: self._keep(key, task))
        return await asyncio.shield(self.coming[key])

    async def _fetch(self, attachment: Attachment) -> bytes:
        if attachment.sha256 is None:
            assert attachment.job is not None, "an attachment is stored or drawn"
            return await self.render(attachment.job, attachment.arguments)
        data = await self.load(attachment.sha256)
        if not data:
            raise LookupError(attachment.sha256)
        return data

    def _keep(self, key: str, task: asyncio.Task[bytes]) -> None:
        del self.coming[key]
        if task.cancelled() or task.exception() is not None:
            return
        self.kept[key] = task.result()
        while sum(map(len, self.kept.values())) > self.kept_bytes:
            self.kept.popitem(last=False)
