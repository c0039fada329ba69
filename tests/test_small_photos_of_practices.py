"""The photo on a practice's card: stored large, sent small, made in the helper process when the card is sent."""

import io
from functools import partial

import pytest
from PIL import Image
from sqlmodel import select

from bot.app import translator
from bot.core.messages import FileKind
from bot.delivery.files import Files
from bot.reports.process import HelperProcess
from bot.serve import loaded, prepared
from bot.storage import blobs
from bot.storage.people import Person
from bot.storage.practices import PracticeFile
from bot.usecases import practice_cards
from tests.practised import published
from tests.transcripts.play import Play
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

pytestmark = pytest.mark.slow  # starts the helper process


def large_photo():
    written = io.BytesIO()
    Image.effect_noise((1600, 1200), 120).convert("RGB").save(written, "JPEG")
    return written.getvalue()


@pytest.fixture
def seen(database):
    """A practice with a photo and a document, as a reader sees it."""
    learning = Learning(database)
    learning.joins(Named("amina", member=True, centre="TN-1"))
    number = database.write_now(share)
    return learning.does("amina", practice_cards.seen, number, ["en"])


def share(session):
    """Its number."""
    row = published(session, BEGINNING)
    for kind, name, media_type, data in (
        (FileKind.DOCUMENT, "plan.pdf", "application/pdf", b"%PDF-1.7"),
        (FileKind.PHOTO, "day.jpg", "image/jpeg", large_photo()),
    ):
        sha256 = blobs.store(session, data, media_type, BEGINNING)
        session.add(
            PracticeFile(
                practice_id=row.id,
                kind=kind,
                name=name,
                media_type=media_type,
                size=len(data),
                sha256=sha256,
                at=BEGINNING,
            )
        )
    return row.id


async def test_a_card_brings_its_photo_in_a_size_for_weak_connections(database, seen):
    (attachment,) = practice_cards.picture(seen)
    assert attachment.description == "Mentors in companies"  # its title, where nobody has described the photo
    async with HelperProcess() as helper:
        files = Files(partial(loaded, database), partial(prepared, helper, database, translator()))
        small = await files._bytes_of(attachment)
    assert len(small) <= 60_000
    with Image.open(io.BytesIO(small)) as image:
        assert image.format == "JPEG"


def test_files_are_listed_with_their_sizes(seen):
    assert [(one.name, one.kind) for one in seen.files] == [
        ("plan.pdf", FileKind.DOCUMENT),
        ("day.jpg", FileKind.PHOTO),
    ]
    assert all(one.size for one in seen.files)


def test_with_text_only_a_photo_comes_when_it_is_asked_for(database):
    play = Play(database)
    play.play("@member amina language=en centre=TN-1\n")

    def text_only(session):
        session.exec(select(Person)).one().text_only = True

    database.write_now(share)
    database.write_now(text_only)
    play.play("amina: practices 1\namina taps: Show the picture\n")
    cards = [message for _name, _channel, message, _id in play.shown if "Mentors in companies" in message.text]
    assert [[one.job for one in message.attachments] for message in cards] == [[], [practice_cards.SMALL_PHOTO]]
