"""Our messages, and the contents of the Matrix events that carry them."""

import json
import struct
import zlib
from typing import Any

import pytest

from bot.channels.matrix.errands import in_languages
from bot.channels.matrix.receive import CHOICES
from bot.channels.matrix.render import LARGEST, Renderer, as_edited_file, file_content
from bot.core.messages import Choice, Link, Outgoing
from bot.delivery.channel import LoadedFile
from bot.i18n.phrase import _
from bot.i18n.translator import Translator

RENDERER = Renderer("@bot:centres.example", Translator({}))


def notice(body: str, formatted: str, **more: Any) -> dict[str, Any]:
    basis = {"msgtype": "m.notice", "format": "org.matrix.custom.html", "m.mentions": {}}
    return {**basis, "body": body, "formatted_body": formatted, **more}


LEVELS = (Choice("Starting", "q:1:n:0"), Choice("*Growing*", "q:1:n:1"))
CONTROLS = (Choice("back", "q:1:n:back", word="back"), Choice("skip", "q:1:n:skip", word="skip"))
CASES = {
    "words": (Outgoing("Welcome.\nAll is well."), notice("Welcome.\nAll is well.", "Welcome.<br>All is well.")),
    "bold, and a star that a person typed": (
        Outgoing(r"You are *in*, 2 \* 3"),
        notice("You are in, 2 * 3", "You are <strong>in</strong>, 2 * 3"),
    ),
    "what looks like HTML": (
        Outgoing('<b>"Tom & Jerry"</b>'),
        notice('<b>"Tom & Jerry"</b>', "&lt;b&gt;&quot;Tom &amp; Jerry&quot;&lt;/b&gt;"),
    ),
    "from right to left": (
        Outgoing("أهلاً", language="ar"),
        notice("أهلاً", '<div dir="rtl">أهلاً</div>'),
    ),
    "numbered choices": (
        Outgoing("Which level?", choices=LEVELS),
        notice(
            "Which level?\n\n1. Starting\n2. Growing",
            "Which level?<br><br>1. Starting<br>2. <strong>Growing</strong>",
            **{CHOICES: {"1": "q:1:n:0", "2": "q:1:n:1"}},
        ),
    ),
    "choices that the text lists already": (
        Outgoing("Which level?\n1. Starting\n2. Growing", choices=LEVELS, listed=True),
        notice(
            "Which level?\n1. Starting\n2. Growing",
            "Which level?<br>1. Starting<br>2. Growing",
            **{CHOICES: {"1": "q:1:n:0", "2": "q:1:n:1"}},
        ),
    ),
    "a scale, which is answered with its own numbers": (
        Outgoing("How good?", choices=(Choice("0", "q:1:n:0"), Choice("1", "q:1:n:1", chosen=True))),
        notice(
            "How good?\n\n0\n[x] 1",
            "How good?<br><br>0<br>[x] 1",
            **{CHOICES: {"0": "q:1:n:0", "1": "q:1:n:1"}},
        ),
    ),
    "the second page of a list": (
        Outgoing("Which?", choices=(Choice("Ninth", "q:1:n:8"),), first_number=9),
        notice("Which?\n\n9. Ninth", "Which?<br><br>9. Ninth", **{CHOICES: {"9": "q:1:n:8"}}),
    ),
    "ticked choices and controls": (
        Outgoing("Which?", choices=(Choice("Green", "a", chosen=True), Choice("Digital", "b")), controls=CONTROLS),
        notice(
            "Which?\n\n1. [x] Green\n2. Digital\n\nYou can also write: back · skip",
            "Which?<br><br>1. [x] Green<br>2. Digital<br><br>"
            "You can also write: <strong>back</strong> · <strong>skip</strong>",
            **{CHOICES: {"1": "a", "2": "b"}},
        ),
    ),
    "a control that says more than its word": (
        Outgoing("Which?", controls=(Choice('use "Ponesai"', "c", word="use it"), CONTROLS[0])),
        notice(
            'Which?\n\nuse it – use "Ponesai"\n\nYou can also write: back',
            "Which?<br><br><strong>use it</strong> – use &quot;Ponesai&quot;<br><br>"
            "You can also write: <strong>back</strong>",
        ),
    ),
    "actions": (
        Outgoing(
            "Will you come?",
            choices=(Choice("I come", "a:come:31", word="yes 31"), Choice("no 31", "a:stay:31", word="no 31")),
        ),
        notice(
            "Will you come?\n\nyes 31 – I come\nno 31",
            "Will you come?<br><br><strong>yes 31</strong> – I come<br><strong>no 31</strong>",
            **{CHOICES: {"yes": "a:come:31"}},
        ),
    ),
    "actions on parts of a thing, of which the text tells": (
        Outgoing(
            "Write yes 31 1 2.",
            choices=(
                Choice("All", "a:all:31", word="all 31"),
                Choice("1", "a:turn:31 1", word="yes 31 1", told=True),
                Choice("2", "a:turn:31 2", word="yes 31 2", told=True),
            ),
        ),
        notice(
            "Write yes 31 1 2.\n\nall 31 – All",
            "Write yes 31 1 2.<br><br><strong>all 31</strong> – All",
            **{CHOICES: {"1": "a:turn:31 1", "2": "a:turn:31 2", "yes": "a:all:31"}},
        ),
    ),
    "a link": (
        Outgoing("On Tuesday.", links=(Link("Join & see", "https://meet.example/a?b=1&c=2"),)),
        notice(
            "On Tuesday.\n\nJoin & see: https://meet.example/a?b=1&c=2",
            'On Tuesday.<br><br><a href="https://meet.example/a?b=1&amp;c=2">Join &amp; see</a>',
        ),
    ),
    "a link that nobody should tap": (
        Outgoing("On Tuesday.", links=(Link("Join", "javascript:alert(1)"),)),
        notice("On Tuesday.\n\nJoin: javascript:alert(1)", "On Tuesday.<br><br>Join: javascript:alert(1)"),
    ),
    "a private chat": (
        Outgoing("Let us talk.", links=(Link("Open a private chat", "private:menu"),)),
        notice(
            "Let us talk.\n\nOpen a private chat: https://matrix.to/#/@bot:centres.example",
            'Let us talk.<br><br><a href="https://matrix.to/#/@bot:centres.example">Open a private chat</a>',
        ),
    ),
    "a private chat about something": (
        Outgoing("Let us talk.", links=(Link("Open a private chat", "private:practice.share"),)),
        notice(
            "Let us talk.\n\nOpen a private chat: https://matrix.to/#/@bot:centres.example\n"
            "There, please write: !practice.share",
            'Let us talk.<br><br><a href="https://matrix.to/#/@bot:centres.example">Open a private chat</a><br>'
            "There, please write: <strong>!practice.share</strong>",
        ),
    ),
}


