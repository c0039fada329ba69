"""A file that is replaced changes in every message that shows it, paced and counted; where it cannot, words follow."""

from sqlmodel import select

from bot.core.messages import Attachment, Outgoing
from bot.delivery import amendments, shown_files
from bot.delivery.failures import NotSent, Rejected
from bot.delivery.ledger import Tally
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxState
from bot.storage.shown_files import ShownFile
from tests.delivery.post_office import PostOffice
from tests.delivery.rows import NOW, change, message, put, rows, take
from tests.delivery.test_broadcasts import begin, broadcast_of, on_broadcast, people, tally

PLAN, VIEW = Attachment("plan.pdf", "application/pdf", sha256="a" * 64, shows="file:1"), "file:2"
WITH_FILES = Outgoing(
    "2 files", attachments=(PLAN, Attachment("view.jpg", "image/jpeg", "A view", sha256="b" * 64, shows=VIEW))
)


async def load(sha256):
    return sha256.encode()


def loads(key, person, outgoing=WITH_FILES):
    return message(key, f"p{person}", outgoing=outgoing, person_id=person, address_id=person)


def shown(database):
    """By message and place: what it shows, and where that stands."""
    found = database.read_now(lambda session: session.exec(select(ShownFile).order_by(ShownFile.id)).all())
    of = {row.id: row.dedupe_key for row in rows(database)}
    return {(of[one.outbox_id], one.place): (one.shows, one.external_id) for one in found}


def replacing(database, shows=VIEW):
    number = begin(database)

    def started(session):
        return amendments.start(session, "file", session.get(Broadcast, number), None, NOW, shows=shows).id

    return database.write_now(started)


def written_down(database, amendment):
    while on_broadcast(database, amendment, amendments.expand_slice, (), NOW):
        pass
    return amendment


def anew(_session, claimed, _now):
    new = Outgoing("", attachments=(Attachment("new.jpg", "image/jpeg", "New", sha256="c" * 64),))
    news = {one.id: Outgoing("news") for one in claimed}
    return news | {
        one.id: new if one.replaces_file else Outgoing("Correction: new.jpg")
        for one in claimed
        if ":f" in one.dedupe_key
    }


async def test_what_a_message_shows_is_known_from_the_moment_it_waits_and_where_as_soon_as_it_stands(database):
    people(database, 1)
    put(database, loads("one", 1), loads("one", 1), message("without", "p1"))
    assert shown(database) == {("one", 0): ("file:1", None), ("one", 1): (VIEW, None)}
    async with PostOffice(database, load=load).open() as office:
        await office.until_settled()
    assert shown(database) == {("one", 0): ("file:1", "m-one/0"), ("one", 1): (VIEW, "m-one/1")}


async def test_a_file_that_could_not_be_had_stands_nowhere_and_the_others_where_they_are(database):
    people(database, 1)

    async def load_some(sha256):
        return b"" if sha256 == PLAN.sha256 else b"x"

    office = PostOffice(database, load=load_some)
    async with office.open():
        await office.put(loads("one", 1))
        await office.quiet()
        for _wait in range(4):
            office.pass_time(6)
            await office.quiet()
        await office.until_settled()
    assert shown(database) == {("one", 0): ("file:1", None), ("one", 1): (VIEW, "m-one/0")}


async def test_a_replaced_file_is_edited_where_it_stands_in_each_message_that_shows_it(database, monkeypatch):
    monkeypatch.setattr(amendments, "SLICE", 2)
    people(database, 4)
    put(database, loads("one", 1), loads("again", 1), loads("two", 2), loads("three", 3))
    office = PostOffice(database, load=load, compose=anew)
    async with office.open():
        await office.until_settled()
        amendment = written_down(database, replacing(database))
        office.look()
        await office.until_settled()
    edits = sorted((one.chat, one.edits) for one in office.channel.deliveries if one.replaces_file)
    assert edits == [("p1", "m-again/1"), ("p1", "m-one/1"), ("p2", "m-two/1"), ("p3", "m-three/1")]
    assert [len(one.files) for one in office.channel.deliveries if one.replaces_file] == [1] * 4
    assert tally(database, amendment) == Tally(sent=4)
    assert broadcast_of(database, amendment).expected == 4
    assert shown(database)["one", 1] == (VIEW, "m-one/1")


