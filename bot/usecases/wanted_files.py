"""Wanting a file that somebody has sent: it is fetched from its platform as soon as this is on disk."""

from bot.core.messages import FileReference
from bot.core.refusal import Refusal
from bot.i18n.phrase import _
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.wanted_files import WantedFile
from bot.usecases.work import Work

MEGABYTE = 1024 * 1024


def too_large(file: FileReference) -> Refusal | None:
    """As far as its size is known before it is fetched."""
    if file.size is None or file.size <= blobs.LARGEST:
        return None
    return Refusal(
        _(
            "This file has {size} MB, and I can take {at_most} MB at most. Please send a smaller one.",
            size=-(-file.size // MEGABYTE),
            at_most=blobs.LARGEST // MEGABYTE,
        ),
        key="file",
    )


async def measured(_row: WantedFile, data: bytes) -> int:
    """For a file that is kept as it is: how many bytes it has."""
    return len(data)


def want(
    work: Work,
    file: FileReference,
    address_id: int,
    *,
    key: str,
    purpose: str,
    subject_id: int | None = None,
    place: str = "",
) -> None:
    """`address_id` is where it was sent from. The same key is wanted once."""
    address = work.session.get_one(Address, address_id)
    work.session.add(
        WantedFile(
            key=key,
            purpose=purpose,
            subject_id=subject_id,
            place=place,
            person_id=work.person_id,
            address_id=address.id,
            channel=address.channel,
            account=address.account,
            kind=file.kind,
            reference=file.reference,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            created_at=work.now,
        )
    )
