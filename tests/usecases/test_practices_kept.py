"""What stays of practices when their people are forgotten."""

from datetime import timedelta

from sqlmodel import col, select

from bot.core.messages import FileKind
from bot.domain.practices import PracticeField, PracticeState, ReviewVerdict, missing
from bot.storage.blobs import Blob, store
from bot.storage.practices import (
    Practice,
    PracticeFile,
    PracticeReview,
    files_of,
    find_practice,
    locked_practice,
    titles,
    told,
)
from bot.storage.variants import TextVariant
from bot.usecases import forgetting
from tests.practised import kept, published
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

AMINA = Named("amina", language="fr", centre="TN-1")
OMAR = Named("omar", language="en", centre="TN-2")


def with_files(session, row, author):
    for kind in (FileKind.PHOTO, FileKind.VOICE):
        sha256 = store(session, f"{row.id} {kind}".encode(), "image/jpeg", BEGINNING)
        file = {"practice_id": row.id, "added_by_id": author, "name": "f", "media_type": "image/jpeg", "at": BEGINNING}
        session.add(PracticeFile(kind=kind, sha256=sha256, **file))
    return row.id


def test_what_has_to_be_told_is_named_in_its_order():
    assert [field.value for field in missing(())] == ["title", "problem", "what", "how", "why"]
    assert [field.value for field in missing({PracticeField.RESULTS, PracticeField.WHAT})] == ["title", "how", "why"]
    assert missing({*missing(())}) == ()


def test_drafts_go_with_their_author_and_what_is_published_stays_in_the_name_of_its_centre(database):
    learning = Learning(database)
    learning.joins(AMINA, OMAR)
    amina = learning.number_of("amina")

    def write(session):
        draft = kept(session, BEGINNING, author="amina", title="A draft")
        asked = kept(session, BEGINNING, author="amina", title="To be changed", state=PracticeState.CHANGES)
        shared = published(session, BEGINNING, author="amina", names_author=True)
        others = kept(session, BEGINNING, author="omar", title="Of somebody else")
        return [with_files(session, row, row.author_id) for row in (draft, asked, shared, others)]

    draft, asked, shared, others = database.write_now(write)
    learning.does("amina", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)

    def left(session):
        return (
            {
                row.id: (row.state.value, row.author_id is None, row.names_author)
                for row in session.exec(select(Practice))
            },
            {
                number: [file.kind.value for file in files_of(session, number)]
                for number in (draft, asked, shared, others)
            },
            {number: languages["en"] for number, languages in titles(session, [draft, asked, shared, others]).items()},
            len(session.exec(select(Blob.sha256)).all()),
            session.exec(select(PracticeFile.id).where(PracticeFile.added_by_id == amina)).all(),
            session.exec(
                select(TextVariant.id).where(TextVariant.subject_id == draft, TextVariant.subject_kind == "practice")
            ).all(),
        )

    assert database.read_now(left) == (
        {
            asked: ("withdrawn", True, False),
            shared: ("published", True, False),
            others: ("draft", False, False),
        },
        {draft: [], asked: ["photo"], shared: ["photo"], others: ["photo", "voice"]},
        {asked: "To be changed", shared: "Mentors in companies", others: "Of somebody else"},
        4,
        [],
        [],
    )


def test_what_a_reviewer_said_stays_without_them_and_what_they_had_not_said_is_over(database):
    learning = Learning(database)
    learning.joins(AMINA, OMAR)
    omar = learning.number_of("omar")

    def write(session):
        row = kept(session, BEGINNING, author="amina", state=PracticeState.REVIEW)
        common = {"practice_id": row.id, "reviewer_id": omar, "asked_at": BEGINNING}
        due = BEGINNING + timedelta(days=10)
        session.add(PracticeReview(revision=1, due_at=due, verdict=ReviewVerdict.APPROVE, at=BEGINNING, **common))
        session.add(PracticeReview(revision=2, due_at=due, **common))

    database.write_now(write)
    learning.does("omar", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    rows = database.read_now(
        lambda session: session.exec(select(PracticeReview).order_by(col(PracticeReview.id))).all()
    )
    assert [(row.reviewer_id, row.verdict, row.is_over) for row in rows] == [
        (None, ReviewVerdict.APPROVE, False),
        (None, None, True),
    ]


def test_a_practice_is_found_by_its_number_as_it_was_typed(database):
    learning = Learning(database)
    learning.joins(AMINA)
    number = database.write_now(lambda session: published(session, BEGINNING, author="amina").id)

    def found(session):
        row = find_practice(session, str(number))
        assert row == locked_practice(session, number)
        return [field.value for field in told(session, row)]

    assert database.write_now(found) == ["title", "problem", "what", "how", "why", "results"]
    assert database.read_now(lambda session: find_practice(session, "12 monkeys")) is None
