"""Once a round is sealed, a dump of the database says nothing on who gave which answer: every table, both engines.

The proof is an exchange. The same people come at the same times and say as much, in two worlds: what one of them answers in
the first, another answers in the second. If the two dumps are alike, no dump tells who it was.
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.storage.all_tables import metadata
from bot.storage.database import Database
from bot.storage.schema import migrate
from bot.storage.web import WebDirection, keep_message
from tests.transcripts.play import Play

pytestmark = pytest.mark.slow  # plays two worlds and compares every table

PEOPLE = """
@member nadia language=fr centre=TN-1 function=coordinator role=centre_coordinator scope=centre
@member tarek language=fr centre=TN-1 channel=web
@voices {voice} TN-1 3
@person lina client=fr
@person walid channel=matrix client=ar
@person maya channel=web client=fr
"""
COMERS = ("lina", "walid", "maya", "tarek", "dora", "emil")
ON_THE_WEB = ("maya", "tarek")
QUESTIONS = {"learners": 10, "teachers": 9}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CODE = re.compile(r"\b[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{8}\b")
VOICES = ("voice", "voice_rating", "voice_remark")

Dump = Mapping[str, Sequence[str]]


class PlayWithGaps(Play):
    """Whose platforms can be out of reach: then nothing is taken out of the outbox."""

    is_down = False

    def _collect(self, speaker):
        if not self.is_down:
            super()._collect(speaker)


@dataclass
class World:
    """A round about one centre. `levels`: what each of the people answers to every question, in the order of COMERS."""

    database: Database
    levels: Sequence[int]
    voice: str = "learners"

    def __post_init__(self) -> None:
        self.play = PlayWithGaps(self.database)
        self.play.play(PEOPLE.format(voice=self.voice) + "@person dora client=fr\n@person emil client=fr\n")
        self.code = self.play.codes[0]

    def says(self, name: str, *lines: str) -> None:
        for line in lines:
            before = len(self.play.shown)
            self.play.play(f"{name}: {line}\n")
            if name in ON_THE_WEB:
                self.database.write_now(partial(self._shows, name=name, line=line, before=before))

    def _shows(self, session: Session, name: str, line: str, before: int) -> None:
        """What the web chat keeps of it, because it has no platform behind it."""
        now, chat = self.play.clock.now(), f"chat-{name}"
        keep_message(session, chat, WebDirection.IN, f"in-{self.play.count}", payload={"text": line}, now=now)
        rows = {f"b{row.id}": row.dedupe_key for row in session.execute(text("SELECT id, dedupe_key FROM outbox"))}
        for to, _channel, message, external_id in self.play.shown[before:]:
            assert to == name
            payload = {"message": {"text": message.text}, "files": []}
            keep_message(session, chat, WebDirection.OUT, rows[external_id], payload=payload, now=now)

    def answers(self, name: str, *, questions: int | None = None) -> None:
        level = str(self.levels[COMERS.index(name)])
        count = QUESTIONS[self.voice] if questions is None else questions
        self.says(name, f"/start voice-{self.code}", "1", *[level] * count)
        if self.voice == "teachers" and questions is None:
            self.says(name, f"Remark number {level}")

    def hands_in(self, name: str) -> None:
        self.answers(name)
        self.play.clock.at += timedelta(minutes=7)
        self.says(name, "1")

    def goes_all_the_way(self) -> None:
        for name in COMERS[:-1]:
            self.hands_in(name)
        self.answers("emil", questions=4)  # closed before it was handed in
        self.closes()

    def closes(self) -> None:
        self.play.play("@closed round\n-- 1 hour later --\n")

    def dump(self) -> Dump:
        return self.database.read_now(dumped)


def dumped(session: Session) -> Dump:
    """Every row of every table; what is random by itself is left out."""
    return {
        name: [_plain(row) for row in session.execute(text(f'SELECT * FROM "{name}"')).mappings()]
        for name in metadata.tables
    }


def _plain(row: Mapping[str, Any]) -> str:
    written = json.dumps({key: _opened(value) for key, value in row.items()}, default=str, sort_keys=True)
    return CODE.sub("<code>", UUID.sub("<random>", written))


def _opened(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        value = json.loads(value)
    return {key: part for key, part in value.items() if key != "nonce"} if isinstance(value, dict) else value


def telling(one: Dump, other: Dump) -> set[str]:
    """Tables in which the two worlds differ. In which order rows lie is looked at below, where there are answers."""
    return {name for name in one if sorted(one[name]) != sorted(other[name])}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request, tmp_path):
    """As many as are asked for, of one engine."""
    opened = []

    def one():
        if request.param == "sqlite":
            url = (
                f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_sqlite_file'), tmp_path / str(len(opened)))}"
            )
        else:
            url = request.getfixturevalue("postgresql").new_database()
        opened.append(Database.open(url, durable=False))
        if request.param == "postgresql":
            migrate(opened[-1])
        return opened[-1]

    yield one
    for database in opened:
        database.close()


@pytest.fixture
def two_worlds(empty_database):
    """The dumps of both: what was one person's answer in the first is another's in the second."""

    def in_both(happens, voice="learners"):
        dumps = []
        for levels in ((1, 2, 3, 4, 5, 4), (2, 3, 5, 1, 4, 2)):
            world = World(empty_database(), levels, voice)
            happens(world)
            dumps.append(world.dump())
        return dumps

    return in_both


@pytest.mark.parametrize("voice", ["learners", pytest.param("teachers", marks=pytest.mark.slow)])
def test_no_dump_tells_who_gave_which_answer_once_a_round_is_sealed(two_worlds, voice):
    one, other = two_worlds(World.goes_all_the_way, voice)
    assert len(one["voice"]) == 5
    assert len(one["voice_rating"]) == 5 * QUESTIONS[voice]
    assert len(one["voice_remark"]) == (5 if voice == "teachers" else 0)
    assert telling(one, other) == set()


def test_already_while_a_round_is_open_nothing_tells_what_those_have_said_who_have_handed_in(two_worlds):
    def happens(world):
        for name in COMERS[:-1]:
            world.hands_in(name)
        world.play.play("-- 1 hour later --\n")

    one, other = two_worlds(happens)
    assert telling(one, other) == set()
    assert (len(one["voice"]), len(one["voice_answered"])) == (5, 5)
    assert [row for row in one["conversation"] if '"handler": "voice"' in row] == []


def test_a_dump_in_the_midst_of_talks_would_tell_so_the_comparison_sees_what_there_is_to_see(two_worlds):
    def happens(world):
        for name in COMERS[:4]:
            world.answers(name)

    one, other = two_worlds(happens)
    assert telling(one, other) == {"answer", "conversation", "web_message"}


@pytest.mark.slow
def test_what_could_not_be_sent_by_then_tells_nothing_either(two_worlds):
    """The platforms are out of reach all the time; each message says what was answered before it."""

    def handed_in(world):
        world.play.is_down = True
        for name in COMERS[:-1]:
            world.hands_in(name)

    def sealed(world):
        handed_in(world)
        world.answers("emil", questions=4)
        world.closes()

    assert "outbox" in telling(*two_worlds(handed_in))
    assert telling(*two_worlds(sealed)) == set()


def test_nothing_is_left_of_those_who_came_for_this_alone(empty_database):
    world = World(empty_database(), (1, 2, 3, 4, 5, 4))
    for name in COMERS[:-1]:
        world.hands_in(name)
    strangers = ("lina", "walid", "maya", "dora")
    assert all(any(name in row for rows in world.dump().values() for row in rows) for name in strangers)
    world.closes()
    left = world.dump()
    assert [name for name in strangers if any(name in row for rows in left.values() for row in rows)] == []
    assert any("tarek" in row for row in left["address"])


@pytest.mark.parametrize("ending", [("stop",), ("menu", "non")])
def test_whoever_stops_or_goes_elsewhere_and_does_not_come_back_leaves_no_answer(empty_database, ending):
    world = World(empty_database(), (1, 2, 3, 4, 5, 4))
    world.answers("lina", questions=4)
    world.says("lina", *ending)
    if ending != ("stop",):
        assert any("/data/inclusion_respect" in row for row in world.dump()["answer"])
        world.closes()
    left = world.dump()
    assert [row for row in left["answer"] if "/data/" in row] == []
    assert [row for row in left["conversation"] if '"handler": "voice"' in row] == []


def test_answers_lie_in_the_order_of_their_random_ids_and_were_written_at_once(empty_database):
    world = World(empty_database(), (1, 2, 3, 4, 5, 4), "teachers")
    world.goes_all_the_way()
    for name, key in (("voice", "id"), ("voice_rating", "voice_id"), ("voice_remark", "id")):
        keys = world.database.read_now(
            lambda s, name=name, key=key: list(s.execute(text(f"SELECT {key} FROM {name} -- all of it")).scalars())
        )
        assert keys == sorted(keys)
        assert len(set(keys)) == 5
    if world.database.engine_name == "postgresql":
        for name in VOICES:
            wrote = world.database.read_now(
                lambda s, name=name: list(s.execute(text(f"SELECT xmin::text FROM {name}")).scalars())
            )
            assert len(set(wrote)) == 1


def test_an_answer_has_no_column_for_a_person_a_time_a_language_or_a_number_that_counts_up():
    assert {name: [column.name for column in metadata.tables[name].c] for name in VOICES} == {
        "voice": ["id", "publication_id", "centre_id"],
        "voice_rating": ["voice_id", "indicator", "level", "relevance"],
        "voice_remark": ["id", "publication_id", "centre_id", "question", "text"],
    }
