"""A file of an announcement is another one from now on: where it was loaded, where it is on its way, where it can be changed no more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.messages import FileKind, FileReference, Outgoing, Priority
from bot.delivery.broadcasts import NotAtAll
from bot.delivery.outbox import Queued, queue
from bot.i18n.markup import plain
from bot.storage import blobs
from bot.storage.announcements import AnnouncementAttachment
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.shown_files import ShownFile
from bot.storage.wanted_files import WantedFile
from bot.usecases import announcement_amendments, announcement_files, announcement_following
from bot.usecases.announcement_revising import BUTTONS, FILE
from tests.transcripts.play import claimed_copy
from tests.usecases.announcing import tick
from tests.usecases.learning import TRANSLATOR
from tests.usecases.test_announcement_corrections import arrive
from tests.usecases.test_announcement_extras import PDF, PHOTO, arrives, is_out, learning, sends

__all__ = ["learning"]
NEW = FileReference(FileKind.PHOTO, "photo-2", size=1500)


@pytest.fixture
def out(learning):
    """With a photo and a plan, which omar and amina may load."""
    sends(learning, files=(PHOTO, PDF), description="A kitchen")
    arrives(learning, 0)
    arrives(learning, 1, b"a plan")
    is_out(learning)
    return learning


def loads(learning, who, key, state=OutboxState.SENT):
    def job(work):
        files = announcement_files.send(work, "1").after[0].attachments
        told = Outgoing("2 files", {"amina": "fr"}.get(who, "en"), attachments=files)
        wanted = Queued(key, "telegram", "bot", who, told, Priority.REPLY, work.now, person_id=work.actor.person_id)
        queue(work.session, [wanted], wake=lambda *_: None)
        row = work.session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == key)).one()
        if state is OutboxState.SENT:
            row.state, row.external_id, row.payload = state, key, None
        for shown in work.session.exec(select(ShownFile).where(ShownFile.outbox_id == row.id)):
            shown.external_id = f"{key}/{shown.place}"

    learning.does(who, job)


def replaces(learning, data=b"another picture", description="A garden"):
    def job(work):
        number = work.session.exec(select(AnnouncementAttachment.id).order_by(AnnouncementAttachment.id)).first()
        address = work.session.exec(select(WantedFile.address_id)).first()
        announcement_following.replace_file(work, "1", number, (NEW,), address, description)
        row = work.session.exec(select(WantedFile).order_by(WantedFile.id.desc())).first()
        row.sha256 = blobs.store(work.session, data, "image/jpeg", work.now)
        announcement_following.arrived(work, row, len(data))

    learning.does("paul", job)


def amendments_of_files(learning):
    return learning.database.read_now(
        lambda session: session.exec(select(Broadcast).where(Broadcast.kind == FILE).order_by(Broadcast.id)).all()
    )


def written_down(learning):
    while learning.does(None, announcement_amendments.look_after):
        pass


def edits(learning, amendment):
    return learning.database.read_now(
        lambda session: session.exec(
            select(OutboxRow).where(OutboxRow.broadcast_id == amendment.id).order_by(OutboxRow.id)
        ).all()
    )


def composed(learning, rows):
    def job(session):
        return announcement_amendments.compose(TRANSLATOR, session, [claimed_copy(row) for row in rows])

    return learning.database.read_now(job)


def test_who_has_loaded_it_sees_the_new_one_in_their_language_and_nobody_else_hears_of_it(out):
    loads(out, "omar", "one")
    loads(out, "amina", "two")
    replaces(out)
    written_down(out)
    [amendment] = amendments_of_files(out)
    rows = edits(out, amendment)
    assert [(row.edits_place, row.chat) for row in rows] == [(0, "omar"), (0, "amina")]
    said = [composed(out, rows)[row.id] for row in rows]
    assert [one.text.partition(" ")[0] for one in said] == ["Replaced", "Remplacé"]
    assert {file.description for one in said for file in one.attachments} == {"A garden"}
    assert all(one.silent for one in said)


def test_copies_that_have_arrived_say_what_the_new_file_costs_and_nothing_else_changes(out):
    def sizes():
        def job(session):
            kinds = select(Broadcast).where(Broadcast.kind == BUTTONS).order_by(Broadcast.id)
            return [one.id for one in session.exec(kinds).all()]

        return out.database.read_now(job)

    tick(out.database)
    arrive(out.database)
    tick(out.database)
    replaces(out)
    assert sizes() == []  # as heavy as before, in words
    out.now += timedelta(seconds=1)
    replaces(out, b"x" * 3 * 1024 * 1024)
    written_down(out)
    [number] = sizes()
    rows = edits(out, out.database.read_now(lambda session: session.get(Broadcast, number)))
    said = composed(out, rows)
    labels = {" ".join(next(plain(choice.label) for choice in said[row.id].choices).split()) for row in rows}
    assert labels == {"Send me 2 files (3.0 MB)", "M’envoyer 2 fichiers (3,0 Mo)"}
    assert not any("Corrected" in one.text or one.attachments for one in said.values())
    alone = [replace(claimed_copy(row), edits=None) for row in rows]
    told = out.database.read_now(lambda session: announcement_amendments.compose(TRANSLATOR, session, alone))
    assert {type(one) for one in told.values()} == {NotAtAll}


def test_what_is_still_on_its_way_brings_the_new_one(out):
    loads(out, "omar", "one", OutboxState.QUEUED)
    before = out.database.read_now(lambda s: s.exec(select(AnnouncementAttachment.sha256)).first())
    replaces(out)
    [row] = out.database.read_now(lambda s: s.exec(select(OutboxRow).where(OutboxRow.dedupe_key == "one")).all())
    photo, plan = row.payload["attachments"]
    assert (photo["description"], plan["name"]) == ("A garden", "plan.pdf")
    assert before not in {photo["sha256"], plan["sha256"]}
    assert out.database.read_now(lambda session: blobs.load(session, photo["sha256"])) == b"another picture"


def test_replaced_once_more_the_first_change_ends_where_it_is(out):
    loads(out, "omar", "one")
    replaces(out)
    out.now += timedelta(seconds=1)
    replaces(out, b"a third picture", "A field")
    first, second = amendments_of_files(out)
    assert (first.state, second.state) == (BroadcastState.CANCELLED, BroadcastState.PREPARING)
    written_down(out)
    [row] = edits(out, second)
    assert composed(out, [row])[row.id].attachments[0].description == "A field"


def test_whoever_has_it_in_two_messages_that_take_no_change_is_told_once(out):
    for key in ("one", "again"):
        loads(out, "omar", key)
    replaces(out)
    written_down(out)
    [amendment] = amendments_of_files(out)

    def refuse(session):
        for row in session.exec(select(OutboxRow).where(OutboxRow.broadcast_id == amendment.id)):
            row.edits_id = None

    out.database.write_now(refuse)
    rows = edits(out, amendment)
    said = composed(out, rows)
    assert "is another one now" in said[rows[0].id].text
    assert said[rows[1].id].why == "it is said in another message to this person"
    assert [choice.word for choice in said[rows[0].id].choices] == ["files 1", "read 1", "question 1"]


def test_a_second_person_is_told_too(out):
    for who in ("omar", "amina"):
        loads(out, who, who)
    replaces(out)
    written_down(out)
    [amendment] = amendments_of_files(out)
    rows = [claimed_copy(row) for row in edits(out, amendment)]
    alone = [replace(row, edits=None) for row in rows]
    said = out.database.read_now(lambda session: announcement_amendments.compose(TRANSLATOR, session, alone))
    assert len({one.text for one in said.values()}) == 2