async def test_a_file_in_a_message_of_its_own_is_taken_away_where_it_stands(database):
    """As the second picture of an album: no file takes its place, so none has to be had for that."""
    people(database, 1)
    put(database, loads("one", 1))
    office = PostOffice(database, load=load)
    async with office.open():
        await office.until_settled()
        await office.put(message("gone", "p1", edits="one", removes=True, person_id=1, edits_place=1))
        await office.until_settled()
    [removal] = [one for one in office.channel.deliveries if one.message.removes]
    assert (removal.edits, removal.replaces_file, removal.files) == ("m-one/1", False, ())
    assert {row.state for row in rows(database)} == {OutboxState.SENT}


async def test_where_no_edit_is_taken_words_follow_and_are_counted(database):
    people(database, 2)
    put(database, loads("one", 1), loads("two", 2))
    office = PostOffice(database, load=load, compose=anew)
    async with office.open():
        await office.until_settled()
        amendment = written_down(database, replacing(database))
        second = [row.dedupe_key for row in rows(database) if row.broadcast_id == amendment][1]
        office.channel.will(second, Rejected("message to edit not found"))
        office.look()
        await office.until_settled()
    assert ("p2", "Correction: new.jpg", None) in office.channel.appeared
    assert tally(database, amendment) == Tally(sent=2)
    assert database.read_now(lambda session: amendments.standing_alone(session, session.get(Broadcast, amendment))) == 1


async def test_an_edit_that_may_have_arrived_is_made_again(database):
    people(database, 1)
    put(database, loads("one", 1))
    office = PostOffice(database, load=load, compose=anew)
    async with office.open():
        await office.until_settled()
        amendment = written_down(database, replacing(database))
        [key] = [row.dedupe_key for row in rows(database) if row.broadcast_id == amendment]
        office.channel.will(key, ("after", NotSent("no answer")))
        office.look()
        await office.quiet()
        office.pass_time(6)
        await office.until_settled()
    assert [one.edits for one in office.channel.deliveries if one.key == key] == ["m-one/1"] * 2
    assert tally(database, amendment) == Tally(sent=1)


def test_slices_that_are_written_again_add_nothing(database):
    people(database, 3)
    put(database, *(loads(f"to {n}", n) for n in (1, 2, 3)))
    amendment = written_down(database, replacing(database))
    on_broadcast(database, amendment, lambda _session, row: setattr(row, "last_id", 0))
    assert tally(database, written_down(database, amendment)) == Tally(waiting=3)


def test_what_never_stood_in_a_chat_and_what_came_later_is_left_alone(database):
    people(database, 4)
    put(database, *(loads(f"to {n}", n) for n in (1, 2, 3)))
    change(database, "to 1", state=OutboxState.FAILED)
    change(database, "to 2", chat="")
    amendment = replacing(database)
    put(database, loads("to 4", 4))
    written_down(database, amendment)
    assert [row.person_id for row in rows(database) if row.broadcast_id == amendment] == [3]


def test_the_edit_waits_for_the_message_and_what_waits_brings_the_new_file(database):
    people(database, 1)
    put(database, loads("one", 1))
    new = Attachment("new.jpg", "image/jpeg", "Neu", sha256="c" * 64, shows=VIEW)
    asked = []

    def in_language(language):
        asked.append(language)
        return new

    database.write_now(lambda session: shown_files.replace_waiting(session, VIEW, in_language))
    amendment = written_down(database, replacing(database))
    [claimed] = [one for one in take(database) if one.broadcast_id is None]
    assert (asked, claimed.outgoing.attachments) == (["en"], (PLAN, new))
    assert [one for one in take(database) if one.broadcast_id == amendment] == []