@pytest.mark.parametrize(("message", "expected"), CASES.values(), ids=CASES)
def test_a_message_is_shown_in_words(message, expected):
    assert RENDERER.contents(message) == [expected]


def test_a_correction_replaces_the_earlier_message():
    offered = {CHOICES: {"1": "q:1:n:0"}}
    assert RENDERER.contents(Outgoing("✓ Strong", choices=LEVELS[:1]), edits="$0") == [
        {
            **notice("* ✓ Strong\n\n1. Starting", "* ✓ Strong<br><br>1. Starting"),
            "m.new_content": notice("✓ Strong\n\n1. Starting", "✓ Strong<br><br>1. Starting", **offered),
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$0"},
        }
    ]


def test_what_nobody_waits_for_is_a_text_so_that_the_phone_rings():
    [content] = RENDERER.contents(Outgoing("In an hour."), rings=True)
    assert content == {**notice("In an hour.", "In an hour."), "msgtype": "m.text"}
    [content] = RENDERER.contents(Outgoing("At night.", silent=True), rings=True)
    assert content == notice("At night.", "At night.")


def test_a_message_of_nothing_is_none():
    assert RENDERER.contents(Outgoing("")) == []


# --- long messages


def size(content: dict[str, Any]) -> int:
    return len(json.dumps({name: content[name] for name in ("body", "formatted_body")}, ensure_ascii=False).encode())


