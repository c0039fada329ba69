"""Files given as answers: kept with the submission by their sha256, and part of what is exported."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.questionnaires.submissions.csv_zip import write_csv
from bot.questionnaires.submissions.layout import Options
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.conversations import AnswerRow
from bot.storage.people import Person
from bot.storage.questionnaires import Submission
from bot.storage.wanted_files import WantedFile, WantedState
from bot.storage.web import forget_chats, keep_file
from bot.usecases import forgetting
from bot.usecases.submissions import exported
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.play import Play
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import TRANSLATOR, does, nobody

pytestmark = pytest.mark.slow  # makes archives

SENT = """\
@member amina language=en centre=TN-1
@published photo.md
amina: /questionnaire
amina sends: photo
amina sends: document workshop.md
amina: send
"""


def test_the_files_of_a_submission_are_kept_with_it(database):
    Play(database).play(SENT)
    files = database.read_now(lambda session: session.exec(select(Submission)).one()).files
    assert {path: file["sha256"] for path, file in files.items()}.keys() == {"/data/photo", "/data/plan"}
    photo = database.read_now(lambda session: blobs.load(session, files["/data/photo"]["sha256"]))
    assert photo == b"file-photo"
    states = database.read_now(lambda session: session.exec(select(WantedFile.state)).all())
    assert states == [WantedState.DONE, WantedState.DONE]


def test_an_export_brings_them_along(database):
    play = Play(database)
    play.play(SENT)
    into = io.BytesIO()

    def job(session):
        work = play.work(session)
        found = exported(work, 1)
        content = lambda sha256: blobs.pieces(session, sha256)  # noqa: E731  one line says it
        write_csv(found.submissions(work), found.forms, Options(), into, content)

    database.write_now(job)
    with zipfile.ZipFile(into) as archive:
        media = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist() if name.startswith("media")}
    assert media["photo.jpg"] == b"file-photo"
    assert media["plan.md"].startswith(b"| survey")


def test_what_cannot_be_fetched_is_noted_and_the_rest_is_there(database):
    Play(database).play(SENT.replace("workshop.md", "nowhere.pdf"))
    files = database.read_now(lambda session: session.exec(select(Submission)).one()).files
    assert (files["/data/plan"].get("lost"), "sha256" in files["/data/photo"]) == (True, True)


def test_nothing_of_the_submission_says_where_a_file_came_from(database):
    Play(database).play(SENT)
    files = database.read_now(lambda session: session.exec(select(Submission)).one()).files
    assert {name for file in files.values() for name in file} == {"kind", "media_type", "size", "sha256"}


def test_a_file_of_a_submission_stays_when_somebody_who_sent_the_same_one_is_forgotten(database):
    Play(database).play(SENT)
    sha256 = blobs.sha256_of(b"file-photo")

    def job(session):
        for fetched in session.exec(select(WantedFile)):  # thirty days later
            session.delete(fetched)
        keep_file(session, "elsewhere", b"file-photo", name="x.jpg", media_type="image/jpeg", now=BEGINNING)
        forget_chats(session, ["elsewhere"])

    database.write_now(job)
    assert database.read_now(lambda session: blobs.load(session, sha256)) == b"file-photo"


def test_of_somebody_who_is_forgotten_the_answers_stay_without_a_name(database):
    play = Play(database)
    play.play(SENT)
    person = database.read_now(lambda session: session.exec(select(Submission.person_id)).one())
    does(database, person, forgetting.ask, now=play.clock.now())
    later = play.clock.now() + timedelta(days=8)
    database.write_now(lambda session: forgetting.erase_due(Work(session, later, SYSTEM, TRANSLATOR, nobody)))
    assert database.read_now(lambda session: session.exec(select(Submission.person_id)).all()) == [None]
    assert database.read_now(lambda session: session.exec(select(WantedFile)).all()) == []


def test_a_file_that_is_kept_on_another_channel_is_fetched_from_where_it_was_sent(database):
    play = Play(database)
    play.play(SENT.replace("amina: send\n", ""))
    database.write_now(lambda session: session.add(_elsewhere(session, play.people["amina"])))
    play.play("amina (matrix): back\namina (matrix): keep\namina (matrix): send\n")
    channels = database.read_now(lambda session: session.exec(select(WantedFile.channel)).all())
    assert channels == ["telegram", "telegram"]


def _elsewhere(session, named):
    person = session.exec(select(Person.id).where(Person.name == "Amina")).one()
    there = {"channel": "matrix", "account": "bot", "external_id": named.name, "chat": "there"}
    return Address(person_id=person, **there, created_at=BEGINNING, seen_at=BEGINNING)


def test_what_was_handed_in_is_kept_once_and_a_correction_afterwards_is_told_so(database):
    play = Play(database)
    told = play.play(
        """\
@member amina language=en centre=TN-1
@published short.md
amina: /questionnaire
amina: non
amina: envoyer
amina corrects: non -> oui
"""
    )
    assert "it stays as it was" in told
    answers = database.read_now(lambda session: session.exec(select(AnswerRow)).all())
    assert [(one.value, one.raw) for one in answers if one.value or one.raw] == []
    assert "interview" not in {one.key for one in answers}
