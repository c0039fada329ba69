"""What the channel believes about reading from a homeserver, seen on a real one."""

import pytest
from nio import InviteMemberEvent, SyncError

from tests.matrix.human import human
from tests.matrix.nio_client import everything_since, nio_client, texts

pytestmark = pytest.mark.slow


@pytest.fixture
async def bot(homeserver):
    """An account whose token has been stored once, before anybody wrote."""
    account = await homeserver.register("bot")
    async with nio_client(homeserver, account) as client:
        token = (await everything_since(client, None)).next_batch
    return account, token


async def test_messages_of_the_hours_offline_come_once_from_ones_own_token(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina:
        room = await amina.opens_a_talk_with(account.user_id)
        async with nio_client(homeserver, account) as client:
            await client.join(room)
            token = (await everything_since(client, token)).next_batch
        said = [await amina.says(room, f"line {number}") for number in range(25)]

        async with nio_client(homeserver, account) as client:
            came = await everything_since(client, token)
            assert [event.event_id for event in came.rooms.join[room].timeline.events] == said
            assert came.rooms.join[room].timeline.limited is False
            again = await client.sync(timeout=1, since=came.next_batch, full_state=False)
            assert again.rooms.join == {}


async def test_a_token_that_was_not_stored_brings_the_same_events_again(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with(account.user_id)
        await client.join(room)
        token = (await everything_since(client, token)).next_batch
        await amina.says(room, "do not lose me")
        first = await everything_since(client, token)
        second = await everything_since(client, token)
        assert texts(first.rooms.join[room].timeline.events) == ["do not lose me"]
        assert texts(second.rooms.join[room].timeline.events) == ["do not lose me"]


async def test_what_a_limited_timeline_leaves_out_is_paged_back(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with(account.user_id)
        await client.join(room)
        token = (await everything_since(client, token)).next_batch
        for number in range(130):
            await amina.says(room, str(number))

        timeline = (await everything_since(client, token)).rooms.join[room].timeline
        assert (timeline.limited, len(timeline.events)) == (True, 100)
        page = await client.room_messages(room, start=timeline.prev_batch, end=token, limit=20)
        rest = await client.room_messages(room, start=page.end, end=token, limit=20)
        beyond = await client.room_messages(room, start=rest.end, end=token, limit=20)
        assert (len(page.chunk), len(rest.chunk), beyond.chunk, beyond.end) == (20, 10, [], None)
        newest_first = [*reversed(timeline.events), *page.chunk, *rest.chunk]
        assert texts(reversed(newest_first)) == [str(number) for number in range(130)]


async def test_a_token_from_another_server_is_refused(homeserver, bot):
    account, _ = bot
    async with nio_client(homeserver, account) as client:
        answer = await client.sync(timeout=1, since="nonsense", full_state=False)
    assert isinstance(answer, SyncError)
    assert (answer.status_code, answer.transport_response.status) == ("M_UNKNOWN", 400)


async def test_an_invitation_waits_and_what_was_said_before_joining_is_heard(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with(account.user_id)
        await amina.says(room, "hello?")
        came = await everything_since(client, token)
        [invitation] = [
            event
            for event in came.rooms.invite[room].invite_state
            if isinstance(event, InviteMemberEvent) and event.state_key == account.user_id
        ]
        assert (invitation.sender, invitation.membership, invitation.content["is_direct"]) == (
            amina.user_id,
            "invite",
            True,
        )
        await client.join(room)
        came = await everything_since(client, came.next_batch)
        assert texts(came.rooms.join[room].timeline.events) == ["hello?"]
        members = await client.joined_members(room)
        assert {member.user_id for member in members.members} == {amina.user_id, account.user_id}


async def test_joining_a_room_brings_its_past_from_before_the_invitation_too(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with()
        await amina.says(room, "a note to myself")
        token = (await client.sync(timeout=1, since=token, full_state=False)).next_batch
        await amina.invites(room, account.user_id)
        await client.join(room)
        came = (await everything_since(client, token)).rooms.join[room].timeline
        own = [event.source["content"]["membership"] for event in came.events if _about(event, account.user_id)]
        assert texts(came.events) == ["a note to myself"]
        assert own == ["invite", "join"]


async def test_a_third_member_and_a_member_who_leaves_are_seen(homeserver, bot):
    account, token = bot
    async with (
        human(homeserver, "amina") as amina,
        human(homeserver, "pavel") as pavel,
        nio_client(homeserver, account) as client,
    ):
        room = await amina.opens_a_talk_with(account.user_id)
        await client.join(room)
        token = (await everything_since(client, token)).next_batch
        await amina.invites(room, pavel.user_id)
        await pavel.joins(room)
        await amina.leaves(room)
        timeline = (await everything_since(client, token)).rooms.join[room].timeline
        assert [(event.state_key, event.membership) for event in timeline.events] == [
            (pavel.user_id, "invite"),
            (pavel.user_id, "join"),
            (amina.user_id, "leave"),
        ]
        members = await client.joined_members(room)
        assert {member.user_id for member in members.members} == {pavel.user_id, account.user_id}


async def test_a_kick_while_offline_is_in_the_left_rooms_and_nowhere_else(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina:
        room = await amina.opens_a_talk_with(account.user_id, as_equals=False)
        async with nio_client(homeserver, account) as client:
            await client.join(room)
            token = (await everything_since(client, token)).next_batch
        await amina.kicks(room, account.user_id)
        async with nio_client(homeserver, account) as client:
            came = await everything_since(client, token)
            [kick] = came.rooms.leave[room].timeline.events
            assert (kick.sender, kick.membership, came.rooms.join) == (amina.user_id, "leave", {})
            assert (await client.joined_members(room)).status_code == "M_FORBIDDEN"


async def test_an_invitation_taken_back_is_in_the_left_rooms(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with(account.user_id, as_equals=False)
        token = (await everything_since(client, token)).next_batch
        await amina.kicks(room, account.user_id)
        assert list((await everything_since(client, token)).rooms.leave) == [room]
        assert (await client.join(room)).status_code == "M_FORBIDDEN"


async def test_edits_reactions_and_what_is_taken_back_say_what_they_belong_to(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with(account.user_id)
        await client.join(room)
        token = (await everything_since(client, token)).next_batch
        first = await amina.says(room, "4")
        await amina.corrects(room, first, "5")
        thumb = await amina.reacts(room, first, "👍")
        came = await everything_since(client, token)
        _, edit, reaction = came.rooms.join[room].timeline.events
        assert edit.source["content"]["body"] == "* 5"
        assert edit.source["content"]["m.new_content"] == {"msgtype": "m.text", "body": "5"}
        assert edit.source["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": first}
        assert (reaction.reacts_to, reaction.key) == (first, "👍")

        await amina.takes_back(room, thumb)
        [redaction] = (await everything_since(client, came.next_batch)).rooms.join[room].timeline.events
        assert (redaction.sender, redaction.redacts) == (amina.user_id, thumb)


async def test_what_was_said_and_taken_back_while_the_bot_was_away_comes_empty(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with(account.user_id)
        await client.join(room)
        token = (await everything_since(client, token)).next_batch
        slip = await amina.says(room, "not for you")
        await amina.takes_back(room, slip)
        corrected = await amina.says(room, "4")
        await amina.corrects(room, corrected, "5")
        emptied, redaction, message, _ = (await everything_since(client, token)).rooms.join[room].timeline.events
        assert (emptied.source["type"], emptied.source["content"]) == ("m.room.message", {})
        assert redaction.redacts == slip
        assert message.source["content"]["body"] == "4"  # the words it was first sent with


async def test_an_encrypted_room_shows_as_such_and_its_messages_stay_closed(homeserver, bot):
    account, token = bot
    async with human(homeserver, "amina") as amina, nio_client(homeserver, account) as client:
        room = await amina.opens_a_talk_with(account.user_id, encrypted=True)
        came = await everything_since(client, token)
        # the server says so in the invitation, but nio keeps only names and members of it
        assert {event.source["type"] for event in came.rooms.invite[room].invite_state} == {"m.room.member"}
        await client.join(room)
        state = await client.room_get_state_event(room, "m.room.encryption")
        assert state.content == {"algorithm": "m.megolm.v1.aes-sha2"}
        token = (await everything_since(client, came.next_batch)).next_batch
        await amina.sends(
            room,
            "m.room.encrypted",
            {
                "algorithm": "m.megolm.v1.aes-sha2",
                "ciphertext": "AwgA",
                "device_id": "A",
                "sender_key": "k",
                "session_id": "s",
            },
        )
        [closed] = (await everything_since(client, token)).rooms.join[room].timeline.events
        assert (type(closed).__name__, closed.source["type"]) == ("MegolmEvent", "m.room.encrypted")
        # without keys the bot may still speak in the clear there, so it can explain itself
        answer = await client.room_send(room, "m.room.message", {"msgtype": "m.notice", "body": "I cannot read this."})
        assert (await amina.reads(room, account.user_id, "I cannot read this."))["event_id"] == answer.event_id


def _about(event, user_id):
    return event.source["type"] == "m.room.member" and event.source["state_key"] == user_id
