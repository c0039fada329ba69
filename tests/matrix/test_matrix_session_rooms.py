"""Rooms that the bot opens on a real homeserver: found again, closed to strangers, pinned, locked, and never a private talk."""

import asyncio

import pytest

from bot.core.messages import IncomingKind, Outgoing
from bot.delivery.channel import Delivery, WantedRoom
from bot.delivery.failures import NotAllowed, TooFast, Unreachable
from tests.matrix.human import MatrixError, human
from tests.matrix.listening import Kept, kept_keys, listening

pytestmark = pytest.mark.slow  # a homeserver has to start


def wanted(key, *guests):
    return WantedRoom(key, "Bread of the region", "session 31 (Bread of the region)", guests=guests)


@pytest.fixture
async def bot(homeserver, sqlite_database):
    account = await homeserver.register("bot")
    kept = Kept(sqlite_database, account.user_id)
    await kept.accept([], kept_keys(account))
    async with listening(homeserver, account, kept) as channel:
        await kept.keeps(lambda state: "sync_token" in state)
        channel.kept = kept
        yield channel


async def state_of(person, room, kind, key=""):
    return await person._call("GET", f"rooms/{room}/state/{kind}/{key}")


async def comes_in(channel, room, person):
    await channel.invite(room, person.user_id)
    await person.sees(lambda event: event.get("room_id") == room)
    await person.joins(room)


async def test_a_room_is_named_closed_and_stays_on_its_server(homeserver, bot):
    async with human(homeserver, "ana") as ana, human(homeserver, "omar") as omar:
        room = await bot.open_room(wanted("a1", ana.user_id))
        await comes_in(bot, room, ana)
        assert (await state_of(ana, room, "m.room.name"))["name"] == "Bread of the region"
        assert (await state_of(ana, room, "m.room.topic"))["topic"] == "session 31 (Bread of the region)"
        assert (await state_of(ana, room, "m.room.create"))["m.federate"] is False
        assert (await state_of(ana, room, "m.room.join_rules"))["join_rule"] == "invite"
        with pytest.raises(MatrixError) as stranger:
            await omar.joins(room)
        assert stranger.value.status == 403
        with pytest.raises(MatrixError) as guest:
            await ana.invites(room, omar.user_id)
        assert guest.value.status == 403


async def test_what_is_called_otherwise_is_renamed_and_nothing_said_of_it_twice(homeserver, bot):
    async with human(homeserver, "ana") as ana:
        room = await bot.open_room(wanted("c1", ana.user_id))
        await comes_in(bot, room, ana)
        for _again in range(2):
            await bot.rename_room(room, WantedRoom("c1", "Rye bread", "session 31 (Rye bread)"))
        assert (await state_of(ana, room, "m.room.name"))["name"] == "Rye bread"
        assert (await state_of(ana, room, "m.room.topic"))["topic"] == "session 31 (Rye bread)"
        told = [event["content"] for event in await ana.history(room) if event["type"] == "m.room.name"]
        assert [one["name"] for one in told] == ["Bread of the region", "Rye bread"]


async def test_with_a_guest_from_elsewhere_other_servers_may_take_part(homeserver, bot):
    async with human(homeserver, "ana") as ana:
        room = await bot.open_room(wanted("a2", ana.user_id, "@nino:elsewhere.example"))
        await comes_in(bot, room, ana)
        assert (await state_of(ana, room, "m.room.create"))["m.federate"] is True


async def test_opened_a_second_time_it_is_the_same_room(bot):
    """As after a kill between opening it and noting that."""
    room = await bot.open_room(wanted("a3"))
    assert await bot.open_room(wanted("a3")) == room
    assert await bot.open_room(wanted("a4")) != room


async def test_of_two_who_open_it_at_once_both_get_the_same_room(bot):
    first, second = await asyncio.gather(bot.open_room(wanted("a5")), bot.open_room(wanted("a5")))
    assert first == second


async def test_nobody_is_invited_twice(homeserver, bot):
    async with human(homeserver, "ana") as ana:
        room = await bot.open_room(wanted("a6", ana.user_id))
        await bot.invite(room, ana.user_id)
        await bot.invite(room, ana.user_id)
        await ana.joins(room)
        await bot.invite(room, ana.user_id)
        history = await ana.history(room)
        told = [event["content"]["membership"] for event in history if event.get("state_key") == ana.user_id]
        assert told == ["invite", "join"]


