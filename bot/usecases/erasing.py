"""What becomes of every row that names a person when they are forgotten: one line for each column, none left out.

The row of the person stays, emptied, so that what others rely on (who let somebody in, how many were there) still points at
somebody of whom nothing is told any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, delete, literal, update
from sqlalchemy.sql.dml import Delete, Update
from sqlmodel import col, select

from bot.storage.action_plans import PlannedAction
from bot.storage.addresses import Address, AddressState
from bot.storage.announcement_followups import Acknowledgement, AskedReminder, CatchingUp
from bot.storage.announcements import Announcement, AnnouncementAttachment, AnnouncementVote
from bot.storage.assessments import Assessment, AssessmentComment, SettledLevel
from bot.storage.blobs import Attachment
from bot.storage.broadcasts import Broadcast
from bot.storage.calendar_feeds import CalendarFeed, FeedKind
from bot.storage.codes import OneTimeCode, WrongGuess
from bot.storage.compendiums import CompendiumEdition
from bot.storage.consents import Consent
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.credentials import Credential
from bot.storage.erasures import Erasure
from bot.storage.faq import FaqEntry
from bot.storage.grants import Grant
from bot.storage.inactivity import Inactivity
from bot.storage.invitations import Invitation
from bot.storage.links import AccountLink
from bot.storage.memberships import Membership, MembershipState
from bot.storage.milestones import MilestoneDone, MilestoneReminder, ProgrammeCalendar
from bot.storage.networks import NetworkAnimator
from bot.storage.news_places import NewsPlace
from bot.storage.nudges import Nudge
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.partners import Partner, PartnerSearch, TandemRound
from bot.storage.people import Person, PersonState
from bot.storage.practice_reactions import PracticeComment, PracticeFollow, PracticeMark, PracticeReport
from bot.storage.practices import Practice, PracticeConsent, PracticeFile, PracticeRequest, PracticeReview
from bot.storage.questionnaires import Publication, Questionnaire, QuestionnaireVersion, Submission
from bot.storage.recommendations import Ballot, BallotVote
from bot.storage.reminders import Reminder
from bot.storage.rooms import RoomSaying, SessionRoom
from bot.storage.rounds import Round
from bot.storage.segments import Segment
from bot.storage.series import SessionSeries
from bot.storage.session_wishes import SessionWish, WishNews, WishPerson
from bot.storage.sessions import LearningSession, Rsvp, SessionHost, SessionMaterial
from bot.storage.subscriptions import NewsChoice, TopicOff
from bot.storage.tickets import Ticket
from bot.storage.time_votes import SlotVote, VoteNeeds
from bot.storage.topics import NetworkDay, Topic, TopicVote
from bot.storage.transfers import Transfer
from bot.storage.translations import TranslationWish, TranslatorLanguage
from bot.storage.variants import TextVariant
from bot.storage.visit_diary import VisitEntry, VisitReaction
from bot.storage.visit_files import VisitFile
from bot.storage.visit_reports import VisitNote, VisitReview
from bot.storage.visits import VisitCall, VisitGroupCentre, VisitOffer, VisitTask
from bot.storage.voices import VoiceAnswered, VoiceLink
from bot.storage.wanted_files import WantedFile

People = Sequence[int]


class Deed(StrEnum):
    """What becomes of a row; read by people in the data inventory."""

    GOES = "the row goes"
    NAMELESS = "the row stays, without them"
    EMPTIED = "the row stays, emptied of what tells who it was"
    ENDS = "the row stays with its dates, and ends; it points at an emptied person"
    POINTS = "the row stays; it points at an emptied person"


@dataclass(frozen=True)
class Rule:
    """For one column that names a person. Without `values`, where the deed needs some, something else sees to it."""

    column: Any
    deed: Deed
    only: ColumnElement[bool] | None = None  # which rows; None: all
    values: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""  # the module of `usecases` or `storage` that does it, where it is not done here

    def statement(self, people: People) -> Delete | Update | None:
        """None: nothing is done here."""
        theirs = col(self.column).in_(people) if self.only is None else and_(col(self.column).in_(people), self.only)
        if self.by or self.deed is Deed.POINTS:
            return None
        table = self.column.class_
        if self.deed is Deed.GOES:
            return delete(table).where(theirs)
        return update(table).where(theirs).values(self.values or {self.column.key: None})


def statements(people: People, now: datetime) -> Iterator[Delete | Update]:
    """In the order in which they are to be run, one for each table and deed, however many people they are."""
    talks = select(ConversationRow.id).where(col(ConversationRow.person_id).in_(people))
    comments = select(PracticeComment.id).where(col(PracticeComment.person_id).in_(people))
    yield delete(AnswerRow).where(col(AnswerRow.conversation_id).in_(talks))
    yield delete(PracticeReport).where(col(PracticeReport.comment_id).in_(comments))
    for rule in rules(now):
        statement = rule.statement(people)
        if statement is not None:
            yield statement
    yield delete(SessionWish).where(~select(WishPerson.id).where(WishPerson.wish_id == SessionWish.id).exists())
    yield update(Person).where(col(Person.id).in_(people)).values(NOBODY)


NOBODY: Mapping[str, Any] = {
    "name": None,
    "language": None,
    "country": None,
    "zone": "UTC",
    "language_chosen": False,
    "reads": None,
    "text_only": False,
    "state": PersonState.ERASED,
    "forget_at": None,
    "floor_id": None,
    "preferred_address_id": None,
    "undo": None,
}
# What was sent, and when, stays countable, and nothing goes out any more; `taking_back` sees to it that nothing tells to whom.
LEDGER_LINE: Mapping[str, Any] = {
    "payload": None,
    "offers": None,
    "state": case((col(OutboxRow.state) == OutboxState.QUEUED, OutboxState.SKIPPED), else_=col(OutboxRow.state)),
}
_TALK: Mapping[str, Any] = {"state": ConversationState.STOPPED, "pending": None, "draft": None, "argument": ""}
# The row of an address stays because ledgers point at it; who it was cannot be told from it any more.
_ADDRESS: Mapping[str, Any] = {
    "external_id": literal("erased-").concat(cast(col(Address.id), String)),
    "chat": "",
    "state": AddressState.GONE,
    "reason": "erased",
}
_PERSONS_FEED = col(CalendarFeed.kind) == FeedKind.PERSON
_OWN_VOTE = col(BallotVote.centre_id).is_(None)


def rules(now: datetime) -> tuple[Rule, ...]:
    """Every column that names a person; rows that go with a row of these are not listed."""
    today = now.date()
    ended = case((col(Membership.from_on) > today, col(Membership.from_on)), else_=today)
    goes, without, points = Deed.GOES, Deed.NAMELESS, Deed.POINTS
    return (
        Rule(ConversationRow.person_id, Deed.EMPTIED, values=_TALK),
        Rule(Rsvp.person_id, goes),
        Rule(SlotVote.person_id, goes),
        Rule(VoteNeeds.person_id, goes),
        Rule(TopicVote.person_id, goes),
        Rule(Topic.author_id, without),
        Rule(AnnouncementVote.person_id, goes),
        Rule(TranslatorLanguage.person_id, goes),
        Rule(TranslationWish.by_person_id, without),
        Rule(NewsPlace.organiser_id, without),
        Rule(NewsChoice.person_id, goes),
        Rule(TopicOff.person_id, goes),
        Rule(PracticeMark.person_id, goes),
        Rule(PracticeFollow.person_id, goes),
        Rule(PracticeReport.person_id, goes),
        Rule(PracticeComment.person_id, goes),
        Rule(Segment.person_id, goes),
        Rule(SessionHost.person_id, goes),
        Rule(WishPerson.person_id, goes),
        Rule(WishPerson.answered_by_id, points),
        Rule(SessionWish.person_id, without),  # with the last who wants it the wish goes
        Rule(WishNews.person_id, goes),
        Rule(CalendarFeed.person_id, goes, only=_PERSONS_FEED),
        Rule(CalendarFeed.person_id, without),
        Rule(Acknowledgement.person_id, goes),
        Rule(AskedReminder.person_id, goes),
        Rule(CatchingUp.person_id, goes),
        Rule(Ticket.person_id, goes),
        Rule(Ticket.by_id, without),
        Rule(FaqEntry.by_id, without),
        Rule(Reminder.person_id, goes),
        Rule(Nudge.person_id, goes),
        Rule(MilestoneReminder.person_id, goes),
        Rule(MilestoneDone.by_id, without),
        Rule(Credential.person_id, goes),
        Rule(Partner.person_id, without),
        Rule(PartnerSearch.person_id, without),
        Rule(BallotVote.person_id, goes, only=_OWN_VOTE),
        Rule(BallotVote.person_id, without),
        Rule(Ballot.author_id, without),
        Rule(CompendiumEdition.author_id, without),
        Rule(Transfer.person_id, without),
        Rule(Transfer.answered_by_id, without),
        Rule(PlannedAction.person_id, without),
        Rule(PlannedAction.author_id, without),
        Rule(VisitOffer.by_id, without),
        Rule(VisitGroupCentre.by_id, without),
        Rule(VisitNote.by_id, without),
        Rule(VisitReview.by_id, without),
        Rule(VisitEntry.by_id, without),
        Rule(VisitReaction.person_id, goes),
        Rule(VisitTask.done_by_id, without),
        Rule(Inactivity.person_id, goes),
        Rule(WrongGuess.person_id, goes),
        Rule(OneTimeCode.person_id, without),
        Rule(VoiceAnswered.person_id, goes),
        Rule(Submission.person_id, without),
        # What two joined accounts both had is kept there, to be put back.
        Rule(AccountLink.kept_id, Deed.EMPTIED, values={"moved": {}}),
        Rule(AccountLink.joined_id, Deed.EMPTIED, values={"moved": {}}),
        Rule(OutboxRow.person_id, Deed.EMPTIED, values=LEDGER_LINE),
        Rule(Address.person_id, Deed.EMPTIED, values=_ADDRESS),
        Rule(Membership.person_id, Deed.ENDS, values={"state": MembershipState.ENDED, "to_on": ended}),
        Rule(Grant.person_id, Deed.ENDS, only=col(Grant.to_at).is_(None), values={"to_at": now}),
        Rule(Consent.person_id, Deed.ENDS, only=col(Consent.withdrawn_at).is_(None), values={"withdrawn_at": now}),
        Rule(Erasure.person_id, points),
        Rule(Person.merged_into_id, points),  # that account is forgotten together with the one that it was joined to
        # Files, and what stands in several places at once.
        Rule(Attachment.owner_person_id, goes, by="forgetting"),
        Rule(WantedFile.person_id, goes, by="forgetting"),
        Rule(VisitFile.by_id, goes, by="forgetting"),
        Rule(LearningSession.organiser_id, points, by="session_leaving"),
        Rule(Practice.author_id, without, by="practice_leaving"),
        Rule(Practice.approved_by_id, without, by="practice_leaving"),
        Rule(PracticeFile.added_by_id, without, by="practice_leaving"),
        Rule(PracticeConsent.by_id, without, by="practice_leaving"),
        Rule(PracticeRequest.by_id, without, by="practice_leaving"),
        Rule(PracticeReview.reviewer_id, without, by="practice_leaving"),
        Rule(RoomSaying.person_id, goes, by="room_copies"),
        # Who once decided, wrote or asked for something on behalf of others: what they did must stay as it was done.
        *(
            Rule(column, points)
            for column in (
                *(Membership.decided_by, Grant.granted_by, Invitation.created_by, NetworkAnimator.person_id),
                *(Announcement.author_id, Announcement.approved_by_id, AnnouncementAttachment.added_by_id),
                *(Broadcast.author_id, Assessment.signed_by_id, SettledLevel.by_id, AssessmentComment.person_id),
                *(ProgrammeCalendar.author_id, TandemRound.author_id, Round.author_id, VisitCall.author_id),
                *(Questionnaire.by_person_id, QuestionnaireVersion.by_person_id, Publication.author_id),
                *(NetworkDay.author_id, SessionRoom.organiser_id, SessionSeries.by_id, SessionMaterial.added_by_id),
                *(TextVariant.by_person_id, TextVariant.approved_by_id, VoiceLink.author_id),
            )
        ),
    )
