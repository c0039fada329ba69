"""Being forgotten: asked for, undone within seven days, then done."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import String, case, cast, delete, literal, or_, update
from sqlmodel import col, select

from bot.storage.addresses import Address, AddressState
from bot.storage.announcement_followups import Acknowledgement, AskedReminder, CatchingUp
from bot.storage.announcements import AnnouncementVote
from bot.storage.calendar_feeds import CalendarFeed, FeedKind
from bot.storage.compendiums import CompendiumEdition
from bot.storage.consents import Consent
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.credentials import Credential
from bot.storage.faq import FaqEntry
from bot.storage.grants import Grant
from bot.storage.links import AccountLink
from bot.storage.lookups import look_up_one_by_one
from bot.storage.memberships import Membership, MembershipState
from bot.storage.milestones import MilestoneDone, MilestoneReminder
from bot.storage.news_places import NewsPlace
from bot.storage.nudges import Nudge
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.partners import Partner, PartnerSearch
from bot.storage.people import Person, PersonState
from bot.storage.practice_reactions import PracticeComment, PracticeFollow, PracticeMark, PracticeReport
from bot.storage.questionnaires import Submission
from bot.storage.recommendations import Ballot, BallotVote
from bot.storage.reminders import Reminder
from bot.storage.segments import Segment
from bot.storage.sessions import Rsvp, SessionHost
from bot.storage.subscriptions import NewsChoice, TopicOff
from bot.storage.tickets import Ticket
from bot.storage.time_votes import SlotVote, VoteNeeds
from bot.storage.topics import Topic, TopicVote
from bot.storage.transfers import Transfer
from bot.storage.translations import TranslationWish, TranslatorLanguage
from bot.storage.visit_diary import VisitEntry, VisitReaction
from bot.storage.visit_files import VisitFile
from bot.storage.visit_reports import VisitNote, VisitReview, drop_files
from bot.storage.visits import VisitGroupCentre, VisitOffer, VisitTask
from bot.storage.voices import VoiceAnswered
from bot.storage.wanted_files import WantedFile
from bot.storage.web import forget_chats
from bot.usecases import audit, practice_leaving, room_copies, session_leaving
from bot.usecases.people import person_of, state_of_those_inside
from bot.usecases.work import Work

AFTER = timedelta(days=7)
AT_ONCE = 20  # people erased in one transaction
NOBODY = {
    "name": None,
    "language": None,
    "country": None,
    "zone": "UTC",
    "language_chosen": False,
    "state": PersonState.ERASED,
    "forget_at": None,
    "floor_id": None,
    "preferred_address_id": None,
    "undo": None,
}
# What was sent, and when, stays countable; to whom cannot be told any more, and nothing goes out.
LEDGER_LINE = {
    "payload": None,
    "chat": "",
    "external_id": None,
    "state": case((col(OutboxRow.state) == OutboxState.QUEUED, OutboxState.SKIPPED), else_=col(OutboxRow.state)),
}


def ask(work: Work) -> None:
    """Nothing is written to them any more; after seven days everything that is theirs goes."""
    person = person_of(work)
    person.state, person.forget_at = PersonState.LEFT, work.now + AFTER
    work.session.add(person)
    talks = update(ConversationRow).where(
        col(ConversationRow.person_id) == person.id, col(ConversationRow.state) == ConversationState.OPEN
    )
    work.session.connection().execute(talks.values(state=ConversationState.PARKED))
    audit.note(work, "ask to be forgotten", "person", person.id)


def undo(work: Work) -> None:
    person = person_of(work)
    person.state, person.forget_at = state_of_those_inside(work, person), None
    work.session.add(person)
    audit.note(work, "undo being forgotten", "person", person.id)


def erase_due(work: Work) -> bool:
    """One slice of those whose seven days are over; True when there are more."""
    look_up_one_by_one(work.session.connection())
    due = work.session.exec(
        select(Person.id)
        .where(col(Person.forget_at) <= work.now)
        .order_by(col(Person.forget_at), col(Person.id))
        .limit(AT_ONCE)
    ).all()
    if due:
        erase(work, due)
    return len(due) == AT_ONCE


def erase(work: Work, people: Sequence[int]) -> None:
    """A statement for each table, however many people they are."""
    session_leaving.hand_on(work, people)
    practice_leaving.leave(work, people)
    connection = work.session.connection()
    talks = select(ConversationRow.id).where(col(ConversationRow.person_id).in_(people))
    comments = select(PracticeComment.id).where(col(PracticeComment.person_id).in_(people))
    today = work.now.date()
    ended = case((col(Membership.from_on) > today, col(Membership.from_on)), else_=today)
    # The row of an address stays because ledgers point at it; who it was cannot be told from it any more.
    chats = connection.execute(select(col(Address.chat)).where(col(Address.person_id).in_(people))).scalars().all()
    room_copies.take_back(work, people)
    nobodys = literal("erased-").concat(cast(col(Address.id), String))
    for statement in (
        delete(AnswerRow).where(col(AnswerRow.conversation_id).in_(talks)),
        update(ConversationRow)
        .where(col(ConversationRow.person_id).in_(people))
        .values(state=ConversationState.STOPPED, pending=None, draft=None, argument=""),
        delete(Rsvp).where(col(Rsvp.person_id).in_(people)),
        delete(SlotVote).where(col(SlotVote.person_id).in_(people)),
        delete(VoteNeeds).where(col(VoteNeeds.person_id).in_(people)),
        delete(TopicVote).where(col(TopicVote.person_id).in_(people)),
        update(Topic).where(col(Topic.author_id).in_(people)).values(author_id=None),
        delete(AnnouncementVote).where(col(AnnouncementVote.person_id).in_(people)),
        delete(TranslatorLanguage).where(col(TranslatorLanguage.person_id).in_(people)),
        update(TranslationWish).where(col(TranslationWish.by_person_id).in_(people)).values(by_person_id=None),
        update(NewsPlace).where(col(NewsPlace.organiser_id).in_(people)).values(organiser_id=None),
        delete(NewsChoice).where(col(NewsChoice.person_id).in_(people)),
        delete(TopicOff).where(col(TopicOff.person_id).in_(people)),
        delete(PracticeMark).where(col(PracticeMark.person_id).in_(people)),
        delete(PracticeFollow).where(col(PracticeFollow.person_id).in_(people)),
        delete(PracticeReport).where(col(PracticeReport.person_id).in_(people)),
        delete(PracticeReport).where(col(PracticeReport.comment_id).in_(comments)),
        delete(PracticeComment).where(col(PracticeComment.person_id).in_(people)),
        delete(Segment).where(col(Segment.person_id).in_(people)),
        delete(SessionHost).where(col(SessionHost.person_id).in_(people)),
        delete(CalendarFeed).where(col(CalendarFeed.person_id).in_(people), col(CalendarFeed.kind) == FeedKind.PERSON),
        update(CalendarFeed).where(col(CalendarFeed.person_id).in_(people)).values(person_id=None),
        delete(Acknowledgement).where(col(Acknowledgement.person_id).in_(people)),
        delete(AskedReminder).where(col(AskedReminder.person_id).in_(people)),
        delete(CatchingUp).where(col(CatchingUp.person_id).in_(people)),
        delete(Ticket).where(col(Ticket.person_id).in_(people)),
        update(Ticket).where(col(Ticket.by_id).in_(people)).values(by_id=None),
        update(FaqEntry).where(col(FaqEntry.by_id).in_(people)).values(by_id=None),
        delete(Reminder).where(col(Reminder.person_id).in_(people)),
        delete(Nudge).where(col(Nudge.person_id).in_(people)),
        delete(MilestoneReminder).where(col(MilestoneReminder.person_id).in_(people)),
        update(MilestoneDone).where(col(MilestoneDone.by_id).in_(people)).values(by_id=None),
        delete(Credential).where(col(Credential.person_id).in_(people)),
        update(Partner).where(col(Partner.person_id).in_(people)).values(person_id=None),
        update(PartnerSearch).where(col(PartnerSearch.person_id).in_(people)).values(person_id=None),
        delete(BallotVote).where(col(BallotVote.person_id).in_(people), col(BallotVote.centre_id).is_(None)),
        update(BallotVote).where(col(BallotVote.person_id).in_(people)).values(person_id=None),
        update(Ballot).where(col(Ballot.author_id).in_(people)).values(author_id=None),
        update(CompendiumEdition).where(col(CompendiumEdition.author_id).in_(people)).values(author_id=None),
        update(Transfer).where(col(Transfer.person_id).in_(people)).values(person_id=None),
        update(Transfer).where(col(Transfer.answered_by_id).in_(people)).values(answered_by_id=None),
        update(VisitOffer).where(col(VisitOffer.by_id).in_(people)).values(by_id=None),
        update(VisitGroupCentre).where(col(VisitGroupCentre.by_id).in_(people)).values(by_id=None),
        update(VisitNote).where(col(VisitNote.by_id).in_(people)).values(by_id=None),
        update(VisitReview).where(col(VisitReview.by_id).in_(people)).values(by_id=None),
        update(VisitEntry).where(col(VisitEntry.by_id).in_(people)).values(by_id=None),
        delete(VisitReaction).where(col(VisitReaction.person_id).in_(people)),
        update(VisitTask).where(col(VisitTask.done_by_id).in_(people)).values(done_by_id=None),
        delete(WantedFile).where(col(WantedFile.person_id).in_(people)),
        delete(VoiceAnswered).where(col(VoiceAnswered.person_id).in_(people)),
        update(Submission).where(col(Submission.person_id).in_(people)).values(person_id=None),
        # What two joined accounts both had is kept there, to be put back.
        update(AccountLink)
        .where(or_(col(AccountLink.kept_id).in_(people), col(AccountLink.joined_id).in_(people)))
        .values(moved={}),
        update(OutboxRow).where(col(OutboxRow.person_id).in_(people)).values(LEDGER_LINE),
        update(Address)
        .where(col(Address.person_id).in_(people))
        .values(external_id=nobodys, chat="", state=AddressState.GONE, reason="erased"),
        update(Membership)
        .where(col(Membership.person_id).in_(people))
        .values(state=MembershipState.ENDED, to_on=ended),
        update(Grant).where(col(Grant.person_id).in_(people), col(Grant.to_at).is_(None)).values(to_at=work.now),
        update(Consent)
        .where(col(Consent.person_id).in_(people), col(Consent.withdrawn_at).is_(None))
        .values(withdrawn_at=work.now),
        update(Person).where(col(Person.id).in_(people)).values(NOBODY),
    ):
        connection.execute(statement)
    work.roles.clear()
    forget_chats(work.session, chats)
    drop_files(work.session, col(VisitFile.by_id).in_(people))  # a voice and a face are theirs
    for person_id in people:
        audit.note(work, "forget", "person", person_id)
