"""The composition root: what there is, one visible line each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.actions import actions
from bot.core.messages import Outgoing
from bot.core.ports import Action, Handler
from bot.core.router import Router
from bot.delivery.broadcasts import Compose, NotAtAll, NotNow
from bot.delivery.claims import Claimed
from bot.delivery.outbox import Wake
from bot.delivery.room_acts import RoomVerbs
from bot.handlers.action_plan import ActionPlan
from bot.handlers.action_plan_writing import AddAction, ChangeAction
from bot.handlers.agreeing import AgreeAnew
from bot.handlers.announcement import Announce
from bot.handlers.announcement_correction import CorrectAnnouncement
from bot.handlers.announcement_draft import GoOnWithDraft
from bot.handlers.announcement_reminder import RemindMe
from bot.handlers.announcements import Announcements
from bot.handlers.assessment.comments import CommentOn
from bot.handlers.assessment.fill_in import SelfAssessment
from bot.handlers.assessment.results import Results
from bot.handlers.assessment.settle import Settle
from bot.handlers.assessment.sign_off import Reopen, SignOff
from bot.handlers.assessment.team import Team
from bot.handlers.assessment.told import tell_team
from bot.handlers.calendar import Calendar
from bot.handlers.claim import Claim
from bot.handlers.clock import Clock
from bot.handlers.compendium import CompendiumTalk
from bot.handlers.correct import Correct
from bot.handlers.faq import Faq
from bot.handlers.forget import Forget
from bot.handlers.invite import Invite
from bot.handlers.language import ChooseLanguage
from bot.handlers.link import Link
from bot.handlers.menu import Entry, Menu
from bot.handlers.milestones import ChangeProgramme
from bot.handlers.my_practices import MyPractices
from bot.handlers.mydata import MyData
from bot.handlers.news_places import NewsPlaces
from bot.handlers.partners import Partners
from bot.handlers.pictures import Pictures
from bot.handlers.practice_reviews import ReviewPractices
from bot.handlers.practice_sharing import SharePractice
from bot.handlers.practices import Practices
from bot.handlers.programme_calendar import Programme
from bot.handlers.programme_planning import PlanProgramme
from bot.handlers.publish import Publish
from bot.handlers.published import Published
from bot.handlers.questionnaire.fill_in import FillIn
from bot.handlers.questionnaire.voice import GiveVoice
from bot.handlers.recognition.certificates import Certificates
from bot.handlers.recognition.check import Check
from bot.handlers.recognition.revoke import Revoke
from bot.handlers.recommendations import Recommendations
from bot.handlers.rehearse import Rehearse
from bot.handlers.reports import CentreReport, RoundReport
from bot.handlers.roles import Roles
from bot.handlers.room_company import IN_GROUPS, in_company
from bot.handlers.room_questions import Ask
from bot.handlers.rooms import Room
from bot.handlers.round_opening import OpenRound
from bot.handlers.rounds import Rounds
from bot.handlers.segments import Segments
from bot.handlers.session_proposal import ProposeSession
from bot.handlers.session_series import Series
from bot.handlers.session_wish import MakeWish, Wishes
from bot.handlers.sessions import Sessions
from bot.handlers.stop import Stop
from bot.handlers.subscriptions import Subscriptions
from bot.handlers.tandems import Tandems
from bot.handlers.tickets import AnswerQuestion, AskAbout
from bot.handlers.time_vote import SeekTime
from bot.handlers.topics import Topics
from bot.handlers.transfer_sheets import TransferNews, TransferSheet
from bot.handlers.transfers import Transfers, TryPractice
from bot.handlers.translate import Translate
from bot.handlers.visit_call import AnswerVisits, CallForVisits
from bot.handlers.visit_diary import VisitDiary
from bot.handlers.visit_exchange import ExchangeVisits
from bot.handlers.visit_notes import VisitNotes
from bot.handlers.visit_report import VisitReport
from bot.handlers.visit_steps import ChooseVisitDay, WriteVisitStep
from bot.handlers.visits import Visits
from bot.handlers.voices import AskForVoices
from bot.handlers.welcome import Welcome
from bot.i18n.catalogues import shipped
from bot.i18n.languages import BY_TAG
from bot.i18n.phrase import Phrase, Words
from bot.i18n.translator import Translator
from bot.questionnaires.builtin import eight_areas
from bot.usecases import (
    action_plan_places,
    announcement_amendments,
    announcement_patience,
    announcement_texts,
    announcements,
    assessments,
    calendar_feeds,
    compendium,
    faq,
    invitation_sheets,
    memberships,
    milestone_lists,
    news_places,
    partner_rights,
    partner_search,
    practice_library,
    practice_reviews,
    practices,
    publication_lists,
    publication_texts,
    publishing,
    questionnaires,
    recognition,
    recognition_lists,
    recognition_revoking,
    recommendation_pages,
    results,
    roles,
    room_acts,
    room_names,
    segments,
    session_lists,
    session_wish_pages,
    subscriptions,
    tandems,
    team_page,
    tickets,
    topic_pages,
    transfer_lists,
    translations,
    visit_own,
    visit_places,
    voices_links,
)
from bot.usecases.announcement_translations import ANNOUNCEMENTS
from bot.usecases.editions import Editions
from bot.usecases.forms import Forms
from bot.usecases.practice_translations import PRACTICES
from bot.usecases.signing import Hook
from bot.usecases.translations import Kinds
from bot.usecases.work import SYSTEM, Actor, ActorKind, Work

FOR_EVERYBODY = frozenset(
    {"assessment", "sessions", "practices", "check", "link", "mydata", "forget"}
)  # the rest is on the menu of whom it concerns
SEVERAL = frozenset(
    {"propose", "times", "series", "questionnaire", "voice", "publish", "published", "rehearse", "rounds", "milestones"}
    | {"notes", "diary", "try", "transfers", "sheet", "transfernews", "draft"}
    | {"actionplan", "addaction", "changeaction"}
    | {"question", "answerquestion", "correct"}
    | {"visits", "answervisits", "exchangevisits", "visitday", "visitstep"}
)  # one talk for each argument
TRANSLATED: Kinds = {kind.name: kind for kind in (ANNOUNCEMENTS, PRACTICES)}  # what volunteers translate


def translator() -> Translator:
    return shipped()


@dataclass(frozen=True)
class Talks:
    """Everything that answers: independent of database, platform and clock."""

    translator: Translator
    handlers: tuple[Handler, ...]
    actions: tuple[Action, ...]
    router: Router

    @property
    def commands(self) -> tuple[tuple[str, Phrase], ...]:
        """(name, title) for a platform's list of commands, which is the same for all people."""
        return tuple((handler.name, handler.title) for handler in self.handlers if handler.name in FOR_EVERYBODY)

    @property
    def commands_in_groups(self) -> Sequence[tuple[str, Words]]:
        """Likewise, where several talk."""
        return IN_GROUPS


