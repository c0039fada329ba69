"""Parts of a text that a client has cut are recognised, in one batch or over several, and also after a restart."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.cut_texts import CUT_FROM, CutTexts
from bot.core.messages import Incoming, IncomingKind
from tests.telegram.service import Service, furnished

AT = datetime(2023, 3, 14, 12, 0, tzinfo=UTC)
LONG = "x" * CUT_FROM


def said(number, text, seconds=0.0, sender="7", **more):
    at = AT + timedelta(seconds=seconds)
    return Incoming("telegram", "1", str(number), sender, sender, at, text=text, message_id=str(number), **more)


def continued(messages):
    """What each goes on with; in between everything is kept and read again, as over a restart."""
    cut_texts, found = CutTexts(), []
    for message in messages:
        told, cut_texts = cut_texts.read(message)
        cut_texts = CutTexts.kept(cut_texts.state)
        found.append(told.continues)
    return found


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([said(1, LONG), said(2, LONG, 1), said(3, "the end", 2)], [None, "1", "1"]),
        ([said(1, LONG), said(2, "the end", 1), said(3, "something else", 1)], [None, "1", None]),
        ([said(1, LONG[1:]), said(2, "not long enough to be cut", 0)], [None, None]),
        ([said(1, LONG), said(2, "some time later", 3)], [None, None]),
        ([said(1, LONG), said(2, "somebody else", sender="8"), said(3, "the end")], [None, None, "1"]),
        ([said(1, "😀" * (CUT_FROM // 2)), said(2, "the end")], [None, "1"]),
        ([said(1, LONG), said(2, "", kind=IncomingKind.OTHER), said(3, "not the end")], [None, None, None]),
        ([said(1, LONG, private=False), said(2, "in a group", private=False)], [None, None]),
    ],
)
def test_a_message_tells_which_one_it_goes_on_with(messages, expected):
    assert continued(messages) == expected


def test_nothing_old_is_remembered():
    _told, cut_texts = CutTexts().read(said(1, LONG))
    _told, cut_texts = cut_texts.read(said(2, "hello", 3, sender="8"))
    assert cut_texts.state == {"cut_texts": ""}


async def test_of_ten_thousand_signs_no_part_becomes_an_answer(telegram, sqlite_database, picture):
    code = furnished(sqlite_database)
    ana = telegram.person(7, "Ana", "en")
    async with Service(telegram, sqlite_database, picture()):
        ana.starts(code)
        await telegram.waits_for(lambda: [m for m in telegram.replies(ana) if m.words.startswith("I help")])
        ana.pastes("word " * 2000)
        await telegram.waits_for(lambda: len(telegram.replies(ana)) == 4)
        ana.says("I agree")
        await telegram.waits_for(lambda: "You are invited" in telegram.replies(ana)[-1].words)
    first_words = [message.words.partition(" ")[0] for message in telegram.replies(ana)]
    assert first_words == ["Hello!", "I", "Please", "I", "You"]
