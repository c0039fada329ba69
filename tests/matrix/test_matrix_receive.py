"""Matrix events, and what we hear in them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.matrix.receive import CHOICES, Hearing, choices_of, chosen, incoming, tap
from bot.core.messages import FileKind, FileReference, Incoming, IncomingKind

BOT = "@bot:centres.example"
AMINA = "@amina:centres.example"
ROOM = "!room:centres.example"
HEARING = Hearing(BOT, ROOM, private=True, name="Amina")
MXC = "mxc://centres.example/abcDEF"


def event(content: dict[str, Any], kind: str = "m.room.message", **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "event_id": "$1",
        "sender": AMINA,
        "origin_server_ts": 1_600_000_000_000,
        "content": content,
        **more,
    }


def heard(**fields: Any) -> Incoming:
    basis: dict[str, Any] = {
        "channel": "matrix",
        "account": BOT,
        "external_id": "$1",
        "sender": AMINA,
        "chat": ROOM,
        "at": datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC),
        "message_id": "$1",
        "name": "Amina",
    }
    return Incoming(**basis | fields)


def said(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


QUOTE = "> <@bot:centres.example> Which level?\n> 1. Starting\n\nthe second\nof them"
CASES = {
    "words": (said("hello"), heard(text="hello")),
    "a command goes on as it is": (said("!menu"), heard(text="!menu")),
    "an emote": ({"msgtype": "m.emote", "body": "waves"}, heard(text="waves")),
    "NUL and half a surrogate pair": (said("a\0b\ud800c"), heard(text="abc")),
    "a reply loses its quotation": (
        said(QUOTE, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}),
        heard(text="the second\nof them", reply_to="$0"),
    ),
    "a reply with a quotation of the person's own": (
        said("> as you said\nyes", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$0"}}}),
        heard(text="> as you said\nyes", reply_to="$0"),
    ),
    "a quotation that answers nothing": (said(QUOTE), heard(text=QUOTE)),
    "in a thread": (
        said(
            "5",
            **{
                "m.relates_to": {
                    "rel_type": "m.thread",
                    "event_id": "$0",
                    "is_falling_back": True,
                    "m.in_reply_to": {"event_id": "$0"},
                }
            },
        ),
        heard(text="5"),
    ),
    "a correction": (
        said(
            "* 5",
            **{"m.new_content": said("5"), "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}},
        ),
        heard(kind=IncomingKind.EDIT, text="5", message_id="$0"),
    ),
    "a correction of a caption": (
        said(
            "* x",
            **{
                "m.new_content": {"msgtype": "m.image", "body": "x", "url": MXC},
                "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"},
            },
        ),
        None,
    ),
    "a photo": (
        {"msgtype": "m.image", "body": "lab.jpg", "url": MXC, "info": {"mimetype": "image/jpeg", "size": 7}},
        heard(kind=IncomingKind.FILES, files=(FileReference(FileKind.PHOTO, MXC, "lab.jpg", "image/jpeg", 7),)),
    ),
    "a photo with words": (
        {"msgtype": "m.image", "body": "our new laboratory", "filename": "lab.jpg", "url": MXC},
        heard(
            kind=IncomingKind.FILES, text="our new laboratory", files=(FileReference(FileKind.PHOTO, MXC, "lab.jpg"),)
        ),
    ),
    "a document": (
        {"msgtype": "m.file", "body": "plan.pdf", "filename": "plan.pdf", "url": MXC, "info": {"size": "many"}},
        heard(kind=IncomingKind.FILES, files=(FileReference(FileKind.DOCUMENT, MXC, "plan.pdf"),)),
    ),
    "a voice note": (
        {"msgtype": "m.audio", "body": "Voice message", "url": MXC, "org.matrix.msc3245.voice": {}},
        heard(kind=IncomingKind.FILES, files=(FileReference(FileKind.VOICE, MXC, "Voice message"),)),
    ),
    "music": (
        {"msgtype": "m.audio", "body": "song.mp3", "url": MXC},
        heard(kind=IncomingKind.FILES, files=(FileReference(FileKind.DOCUMENT, MXC, "song.mp3"),)),
    ),
    "a film": (
        {"msgtype": "m.video", "body": "visit.mp4", "url": MXC},
        heard(kind=IncomingKind.FILES, files=(FileReference(FileKind.VIDEO, MXC, "visit.mp4"),)),
    ),
    "a file that lies somewhere else": (
        {"msgtype": "m.file", "body": "x", "url": "mxc://centres.example/../../admin"},
        heard(kind=IncomingKind.OTHER, data="file"),
    ),
    "a file whose key is told beside": (
        {
            "msgtype": "m.file",
            "body": "x",
            "file": {"url": MXC, "key": {"k": "s"}, "iv": "i", "hashes": {"sha256": "h"}},
        },
        heard(
            kind=IncomingKind.FILES,
            files=(FileReference(FileKind.DOCUMENT, f'{MXC}#["s", "i", "h"]', "x"),),
        ),
    ),
    "a place": (
        {"msgtype": "m.location", "body": "here", "geo_uri": "geo:-15.79,35.0058;u=20"},
        heard(kind=IncomingKind.PLACE, place=(-15.79, 35.0058)),
    ),
    "a place that is none": (
        {"msgtype": "m.location", "body": "here", "geo_uri": "nowhere"},
        heard(kind=IncomingKind.OTHER, data="place"),
    ),
    "something new": (
        {"msgtype": "org.example.dance", "body": "x"},
        heard(kind=IncomingKind.OTHER, data="org.example.dance"),
    ),
    "another bot": ({"msgtype": "m.notice", "body": "hello"}, None),
    "a request to verify keys": ({"msgtype": "m.key.verification.request", "body": "x"}, None),
    "what was taken back": ({}, None),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES)
def test_a_message_is_heard_as_what_it_is(content, expected):
    assert incoming(event(content), HEARING) == expected


def test_a_sticker_and_a_poll_are_named():
    assert incoming(event({"body": "cat"}, "m.sticker"), HEARING) == heard(kind=IncomingKind.OTHER, data="sticker")
    assert incoming(event({}, "org.matrix.msc3381.poll.start"), HEARING) == heard(kind=IncomingKind.OTHER, data="poll")


def test_what_we_say_ourselves_and_other_events_are_not_for_us():
    assert incoming(event(said("hello"), sender=BOT), HEARING) is None
    assert incoming(event({"topic": "x"}, "m.room.topic"), HEARING) is None


def test_in_a_group_a_message_is_not_private():
    hearing = Hearing(BOT, ROOM, private=False)
    assert incoming(event(said("!menu")), hearing) == heard(text="!menu", private=False, name=None)


# --- reactions


def reaction(key: str) -> dict[str, Any]:
    relation = {"rel_type": "m.annotation", "event_id": "$0", "key": key}
    return event({"m.relates_to": relation}, "m.reaction")


@pytest.mark.parametrize(
    ("key", "means"),
    [
        ("1️⃣", "1"),
        ("2\u20e3", "2"),
        ("3", "3"),
        ("🔟", "10"),
        ("✅", "yes"),
        ("👍", "yes"),
        ("👍🏾", "yes"),
        ("✔️", "yes"),
        ("❤️", None),
        ("12", None),
        ("", None),
        ("yes", None),
    ],
)
def test_a_reaction_chooses_a_number_or_approves(key, means):
    assert chosen(reaction(key)) == means


def test_a_reaction_to_a_message_of_ours_taps_its_choice():
    question = event({CHOICES: {"1": "q:7:n:0", "2": "q:7:n:1"}}, sender=BOT)
    assert tap(reaction("2️⃣"), HEARING, choices_of(question, BOT)) == heard(
        kind=IncomingKind.TAP, data="q:7:n:1", message_id="$0", tap_id="$1"
    )
    assert tap(reaction("3️⃣"), HEARING, choices_of(question, BOT)) is None
    assert tap(reaction("👍"), HEARING, choices_of(question, BOT)) is None


def test_a_corrected_message_offers_what_it_says_now():
    corrected = event({"m.new_content": {"body": "✓ Strong"}}, sender=BOT)
    question = event({CHOICES: {"1": "q:7:n:0"}}, sender=BOT, unsigned={"m.relations": {"m.replace": corrected}})
    assert choices_of(question, BOT) == {}


def test_choices_in_the_message_of_somebody_else_are_none():
    forged = event({CHOICES: {"1": "a:claim:1"}})
    assert choices_of(forged, BOT) == {}
    assert choices_of(None, BOT) == {}
    question = event({CHOICES: {"1": "q:1"}}, sender=BOT, unsigned={"m.relations": {"m.replace": forged}})
    assert choices_of(question, BOT) == {"1": "q:1"}


# --- whatever comes

NAMES = ["type", "sender", "event_id", "origin_server_ts", "content", "unsigned", "state_key", "redacts"]
INSIDE = ["msgtype", "body", "url", "info", "m.relates_to", "m.new_content", "filename", "geo_uri", "key", "rel_type"]
KINDS = ["m.room.message", "m.reaction", "m.sticker", "m.text", "m.image", "m.location", "m.replace", "m.annotation"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(KINDS)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(INSIDE) | st.text(), inner, max_size=6),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON))
def test_no_event_is_so_odd_that_it_stops_us(odd):
    incoming(odd, HEARING)
    tap(odd, HEARING, choices_of(odd, BOT))
