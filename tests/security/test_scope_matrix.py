"""
Every use case, for every role, within its scope and out of it: what may be done stands in `scope_matrix.txt`.

That nobody may do more is tried where transcripts are played (`tests/transcripts/test_conversations.py`).
"""

from tests.security.doors import doors
from tests.security.matrix import NEVER, UNTRIED, read
from tests.security.shadows import SHADOWS
from tests.transcripts.test_conversations import CHATS, FOLDER

MATRIX = read()
TRIED = [chat for chat in MATRIX if chat != UNTRIED]
LINES = [line for chat in TRIED for line in MATRIX[chat]]
HERE_AND_AWAY = [(one.name.removesuffix(" away"), one.name) for one in SHADOWS if one.is_away]
WHYS = {"own", "role", "all", "code", "asks", "few"}
ELSEWHERE = [one.name for one in SHADOWS if one.is_away or one.is_over] + ["stranger"]


def test_every_use_case_that_people_reach_stands_in_the_matrix_once():
    known = [str(line.door) for lines in MATRIX.values() for line in lines]
    assert sorted(known) == sorted(str(door) for door in doors())


def test_every_use_case_is_tried():
    assert MATRIX.get(UNTRIED, ()) == ()


def test_every_transcript_of_the_matrix_is_played():
    """`test_conversations` plays it, and lets everybody try what people do in it."""
    straight = {
        chat for engine, chat, restarting in (one.values for one in CHATS) if engine == "sqlite" and not restarting
    }
    assert {str(chat.relative_to(FOLDER)) for chat in straight} == set(TRIED)


def test_nobody_may_do_more_elsewhere_than_here():
    """But for questions, of which a yes may be what stands in the way, and figures that would give single centres away."""
    more = [
        f"{line.door} as {away}"
        for line in LINES
        for here, away in HERE_AND_AWAY
        if line.of(away) > line.of(here) and line.why not in {"asks", "few"}
    ]
    assert more == []


def test_whoever_held_a_role_once_may_do_what_anybody_may():
    most = {line: max(line.of("teacher away"), line.of("stranger")) for line in LINES}
    assert [str(line) for line in LINES if line.of("former") > most[line]] == []


def test_where_somebody_elsewhere_is_let_in_it_is_said_why():
    let_in = {line: any(line.of(name) for name in ELSEWHERE) for line in LINES}
    assert [str(line) for line in LINES if (line.why in WHYS) is not let_in[line]] == []


def test_every_line_shows_that_somebody_gets_something_or_why_nobody_can():
    assert [str(line) for line in LINES if line.is_empty] == []


def test_of_whatever_refuses_everybody_its_kind_of_answer_says_so():
    assert [str(line) for line in LINES if (line.why == NEVER) is not line.door.always_refuses] == []