async def test_somebody_who_does_not_exist_on_a_closed_room_is_out_of_reach(bot):
    room = await bot.open_room(wanted("a7"))
    with pytest.raises(Unreachable):
        await bot.invite(room, "@nino:elsewhere.example")


async def test_the_agenda_is_pinned_beside_what_others_have_pinned(homeserver, bot):
    async with human(homeserver, "ana") as ana:
        room = await bot.open_room(wanted("a8", ana.user_id))
        await comes_in(bot, room, ana)
        await bot._homeserver.set_state(room, "m.room.pinned_events", {"pinned": ["$another:example.org"]})
        said = await ana.says(room, "the agenda")
        for _again in range(2):
            await bot.pin(room, said)
        assert (await state_of(ana, room, "m.room.pinned_events"))["pinned"] == ["$another:example.org", said]
        for _again in range(2):
            await bot.send(Delivery("unpin", room, Outgoing("", unpins=True), edits=said))
        assert (await state_of(ana, room, "m.room.pinned_events"))["pinned"] == ["$another:example.org"]
        await bot.send(Delivery("pin", room, Outgoing("", pins=True), edits=said))
        assert (await state_of(ana, room, "m.room.pinned_events"))["pinned"] == ["$another:example.org", said]


async def test_closed_it_stays_to_be_read_and_nobody_is_put_out(homeserver, bot):
    async with human(homeserver, "ana") as ana:
        room = await bot.open_room(wanted("a9", ana.user_id))
        await comes_in(bot, room, ana)
        said = await ana.says(room, "Flat bread, on Fridays.")
        for _again in range(2):
            await bot.close_room(room, is_ours=True)
        with pytest.raises(MatrixError) as locked:
            await ana.says(room, "And on Mondays?")
        assert locked.value.status == 403
        assert await ana.members(room) == {ana.user_id, bot.account}
        assert await ana.texts(room, ana.user_id) == ["Flat bread, on Fridays."]
        assert await ana.takes_back(room, said)  # one's own words stay one's own
        await ana.leaves(room)


async def test_with_one_guest_it_is_not_a_private_talk(homeserver, bot):
    """Nothing personal is said there, and the guest is not greeted there as if alone with us."""
    async with human(homeserver, "ana") as ana:
        room = await bot.open_room(wanted("b1", ana.user_id))
        await comes_in(bot, room, ana)
        await ana.says(room, "!menu")
        heard = await bot.kept.sees(lambda messages: any(one.text == "!menu" for one in messages))
        spoken = next(one for one in heard if one.text == "!menu")
        assert (spoken.private, spoken.chat, spoken.sender) == (False, room, ana.user_id)
        assert [one.data for one in heard if one.kind is IncomingKind.JOINED and one.chat == room] == [""]


async def test_out_of_its_room_the_bot_tells_that(homeserver, bot):
    """For instance when its account was used elsewhere, or an administrator of the server took the room away."""
    room = await bot.open_room(wanted("b2"))
    await bot.kept.keeps(lambda state: '"ours": true' in state.get(f"room:{room}", ""))
    await bot._homeserver._client.room_leave(room)
    heard = await bot.kept.sees(lambda messages: any(one.kind is IncomingKind.BLOCKED for one in messages))
    gone = next(one for one in heard if one.kind is IncomingKind.BLOCKED)
    assert (gone.private, gone.chat) == (False, room)


async def test_without_the_right_it_says_so(homeserver, bot):
    async with human(homeserver, "ana") as ana:
        room = await ana.opens_a_talk_with(bot.account, as_equals=False)
        await bot.kept.sees(lambda messages: any(one.chat == room for one in messages))
        with pytest.raises(NotAllowed):
            await bot.pin(room, "$something")
        with pytest.raises(NotAllowed):
            await bot.close_room(room, is_ours=True)


async def test_a_homeserver_that_asks_for_patience_is_heard(strict_homeserver, sqlite_database):
    """Synapse's own limit of rooms: some at once, then one a minute."""
    account = await strict_homeserver.register("bot")
    kept = Kept(sqlite_database, account.user_id)
    await kept.accept([], kept_keys(account))
    async with listening(strict_homeserver, account, kept) as channel:
        await kept.keeps(lambda state: "sync_token" in state)
        asked = None
        for number in range(30):
            try:
                await channel.open_room(wanted(f"c{number}"))
            except TooFast as patience:
                asked = patience
                break
        assert asked is not None
        assert asked.seconds > 1