def talks(translator: Translator, more: tuple[Handler, ...] = ()) -> Talks:
    """`more` are talks from elsewhere, such as the example of the README."""
    forms = Forms(eight_areas())
    editions = Editions()
    after_signing: tuple[Hook, ...] = (
        partial(tell_team, editions),
        recognition.recognise,
        partner_search.after_signing,
    )
    entries: tuple[Entry, ...] = (
        Entry("assessment", SelfAssessment.title, assessments.may_answer),
        Entry("results", Results.title, results.any_to_see),
        Entry("certificates", Certificates.title, recognition_lists.any_to_see),
        Entry("team", Team.title, team_page.any_in_sight),
        Entry("actionplan", ActionPlan.title, action_plan_places.any_in_sight),
        Entry("questionnaire", FillIn.title, questionnaires.any_waiting),
        Entry("sessions", Sessions.title),
        Entry("calendar", Calendar.title, calendar_feeds.is_offered),
        Entry("propose", ProposeSession.title, session_lists.may_propose),
        Entry("wishes", Wishes.title, session_wish_pages.any_to_see),
        Entry("partners", Partners.title, partner_rights.speaks_somewhere),
        Entry("practices", Practices.title, practice_library.any_to_see),
        Entry("programme", Programme.title, milestone_lists.any_in_sight),
        Entry("mypractices", MyPractices.title, practices.belongs_somewhere),
        Entry("reviewpractices", ReviewPractices.title, practice_reviews.any_waiting),
        Entry("notes", VisitNotes.title, visit_places.is_in_one),
        Entry("diary", VisitDiary.title, visit_places.is_in_a_diary),
        Entry("visitreport", VisitReport.title, visit_places.is_in_one),
        Entry("announce", Announce.title, announcements.may_announce),
        Entry("announcements", Announcements.title, announcements.may_announce),
        Entry("translate", Translate.title, translations.is_offered),
        Entry("places", NewsPlaces.title, news_places.any_on_offer),
        Entry("recipients", Segments.title, segments.any_to_see),
        Entry("answerquestion", AnswerQuestion.title, tickets.any_waiting),
        Entry("faq", Faq.title, faq.any_to_see),
        Entry("publish", Publish.title, publishing.may_publish),
        Entry("published", Published.title, publication_lists.any_in_sight),
        Entry("voices", AskForVoices.title, voices_links.may_ask),
        Entry("revoke", Revoke.title, recognition_revoking.any_to_revoke),
        Entry("rounds", Rounds.title, publishing.may_publish),
        Entry("roles", Roles.title, roles.administers),
        Entry("welcome", Welcome.title, memberships.belongs_nowhere),
        Entry("news", Subscriptions.title, subscriptions.any_news),
        Entry("language", ChooseLanguage.title),
        Entry("link", Link.title),
        Entry("invite", Invite.title, invitation_sheets.may_invite),
        Entry("tandems", Tandems.title, tandems.may_match),
        Entry("topics", Topics.title, topic_pages.any_in_sight),
        Entry("recommendations", Recommendations.title, recommendation_pages.any_in_sight),
        Entry("compendium", CompendiumTalk.title, compendium.any_to_see),
        Entry("transfers", Transfers.title, transfer_lists.any_in_sight),
        Entry("visits", Visits.title, visit_own.any_to_see),
    )
    handlers: tuple[Handler, ...] = (
        Menu(entries),
        Welcome(),
        SelfAssessment(forms, editions),
        FillIn(editions, translator.languages),
        GiveVoice(editions, translator.languages),
        AskForVoices(translator.languages),
        Invite(translator.languages),
        CentreReport(),
        RoundReport(),
        Certificates(),
        Revoke(),
        Results(editions),
        Team(editions),
        Settle(editions),
        SignOff(editions, after_signing),
        Reopen(editions),
        CommentOn(editions),
        ActionPlan(),
        AddAction(editions),
        ChangeAction(),
        Sessions(),
        Calendar(),
        ProposeSession(),
        MakeWish(),
        Wishes(),
        Topics(),
        SeekTime(),
        Practices(),
        Programme(),
        PlanProgramme(translator.languages),
        ChangeProgramme(),
        Room(),
        Ask(),
        Series(),
        Partners(),
        Tandems(),
        Recommendations(),
        CompendiumTalk(),
        TryPractice(),
        Transfers(),
        TransferSheet(),
        TransferNews(),
        SharePractice(),
        MyPractices(),
        ReviewPractices(),
        VisitNotes(),
        VisitDiary(),
        VisitReport(),
        Visits(),
        CallForVisits(),
        AnswerVisits(),
        ExchangeVisits(),
        ChooseVisitDay(),
        WriteVisitStep(),
        Claim(),
        Link(),
        Check(),
        MyData(),
        Correct(),
        Forget(),
        AgreeAnew(),
        Announce(),
        GoOnWithDraft(),
        Announcements(),
        Translate(tuple(dict.fromkeys((*translator.languages, *BY_TAG))), TRANSLATED),
        Segments(),
        CorrectAnnouncement(),
        AskAbout(),
        AnswerQuestion(),
        RemindMe(),
        Faq(),
        Publish(editions),
        Published(),
        Rehearse(editions),
        OpenRound(translator.languages),
        Rounds(),
        Roles(),
        ChooseLanguage(translator.languages),
        Subscriptions(),
        NewsPlaces(translator.languages),
        Pictures(),
        Clock(),
        Stop(),
        *more,
    )
    deeds = actions()
    doors = frozenset({"voice", "check", "claim", "link", "language", "pictures", "stop", "forget", "mydata"})
    router = Router(
        handlers,
        deeds,
        translator,
        entrance="welcome",
        menu="menu",
        doors=doors,
        several=SEVERAL,
        while_open=frozenset({GiveVoice.name}),
        for_files=Publish.name,
        with_argument=frozenset(
            {
                Check.name,
                Sessions.name,
                Wishes.name,
                Practices.name,
                Room.name,
                Series.name,
                VisitNotes.name,
                VisitDiary.name,
                VisitReport.name,
            }
            | {
                TryPractice.name,
                Transfers.name,
                TransferSheet.name,
                TransferNews.name,
                Recommendations.name,
                GoOnWithDraft.name,
            }
            | {ActionPlan.name}
            | {AskAbout.name, AnswerQuestion.name, CorrectAnnouncement.name, Faq.name}
        ),
        company=in_company,
        asks_anew=AgreeAnew.name,
    )
    return Talks(translator, handlers, deeds, router)


