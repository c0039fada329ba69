"""The homeserver and the human of the Matrix tests do what the other tests believe."""

import pytest

from tests.matrix import homeserver as homeserver_module
from tests.matrix.homeserver import NO_LIMITS, Homeserver
from tests.matrix.human import MatrixError, human

pytestmark = pytest.mark.slow


async def test_two_people_talk_correct_react_and_take_back(homeserver):
    async with human(homeserver, "amina") as amina, human(homeserver, "pavel") as pavel:
        room = await amina.opens_a_talk_with(pavel.user_id)
        await pavel.sees(lambda event: event["type"] == "m.room.member" and event["state_key"] == pavel.user_id)
        await pavel.joins(room)
        assert await amina.members(room) == {amina.user_id, pavel.user_id}

        hello = await amina.says(room, "helo", formatted="<b>helo</b>")
        await amina.corrects(room, hello, "hello")
        heart = await pavel.reacts(room, hello, "❤️")
        await pavel.takes_back(room, heart)
        await pavel.says(room, "good morning", answering=hello)

        assert (await pavel.reads(room, amina.user_id, "helo"))["event_id"] == hello
        redaction = await amina.sees(lambda event: event["type"] == "m.room.redaction")
        assert redaction["sender"] == pavel.user_id
        assert await amina.texts(room, pavel.user_id) == ["good morning"]
        assert await pavel.texts(room, amina.user_id) == ["helo", "* hello"]


async def test_a_file_arrives_as_it_was_sent(homeserver):
    async with human(homeserver, "amina") as amina, human(homeserver, "pavel") as pavel:
        room = await amina.opens_a_talk_with(pavel.user_id)
        await pavel.joins(room)
        await amina.sends_file(room, "plan.pdf", b"%PDF-1.7 plan", "application/pdf")
        await amina.sends_file(room, "note.ogg", b"OggS", "audio/ogg", voice=True)
        document = await pavel.reads(room, amina.user_id, "plan.pdf")
        voice = await pavel.reads(room, amina.user_id, "note.ogg")
        assert await pavel.downloads(document["content"]["url"]) == b"%PDF-1.7 plan"
        assert (document["content"]["msgtype"], voice["content"]["msgtype"]) == ("m.file", "m.audio")


async def test_someone_who_was_kicked_can_speak_no_more(homeserver):
    async with human(homeserver, "amina") as amina, human(homeserver, "pavel") as pavel:
        room = await amina.opens_a_talk_with(pavel.user_id, as_equals=False)
        await pavel.joins(room)
        await amina.kicks(room, pavel.user_id)
        with pytest.raises(MatrixError) as refused:
            await pavel.says(room, "hello?")
        assert (refused.value.status, refused.value.code) == (403, "M_FORBIDDEN")


async def test_what_does_not_come_is_said_with_what_came(homeserver):
    async with human(homeserver, "amina") as amina:
        room = await amina.opens_a_talk_with()
        await amina.says(room, "is anybody here?")
        with pytest.raises(TimeoutError, match="is anybody here"):
            await amina.sees(lambda event: event["type"] == "m.sticker", seconds=0.1)


async def test_a_homeserver_keeps_rooms_and_people_over_a_restart(tmp_path):
    server = Homeserver(tmp_path, NO_LIMITS)
    server.start()
    try:
        async with human(server, "amina") as amina:
            room = await amina.opens_a_talk_with()
            await amina.says(room, "before")
            server.stop()
            server.start()
            await amina.says(room, "after")
            assert await amina.texts(room, amina.user_id) == ["before", "after"]
    finally:
        server.stop()


async def test_the_strict_homeserver_refuses_a_flood_of_messages(strict_homeserver):
    async with human(strict_homeserver, "amina") as amina:
        room = await amina.opens_a_talk_with()

        async def says_everything_at_once():
            for number in range(30):
                await amina.says(room, str(number))

        with pytest.raises(MatrixError) as refused:
            await says_everything_at_once()
        assert (refused.value.status, refused.value.code) == (429, "M_LIMIT_EXCEEDED")


def test_without_synapse_the_error_says_which_command_installs_it(tmp_path, monkeypatch):
    monkeypatch.setattr(homeserver_module, "SYNAPSE_PYTHON", tmp_path / "python")
    with pytest.raises(FileNotFoundError, match=r"please run `make \.venv-synapse/\.ready` first"):
        Homeserver(tmp_path, NO_LIMITS).start()