def test_a_long_message_is_split_between_paragraphs_and_the_last_part_has_the_choices():
    paragraphs = [f"*{number}* " + "слово " * 500 for number in range(20)]
    parts = RENDERER.contents(Outgoing("\n\n".join(paragraphs), choices=LEVELS))
    assert all(size(part) <= LARGEST for part in parts)
    assert [CHOICES in part for part in parts] == [False] * (len(parts) - 1) + [True]
    together = "\n\n".join(part["body"] for part in parts)
    assert together == "\n\n".join(text.replace("*", "") for text in paragraphs) + "\n\n1. Starting\n2. Growing"
    assert all(part["formatted_body"].startswith("<strong>") for part in parts)


@pytest.mark.parametrize(
    "text", ["x" * 200_000, '"<&>"\n' * 20_000, "word " * 30_000, "\\" * 99_999, "\n" * 70_000 + "a"]
)
def test_whatever_its_shape_each_part_is_small_enough_and_nothing_is_lost(text):
    parts = RENDERER.contents(Outgoing(text))
    assert all(size(part) <= LARGEST for part in parts)
    shown = "".join(part["body"] for part in parts)
    assert "".join(shown.split()) == "".join(text.replace("\\\\", "\\").split())


def test_a_long_correction_counts_twice():
    parts = RENDERER.contents(Outgoing("x" * 20_000), edits="$0")
    assert [len(json.dumps(part)) < LARGEST for part in parts] == [True, True]
    assert ["m.new_content" in part for part in parts] == [True, False]


# --- files


def test_a_picture_carries_its_words_and_its_measures():
    header = struct.pack(">IIBBBBB", 720, 900, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + header
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(header)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    assert file_content(LoadedFile("card.png", "image/png", png, "Growing in *six* areas."), {"url": "mxc://x/1"}) == {
        "msgtype": "m.image",
        "body": "Growing in six areas.",
        "filename": "card.png",
        "url": "mxc://x/1",
        "info": {"mimetype": "image/png", "size": len(png), "w": 720, "h": 900},
        "m.mentions": {},
    }


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_a_picture_of_unknown_measures_has_none(data):
    assert file_content(LoadedFile("a.png", "image/png", data), {"url": "mxc://x/1"})["info"] == {
        "mimetype": "image/png",
        "size": len(data),
    }


def test_a_calendar_entry_is_a_file_under_its_name():
    assert file_content(LoadedFile("session.ics", "text/calendar", b"BEGIN"), {"url": "mxc://x/1"}) == {
        "msgtype": "m.file",
        "body": "session.ics",
        "filename": "session.ics",
        "url": "mxc://x/1",
        "info": {"mimetype": "text/calendar", "size": 5},
        "m.mentions": {},
    }


def test_a_file_that_takes_the_place_of_another_is_an_edit_of_its_event():
    content = file_content(LoadedFile("new.pdf", "application/pdf", b"%PDF", "The plan"), {"url": "mxc://x/2"})
    edit = as_edited_file(content, "$first")
    assert edit == {
        **content,
        "body": "* The plan",
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$first"},
    }
    assert (content["msgtype"], content["body"]) == ("m.file", "The plan")


# --- where nobody's language is known


class Shouting(Translator):
    """Knows two languages more, without a catalogue."""

    def __init__(self) -> None:
        super().__init__({})
        self.languages = ("en", "ar", "fr")


def test_where_nobodys_language_is_known_each_stands_on_its_own_line_and_once():
    assert in_languages(Shouting(), _("This room is <encrypted>."), ("en", "ar", "pt")) == notice(
        "This room is <encrypted>.\n\nThis room is <encrypted>.",
        '<p dir="ltr">This room is &lt;encrypted&gt;.</p><p dir="rtl">This room is &lt;encrypted&gt;.</p>',
    )


def test_a_link_stands_on_a_line_where_no_sign_of_direction_touches_it():
    assert in_languages(Shouting(), _("Write to me:"), ("ar",), link="https://matrix.to/#/@bot:x") == notice(
        "Write to me:\n\nhttps://matrix.to/#/@bot:x",
        '<p dir="rtl">Write to me:</p><p><a href="https://matrix.to/#/@bot:x">https://matrix.to/#/@bot:x</a></p>',
    )