def work_for(translator: Translator, wake: Wake) -> Callable[[Session, datetime, int], Work]:
    """How a step of a person makes the object that use cases work with."""

    def make(session: Session, now: datetime, person_id: int) -> Work:
        return Work(session, now, Actor(ActorKind.PERSON, person_id), translator, wake)

    return make


def compose(translator: Translator) -> Compose:
    """What copies of broadcasts say, at the moment they are sent: each kind leaves the others out."""

    def composed(
        session: Session, claimed: Sequence[Claimed], now: datetime
    ) -> Mapping[int, Outgoing | NotNow | NotAtAll]:
        found: dict[int, Outgoing | NotNow | NotAtAll] = {}
        found |= announcement_amendments.compose(
            translator, session, claimed
        )  # what is changed in silence waits for no hour
        found |= announcement_patience.held_back(session, [one for one in claimed if one.id not in found], now)
        for kind in (announcement_texts, publication_texts):
            rest = [one for one in claimed if one.id not in found]
            found |= kind.compose(translator, session, rest) if rest else {}
        return found

    return composed


def room_verbs(translator: Translator, wake: Wake) -> RoomVerbs:
    """What a room's channel has to know, and what follows from what it does there."""

    def by_the_clock(verb: Callable[..., Any]) -> Callable[..., Any]:
        def with_work(session: Session, now: datetime, *about: Any) -> Any:
            return verb(Work(session, now, SYSTEM, translator, wake), *about)

        return with_work

    return RoomVerbs(by_the_clock(room_names.wanted), by_the_clock(room_acts.done), by_the_clock(room_acts.refused))
