"""Who may do what with a practice, and what follows from it."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.messages import FileKind, FileReference
from bot.core.refusal import Refusal
from bot.delivery.channel import Rate
from bot.delivery.wanted_files import Fetcher
from bot.domain.areas import PriorityArea
from bot.domain.practice_files import MOST_FILES
from bot.domain.practices import LICENCE, PeopleShown, PracticeField, PracticeOrigin, PracticeState
from bot.domain.visit_findings import FindingKind
from bot.file_purposes import file_purposes
from bot.reports.without_position import without_position
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.practices import Practice, PracticeConsent, PracticeFile, PracticeReview, files_of, find_practice, told
from bot.storage.variants import TextVariant, VariantState
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases import (
    correcting,
    forgetting,
    practice_approval,
    practice_deadlines,
    practice_drafts,
    practice_lists,
    practice_reviews,
)
from bot.usecases.practice_approval import Handing
from tests.practised import kept, published
from tests.reports.test_without_position import photo as photographed
from tests.transcripts.attachments import in_this_process
from tests.transcripts.play import ManualClock
from tests.transcripts.visited import visit
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import TRANSLATOR, Learning

AMINA = Named("amina", centre="TN-1")
HEDI = Named("hedi", centre="TN-1", function="head")
LINA = Named("lina", role="reviewer")
VERA = Named("vera", role="reviewer")
OMAR = Named("omar", centre="TN-2")


class Phone:
    """A platform from which photos come as phones write them: with the place."""

    name, account, rate, idempotent = "telegram", "bot", Rate(), False

    async def fetch(self, _reference):
        return photographed("JPEG")


HANDING = Handing("en", None, names_author=True, contact_ok=True, licence=LICENCE)
PHOTO = FileReference(FileKind.PHOTO, "file-photo", media_type="image/jpeg", size=1000)


@pytest.fixture
def learning(database):
    learning = Learning(database)
    learning.joins(AMINA, HEDI, LINA, VERA, OMAR)
    return learning


def draft(learning, **more):
    return learning.database.write_now(lambda session: kept(session, learning.now, author="amina", **more).id)


def row(learning, number):
    return learning.database.read_now(lambda session: find_practice(session, number))


def address_of(learning, name):
    person = learning.number_of(name)
    return learning.database.read_now(
        lambda session: session.exec(select(Address.id).where(Address.person_id == person)).one()
    )


def in_review(learning):
    number = draft(learning)
    assert learning.does("amina", practice_approval.submit, number, HANDING) == "centre"
    assert learning.does("hedi", practice_approval.agree, number) == "review"
    return number


def sends(learning, number, count=1):
    given = [(PHOTO, "")] * count
    return learning.does("amina", practice_drafts.add_files, number, given, address_of(learning, "amina"))


def test_only_its_author_changes_a_draft_and_only_the_centre_and_reviewers_read_it(learning):
    number = draft(learning)
    for name in ("hedi", "omar", "lina"):
        assert isinstance(learning.does(name, practice_drafts.standing, number), Refusal)
        assert isinstance(learning.does(name, practice_drafts.tell, number, PracticeField.TITLE, "Mine"), Refusal)
        assert isinstance(learning.does(name, practice_drafts.drop, number), Refusal)
        assert isinstance(learning.does(name, practice_reviews.page, number, "en"), Refusal)
        assert learning.does(name, practice_reviews.files, number) == ()
    assert isinstance(learning.does("omar", practice_approval.agree, number), Refusal)


def test_nobody_tells_a_practice_in_the_name_of_another_centre(learning):
    def other(session):
        return session.exec(select(Practice.centre_id).where(Practice.author_id == learning.number_of("amina"))).first()

    draft(learning)
    centre = learning.database.read_now(other)
    refused = learning.does("omar", practice_drafts.begin, "A day", [PriorityArea.WBL], centre, "en")
    assert isinstance(refused, Refusal)


def test_a_practice_has_one_to_three_areas(learning, subtests):
    number = draft(learning)
    for areas in [[], list(PriorityArea)[:4]]:
        with subtests.test(areas=areas):
            assert isinstance(learning.does("amina", practice_drafts.choose_areas, number, areas), Refusal)


def test_what_is_needed_has_to_be_told_first(learning):
    number = draft(learning, words={PracticeField.WHAT: "They cook."})
    refusal = learning.does("amina", practice_approval.submit, number, HANDING)
    assert learning.said(refusal.why) == "Still to be told: The problem, How, and Why it works."


def test_a_photo_that_comes_later_has_to_be_answered_for_anew(learning):
    number = draft(learning)
    sends(learning, number)
    assert learning.does("amina", practice_approval.submit, number, HANDING).key == "people"
    answered = Handing("en", PeopleShown.AGREED, names_author=True, contact_ok=True, licence=LICENCE)
    assert learning.does("amina", practice_approval.submit, number, answered) == "centre"
    learning.does("amina", practice_approval.take_back, number)
    assert learning.does("amina", practice_approval.submit, number, HANDING) == "centre"
    learning.does("amina", practice_approval.take_back, number)
    sends(learning, number)
    assert learning.does("amina", practice_approval.submit, number, HANDING).key == "people"
    said = learning.database.read_now(
        lambda session: session.exec(select(PracticeConsent.people, PracticeConsent.last_file_id)).all()
    )
    assert said == [(PeopleShown.AGREED, 1)]


def test_there_is_room_for_ten_files_and_no_more(learning):
    number = draft(learning)
    sends(learning, number, MOST_FILES)
    assert isinstance(sends(learning, number), Refusal)
    assert len(learning.database.read_now(lambda session: files_of(session, number))) == MOST_FILES


def test_whoever_leads_the_centre_need_not_ask_themselves(learning):
    number = learning.database.write_now(lambda session: kept(session, learning.now, author="hedi").id)
    assert learning.does("hedi", practice_approval.submit, number, HANDING) == "review"
    found = row(learning, number)
    assert found.approved_by_id == learning.number_of("hedi")


def test_whoever_has_left_the_centre_writes_in_its_name_only_what_it_agrees_to_anew(learning):
    number = in_review(learning)
    learning.does("amina", practice_approval.take_back, number)
    assert not learning.does("amina", practice_approval.asks_centre, number)
    ((place, _centre, _function),) = learning.does("amina", correcting.places)
    learning.does("amina", correcting.leave_centre, place)
    assert learning.does("amina", practice_approval.asks_centre, number)
    assert learning.does("amina", practice_approval.submit, number, HANDING) == "centre"
    assert row(learning, number).approved_at is None
    assert learning.does("hedi", practice_approval.agree, number) == "review"


def test_two_who_approve_at_once_publish_it_once(learning):
    number = in_review(learning)
    assert learning.does("lina", practice_reviews.approve, number) == "review"
    assert isinstance(learning.does("lina", practice_reviews.approve, number), Refusal)
    assert learning.does("vera", practice_reviews.approve, number) == "published"
    assert isinstance(learning.does("vera", practice_reviews.decline, number, "No"), Refusal)
    assert len(learning.queued(f"practice:{number}:published")) == 1


def test_two_heads_who_agree_at_once_ask_the_reviewers_once(learning):
    learning.joins(Named("sami", centre="TN-1", function="head"))
    number = in_review(learning)
    assert isinstance(learning.does("sami", practice_approval.agree, number), Refusal)
    assert isinstance(learning.does("sami", practice_approval.object_to, number, "No"), Refusal)
    reviews = learning.database.read_now(lambda session: session.exec(select(PracticeReview.id)).all())
    assert len(reviews) == 2


def test_what_was_taken_back_while_somebody_reviews_it_is_told_to_them(learning):
    number = in_review(learning)
    learning.does("amina", practice_approval.take_back, number)
    refusal = learning.does("lina", practice_reviews.approve, number)
    why = "It was taken back meanwhile. You need not do anything."
    assert learning.said(refusal.why) == f"Practice {number} is not waiting for you any more.\n{why}"
    assert row(learning, number).state is PracticeState.DRAFT


def test_after_changes_only_who_asked_for_them_reviews_it_again(learning):
    number = in_review(learning)
    learning.does("lina", practice_reviews.approve, number)
    learning.does("vera", practice_reviews.ask_for_changes, number, [("how", "How often?"), ("", "Shorter, please")])
    assert isinstance(learning.does("amina", practice_approval.submit, number, HANDING), Refusal)
    first = learning.does("amina", practice_reviews.next_request, number)
    assert (first.field, first.comment) == (PracticeField.HOW, "How often?")
    learning.does("amina", practice_reviews.settle, number, first.id, "Twice a week.")
    second = learning.does("amina", practice_reviews.next_request, number)
    assert (second.field, second.comment) == (None, "Shorter, please")
    learning.does("amina", practice_reviews.settle, number, second.id, None)
    assert learning.does("amina", practice_approval.submit, number, HANDING) == "review"
    assert [one.number for one in learning.does("vera", practice_reviews.waiting)] == [number]
    assert learning.does("lina", practice_reviews.waiting) == ()
    assert learning.does("vera", practice_reviews.approve, number) == "published"
    said = learning.database.read_now(lambda session: told(session, find_practice(session, number)))
    assert said[PracticeField.HOW] == "Twice a week."


def test_authors_never_review_their_own_nor_anybody_of_their_centre(learning):
    learning.joins(Named("sami", centre="TN-1", role="reviewer"))
    number = in_review(learning)
    asked = learning.database.read_now(lambda session: set(session.exec(select(PracticeReview.reviewer_id))))
    assert asked == {learning.number_of("lina"), learning.number_of("vera")}
    assert isinstance(learning.does("sami", practice_reviews.approve, number), Refusal)


def test_a_reviewer_who_is_forgotten_is_replaced(learning):
    learning.joins(Named("nora", role="programme_coordinator"))
    in_review(learning)
    learning.does("vera", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    while learning.does(None, practice_deadlines.look_after):
        pass
    asked = learning.database.read_now(
        lambda session: session.exec(
            select(PracticeReview.reviewer_id).where(~col(PracticeReview.is_over)).order_by(col(PracticeReview.id))
        ).all()
    )
    assert asked == [learning.number_of("lina"), learning.number_of("nora")]


def test_with_nobody_there_to_review_it_is_looked_at_again_the_next_day(database):
    learning = Learning(database)
    learning.joins(AMINA, HEDI)
    number = in_review(learning)
    learning.joins(LINA, VERA)
    learning.now += timedelta(days=1)
    while learning.does(None, practice_deadlines.look_after):
        pass
    assert [one.number for one in learning.does("lina", practice_reviews.waiting)] == [number]
    assert [one.number for one in learning.does("vera", practice_reviews.waiting)] == [number]


def test_what_was_translated_of_a_part_is_no_longer_up_to_date_once_the_part_changes(learning):
    number = draft(learning)

    def translate(session):
        variant = {"subject_kind": "practice", "subject_id": number, "language": "fr", "at": BEGINNING}
        for field in ("what", "how"):
            session.add(TextVariant(field=field, text="En français", state=VariantState.APPROVED, **variant))

    learning.database.write_now(translate)
    learning.does("amina", practice_drafts.tell, number, PracticeField.WHAT, "They cook.")
    states = learning.database.read_now(
        lambda session: dict(
            session.exec(select(TextVariant.field, TextVariant.state).where(TextVariant.language == "fr")).all()
        )
    )
    assert states["what"] is VariantState.STALE
    assert states["how"] is VariantState.APPROVED


def test_what_a_volunteer_proposes_stays_a_proposal_when_the_part_changes(learning):
    number = draft(learning)

    def propose(session):
        variant = {"subject_kind": "practice", "subject_id": number, "language": "fr", "at": BEGINNING}
        session.add(
            TextVariant(field="what", text="Une idée", state=VariantState.PROPOSED, is_proposal=True, **variant)
        )

    learning.database.write_now(propose)
    assert learning.does("amina", practice_drafts.tell, number, PracticeField.WHAT, "They cook.") == number
    states = learning.database.read_now(
        lambda session: session.exec(
            select(TextVariant.state).where(TextVariant.language == "fr", TextVariant.subject_kind == "practice")
        ).all()
    )
    assert states == [VariantState.PROPOSED]


def test_a_text_that_was_in_another_language_takes_the_place_of_what_was_translated_into_it(learning):
    number = draft(learning)

    def translate(session):
        variant = {"subject_kind": "practice", "subject_id": number, "language": "fr", "at": BEGINNING}
        session.add(TextVariant(field="what", text="Traduit", state=VariantState.APPROVED, **variant))

    learning.database.write_now(translate)
    french = Handing("fr", None, names_author=True, contact_ok=True, licence=LICENCE)
    assert learning.does("amina", practice_approval.submit, number, french) == "centre"
    found = row(learning, number)
    said = learning.database.read_now(lambda session: told(session, found))
    assert (found.language, len(said), "Traduit" in said.values()) == ("fr", 6, False)


def test_a_photo_is_stored_without_the_place_where_it_was_taken(learning):
    number = draft(learning)
    sends(learning, number)
    purposes = file_purposes(TRANSLATOR, lambda *_: None, in_this_process)
    fetcher = Fetcher(learning.database, Phone(), purposes, clock=ManualClock(learning.now))
    asyncio.run(fetcher.work_waiting())
    [file] = learning.database.read_now(lambda session: files_of(session, number))
    stored = learning.database.read_now(lambda session: blobs.load(session, file.sha256))
    assert stored == without_position(data=photographed("JPEG"))
    assert b"A phone" in photographed("JPEG")
    assert b"A phone" not in stored
    assert file.size == len(stored)


def test_a_file_that_is_taken_away_before_it_has_come_leaves_nothing(learning):
    number = draft(learning)
    first = sends(learning, number)
    assert learning.does("amina", practice_drafts.remove_file, number, first) is None
    purposes = file_purposes(TRANSLATOR, lambda *_: None, in_this_process)
    fetcher = Fetcher(learning.database, Phone(), purposes, clock=ManualClock(learning.now))
    asyncio.run(fetcher.work_waiting())
    assert learning.database.read_now(lambda session: session.exec(select(blobs.Blob.sha256)).all()) == []


def test_a_practice_that_visitors_saw_begins_with_their_words_in_the_host_centre_only(learning):
    learning.joins(Named("nino", centre="GE-1"))

    def found(session):
        visit(session, BEGINNING, ("diary", "TN-1", "GE-1", "green"))
        session.flush()
        centre = session.exec(select(Visit.host_centre_id)).one()
        common = {"visit_id": session.exec(select(Visit.id)).one(), "centre_id": centre, "area": PriorityArea.GREEN}
        finding = VisitFinding(kind=FindingKind.PRACTICE, text="They repair lamps.", language="en", **common)
        session.add(finding)
        session.flush()
        return finding.id, centre

    finding, centre = learning.database.write_now(found)
    assert learning.does("nino", practice_drafts.origin, f"finding-{finding}") is None
    assert learning.does("amina", practice_drafts.origin, "finding-999") is None
    begun = learning.does("amina", practice_drafts.origin, f"finding-{finding}")
    assert (begun.area, begun.what) == (PriorityArea.GREEN, "They repair lamps.")
    number = learning.does("amina", practice_drafts.begin, "Lamps", [begun.area], centre, "en", finding)
    kept_row = row(learning, number)
    assert (kept_row.origin_kind, kept_row.origin_id) == (PracticeOrigin.VISIT_FINDING, finding)
    assert learning.database.read_now(lambda session: told(session, kept_row))[PracticeField.WHAT] == begun.what


def test_author_and_centre_withdraw_what_is_published_and_nobody_else(learning):
    number = learning.database.write_now(lambda session: published(session, BEGINNING, author="amina").id)
    assert isinstance(learning.does("omar", practice_approval.withdraw, number, "Why not"), Refusal)
    assert learning.does("hedi", practice_approval.withdraw, number, "The company has closed.") == number
    assert row(learning, number).state is PracticeState.WITHDRAWN
    page = learning.does("amina", practice_lists.own_page, number)
    assert [learning.said(one) for one in page.said] == ["“The company has closed.”"]


def test_a_draft_that_was_handed_in_once_is_not_deleted(learning):
    number = in_review(learning)
    learning.does("amina", practice_approval.take_back, number)
    assert isinstance(learning.does("amina", practice_drafts.drop, number), Refusal)
    fresh = draft(learning)
    sends(learning, fresh)
    assert learning.does("amina", practice_drafts.drop, fresh) is None
    left = learning.database.read_now(lambda session: session.exec(select(PracticeFile.id)).all())
    assert left == []
