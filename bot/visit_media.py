"""Photos and videos lose the place where they were taken, in the helper process, before they are stored."""

from bot.core.messages import FileKind
from bot.form_checking import Call
from bot.storage.wanted_files import WantedFile


async def without_position(call: Call, row: WantedFile, data: bytes) -> bytes:
    """
    A voice note has none; a document may well be a photo, and is looked at. Raises JobProblem: then the file counts as lost,
    and whoever sent it is told.
    """
    if row.kind is FileKind.VOICE:
        return data
    cleaned = await call("without_position", data=data)
    assert isinstance(cleaned, bytes), "a file is bytes"
    return cleaned
