"""What stands in the chats of whoever is forgotten is taken away, and then nothing tells any more where it stood."""

from functools import partial

import pytest
from sqlmodel import col, select, update

from bot.delivery import shown_files
from bot.delivery.claims import claim
from bot.delivery.codec import outgoing_from_json
from bot.storage.erasures import Erasure
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.shown_files import ShownFile
from bot.usecases import forgetting, taking_back
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

AMINA, LEILA = Named("amina", language="fr", centre="TN-1"), Named("leila", language="ar", centre="TN-2")


def line(key, person, **more):
    usual = {"state": OutboxState.SENT, "external_id": f"at {key}", "chat": f"chat of {person}", "attempts": 1}
    fields = usual | {"channel": "telegram", "account": "bot", "due_at": BEGINNING, "created_at": BEGINNING} | more
    return OutboxRow(dedupe_key=key, person_id=person, **fields)


@pytest.fixture
def world(database):
    learning = Learning(database)
    learning.joins(AMINA, LEILA)
    amina, leila = learning.number_of("amina"), learning.number_of("leila")

    def fill(session):
        session.add_all(
            [
                line("asked", amina),
                line("on matrix", amina, channel="matrix", chat="!room"),
                line("in a group", amina, in_group=True),
                line("a toast", amina, external_id=None),
                line("never sent", amina, state=OutboxState.QUEUED, external_id=None, payload={"text": "Hello Amina"}),
                line("lost", amina, state=OutboxState.FAILED, external_id=None),
                line("album", amina, external_id="at photo 1"),
                line("long", amina, external_id="at end"),
                line("of leila", leila),
            ]
        )
        session.flush()
        asked = session.exec(select(OutboxRow.id).where(OutboxRow.dedupe_key == "asked")).one()
        session.add(line("edit", amina, edits_id=asked, external_id="at rest"))
        album = session.exec(select(OutboxRow.id).where(OutboxRow.dedupe_key == "album")).one()
        places = ("at photo 1", "at photo 2", None)
        session.add_all(ShownFile(outbox_id=album, place=place, external_id=at) for place, at in enumerate(places))
        session.flush()
        for key, at in (("long", "at beginning"), ("edit", "at rest")):
            row = session.exec(select(OutboxRow.id).where(OutboxRow.dedupe_key == key)).one()
            shown_files.note_others(session, [(row, (at,))])

    database.write_now(fill)
    learning.does("amina", forgetting.ask)
    learning.now += forgetting.AFTER
    assert learning.does(None, forgetting.erase_due) is False
    return learning


def lines(world, *, waiting):
    def read(session):
        rows = session.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
        return {one.dedupe_key: one for one in rows if (one.state is OutboxState.QUEUED) is waiting}

    return world.database.read_now(read)


def erasures(world):
    return world.database.read_now(lambda session: session.exec(select(Erasure.at, Erasure.removed_at)).all())


def become(world, state):
    removals = update(OutboxRow).where(col(OutboxRow.dedupe_key).startswith("forget:")).values(state=state)
    world.database.write_now(lambda session: session.connection().execute(removals))


def test_each_message_of_a_chat_of_their_own_is_taken_away_and_nothing_else_goes_out(world):
    waiting = lines(world, waiting=True)
    assert sorted(waiting) == [
        "forget:album",
        "forget:album:part 1",
        "forget:asked",
        "forget:asked:part -1",
        "forget:long",
        "forget:long:part -1",
        "forget:on matrix",
    ]
    removal = waiting["forget:on matrix"]
    assert (removal.channel, removal.chat) == ("matrix", "!room")
    message = outgoing_from_json(removal.payload)
    assert (message.removes, message.edits, message.language) == (True, "on matrix", "fr")
    assert message.text == "Effacé, comme demandé."
    kept = lines(world, waiting=False)
    assert removal.edits_id == kept["on matrix"].id
    assert {one.payload for one in kept.values()} == {None}
    assert kept["never sent"].state is OutboxState.SKIPPED


def test_each_picture_of_an_album_is_taken_away_where_it_stands(world):
    def claimed(session):
        taken = claim(session, "telegram", "bot", 1, world.now, replies=20, broadcasts=20, cosmetic=0)
        return {one.dedupe_key: (one.edits, one.outgoing.removes) for one in taken}

    found = world.database.write_now(claimed)
    assert found["forget:album"] == ("at photo 1", True)
    assert found["forget:album:part 1"] == ("at photo 2", True)


def test_each_part_of_a_text_that_was_too_long_for_one_message_is_taken_away(world):
    taken = world.database.write_now(
        lambda session: claim(session, "telegram", "bot", 1, world.now, replies=20, broadcasts=20, cosmetic=0)
    )
    found = {one.dedupe_key: (one.edits, one.outgoing.removes, one.replaces_file) for one in taken}
    assert found["forget:long"] == ("at end", True, False)
    assert found["forget:long:part -1"] == ("at beginning", True, False)
    assert found["forget:asked:part -1"] == ("at rest", True, False)


def test_where_it_stood_is_known_until_all_of_it_is_gone_and_then_no_more(world):
    assert erasures(world) == [(world.now, None)]
    for state in (OutboxState.QUEUED, OutboxState.CLAIMED):
        become(world, state)
        world.does(None, taking_back.look_after)
        assert lines(world, waiting=False)["asked"].external_id == "at asked"
        assert erasures(world) == [(world.now, None)]
    become(world, OutboxState.SENT)
    assert world.does(None, taking_back.look_after) is False
    left = lines(world, waiting=False)
    assert left.pop("of leila").chat == f"chat of {world.number_of('leila')}"
    assert {(one.chat, one.external_id) for one in left.values()} == {("", None)}
    assert erasures(world) == [(world.now, world.now)]


def test_a_platform_that_takes_nothing_away_does_not_keep_the_address_known(world):
    become(world, OutboxState.FAILED)
    world.does(None, taking_back.look_after)
    assert {one.chat for one in lines(world, waiting=False).values() if one.dedupe_key != "of leila"} == {""}


def test_many_are_looked_at_in_slices(world, monkeypatch):
    monkeypatch.setattr(taking_back, "AT_ONCE", 1)
    become(world, OutboxState.SENT)
    assert [world.does(None, taking_back.look_after) for _slice in range(2)] == [True, False]


def test_whoever_came_for_a_single_answer_keeps_their_chat_and_leaves_no_line_that_tells_of_it(database):
    learning = Learning(database)
    learning.joins(AMINA)
    amina = learning.number_of("amina")
    database.write_now(lambda session: session.add(line("thanks", amina)))
    learning.does(None, partial(forgetting.erase, asked=[amina], from_chats=False))
    assert lines(learning, waiting=True) == {}
    assert [(one.chat, one.external_id) for one in lines(learning, waiting=False).values()] == [("", None)]
