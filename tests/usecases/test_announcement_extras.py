"""Files, polls and sessions that go with announcements; on both engines."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.messages import FileKind, FileReference
from bot.core.refusal import Refusal
from bot.delivery.channel import Rate
from bot.delivery.wanted_files import Fetcher
from bot.domain.audiences import Audience
from bot.file_purposes import file_purposes
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.announcements import (
    Announcement,
    AnnouncementAttachment,
    AnnouncementPollChoice,
    AnnouncementState,
    AnnouncementVote,
)
from bot.storage.people import Person
from bot.storage.sessions import Rsvp
from bot.storage.wanted_files import WantedFile, WantedState
from bot.usecases import (
    announcement_drafts,
    announcement_events,
    announcement_files,
    announcement_polls,
    announcement_states,
    announcements,
)
from bot.usecases.announcement_content import Draft, Extras
from bot.usecases.announcement_drafts import Standing
from bot.usecases.announcement_times import HOLD
from tests.reports.test_without_position import photo as photographed
from tests.transcripts.attachments import in_this_process
from tests.transcripts.play import ManualClock
from tests.transcripts.world import Named
from tests.usecases.learning import TRANSLATOR, Learning

TUNISIA = Audience(countries=("TN",))
PHOTO = FileReference(FileKind.PHOTO, "photo-1", size=1000)
PDF = FileReference(FileKind.DOCUMENT, "pdf-1", name="a/b/plan.pdf", media_type="application/pdf", size=2000)


class Phone:
    """A platform from which photos come as phones write them: with the place."""

    name, account, rate, idempotent = "telegram", "bot", Rate(), False

    async def fetch(self, _reference):
        return photographed("JPEG")


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("paul", role="programme_coordinator", scope="programme:1"),
        Named("amina", language="fr", centre="TN-1"),
        Named("omar", language="en", centre="TN-2"),
        Named("nino", language="en", centre="GE-1"),
    )
    return world


def draft(learning, texts=None, **extras):
    paul = learning.number_of("paul")
    address = learning.database.read_now(lambda s: s.exec(select(Address.id).where(Address.person_id == paul)).one())
    told = texts or {"en": "Hello", "fr": "Bonjour"}
    return Draft(told, "en", TUNISIA, extras=Extras(**extras), address_id=address)


def sends(learning, texts=None, **extras):
    return learning.does("paul", announcements.send, draft(learning, texts, **extras))


def is_out(learning):
    """The moment in which it could still be undone is over."""
    learning.now += HOLD
    while learning.does(None, announcement_states.look_after):
        pass
    assert state(learning) is AnnouncementState.SENT


def state(learning):
    return learning.database.read_now(lambda s: s.exec(select(Announcement.state)).one())


def arrives(learning, place, data=b"a picture"):
    """The file that was wanted at this place has been fetched."""

    def job(work):
        row = work.session.exec(select(WantedFile).order_by(WantedFile.id)).all()[place]
        row.sha256 = blobs.store(work.session, data, "image/jpeg", work.now)
        announcement_files.arrived(work, row, len(data))
        row.state = WantedState.DONE
        work.session.add(row)

    learning.does("paul", job)


def is_lost(learning, place):
    def job(work):
        row = work.session.exec(select(WantedFile).order_by(WantedFile.id)).all()[place]
        announcement_files.lost(work, row)
        row.state = WantedState.LOST
        work.session.add(row)

    learning.does("paul", job)


def test_nothing_is_sent_before_the_last_of_its_files_is_here(learning):
    sends(learning, files=(PHOTO, PDF), description="A kitchen")
    assert state(learning) is AnnouncementState.DRAFT
    arrives(learning, 0)
    assert state(learning) is AnnouncementState.DRAFT
    arrives(learning, 1, b"a plan")
    assert state(learning) is not AnnouncementState.DRAFT


@pytest.mark.parametrize("kind", [FileKind.PHOTO, FileKind.DOCUMENT])
async def test_a_photo_is_stored_without_its_place_also_where_it_is_sent_as_a_file(learning, kind):
    """That is how phones send one whole, with all that they know of it."""
    sends(learning, files=(FileReference(kind, "photo-1", name="IMG_1.jpg", size=1000),))
    purposes = file_purposes(TRANSLATOR, lambda *_: None, in_this_process)
    await Fetcher(learning.database, Phone(), purposes, clock=ManualClock(learning.now)).work_waiting()
    stored = learning.database.read_now(
        lambda session: blobs.load(session, session.exec(select(AnnouncementAttachment.sha256)).one())
    )
    assert b"A phone" in photographed("JPEG")
    assert b"A phone" not in stored


def test_a_file_that_cannot_be_had_keeps_it_as_a_draft_of_which_its_author_is_told(learning):
    sends(learning, files=(PHOTO, PDF))
    is_lost(learning, 0)
    arrives(learning, 1)
    assert state(learning) is AnnouncementState.DRAFT
    assert learning.does("paul", announcement_drafts.seen, 1) is not None
    assert len(learning.queued("file:")) == 1


def test_files_go_to_those_whom_the_announcement_was_for_on_request_under_their_own_names(learning):
    sends(learning, files=(PHOTO, PDF), description="A kitchen")
    arrives(learning, 0)
    arrives(learning, 1, b"a plan")
    is_out(learning)
    told = learning.does("omar", announcement_files.send, "1")
    files = told.after[0].attachments
    assert [(one.name, one.description) for one in files] == [("photo.jpg", "A kitchen"), ("plan.pdf", "plan.pdf")]
    assert isinstance(learning.does("nino", announcement_files.send, "1"), Refusal)


def test_a_draft_that_is_thrown_away_takes_its_files_and_choices_with_it(learning):
    polled = draft(learning, files=(PHOTO,), choices={"en": ("Yes", "No"), "fr": ("Oui", "Non")})
    learning.does("paul", announcement_drafts.keep, polled)
    arrives(learning, 0)
    learning.does("paul", announcement_drafts.drop, 1)
    assert learning.database.read_now(lambda s: s.exec(select(Announcement)).all()) == []


def test_in_a_poll_each_person_counts_once_and_may_think_again_and_others_have_no_say(learning):
    sends(learning, choices={"en": ("Monday", "Tuesday"), "fr": ("Lundi", "Mardi")})
    is_out(learning)
    for name, argument in (("amina", "1 1"), ("amina", "1 2"), ("omar", "1 2")):
        assert not isinstance(learning.does(name, announcement_polls.vote, argument), Refusal)
    assert isinstance(learning.does("nino", announcement_polls.vote, "1 1"), Refusal)
    for wrong in ("1", "1 3", "1 0", "1 1 2", "2 1", ""):
        assert isinstance(learning.does("omar", announcement_polls.vote, wrong), Refusal)
    votes = learning.database.read_now(lambda s: s.exec(select(AnnouncementVote)).all())
    assert len(votes) == len({one.person_id for one in votes}) == 2
    assert len({one.choice_id for one in votes}) == 1


@pytest.mark.parametrize(("answers", "told"), [(1, None), (4, None), (5, (5, 0)), (7, (5, 0)), (10, (5, 5))], ids=str)
def test_what_was_chosen_in_a_poll_is_shown_from_five_answers_on_and_by_fives(learning, answers, told):
    sends(learning, choices={"en": ("Monday", "Tuesday"), "fr": ("Lundi", "Mardi")})
    is_out(learning)

    def vote(session):
        monday, tuesday = session.exec(select(AnnouncementPollChoice.id).order_by(AnnouncementPollChoice.number)).all()
        for place in range(answers):
            person = Person(created_at=learning.now, seen_at=learning.now)
            session.add(person)
            session.flush()
            choice = monday if place < 5 else tuesday
            at = learning.now + timedelta(minutes=place)
            session.add(AnnouncementVote(announcement_id=1, choice_id=choice, person_id=person.id, at=at))

    learning.database.write_now(vote)
    lines = [learning.said(one) for one in learning.does(None, announcement_polls.result, 1)]
    if told is None:
        assert [
            line.partition(" so far. What was chosen is shown from five answers on")[2] != "" for line in lines
        ] == [True]
    else:
        assert [re.sub("[\u2066-\u2069]", "", line) for line in lines] == [
            f"• Monday: {told[0]}",
            f"• Tuesday: {told[1]}",
        ]


def test_a_poll_whose_choices_are_not_there_in_a_language_has_a_gap(learning):
    learning.does("paul", announcement_drafts.keep, draft(learning, choices={"en": ("Monday", "Tuesday")}))
    assert learning.does("paul", announcement_drafts.seen, 1).standing["fr"] is Standing.MISSING
    assert learning.does("paul", announcement_drafts.send, 1, None).key == "fallback"
    learning.does("paul", announcement_drafts.write, 1, "fr", "Bonjour", ("Lundi", "Mardi"))
    assert learning.does("paul", announcement_drafts.seen, 1).standing["fr"] is Standing.THERE
    assert learning.does("paul", announcement_drafts.send, 1, None) == 1


def test_whoever_looks_at_the_session_of_an_announcement_is_invited_to_it_once(learning):
    number = learning.proposes("paul", audience=Audience(countries=("GE",)))
    sends(learning, session=number)
    is_out(learning)
    for _again in range(2):
        assert not isinstance(learning.does("omar", announcement_events.show, "1"), Refusal)
    omar = learning.number_of("omar")
    invited = learning.database.read_now(lambda s: s.exec(select(Rsvp).where(Rsvp.person_id == omar)).all())
    assert [(one.session_id, one.answer) for one in invited] == [(number, None)]
    assert isinstance(learning.does("nino", announcement_events.show, "1"), Refusal)
