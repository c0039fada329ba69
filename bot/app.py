"""The composition root: what there is, one visible line each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.core.messages import Outgoing
from bot.core.ports import Action, Handler
from bot.core.router import Router
from bot.delivery.broadcasts import Compose, NotAtAll, NotNow
from bot.delivery.claims import Claimed
from bot.delivery.outbox import Wake
from bot.delivery.room_acts import RoomVerbs
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
from bot.handlers.faq import Faq
from bot.handlers.forget import Forget
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
from bot.handlers.visit_notes import LISTEN, VisitNotes
from bot.handlers.visit_report import VisitReport
from bot.handlers.visit_steps import ChooseVisitDay, WriteVisitStep
from bot.handlers.visits import Visits
from bot.handlers.voices import AskForVoices
from bot.handlers.welcome import Welcome
from bot.i18n.catalogues import shipped
from bot.i18n.phrase import Phrase, Words
from bot.i18n.translator import Translator
from bot.questionnaires.builtin import eight_areas
from bot.usecases import (
    announcement_acknowledging,
    announcement_actions,
    announcement_acts,
    announcement_amendments,
    announcement_approval,
    announcement_approving,
    announcement_events,
    announcement_files,
    announcement_offers,
    announcement_patience,
    announcement_polls,
    announcement_readers,
    announcement_reasons,
    announcement_reminders,
    announcement_texts,
    announcements,
    assessments,
    calendar_feeds,
    compendium,
    faq,
    linking,
    memberships,
    milestone_lists,
    milestone_words,
    milestones,
    news_places,
    papers,
    partner_rights,
    partner_search,
    partner_words,
    partners,
    practice_library,
    practice_reactions,
    practice_reports,
    practice_reviews,
    practice_translations,
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
    room_sayings,
    rsvps,
    segments,
    session_acts,
    session_day,
    session_lists,
    session_series_answers,
    session_series_rounds,
    session_words,
    subscriptions,
    tandem_words,
    tandems,
    team_page,
    tickets,
    time_vote_answers,
    time_vote_words,
    time_votes,
    topic_pages,
    transfer_lists,
    transfer_words,
    transfers,
    translations,
    visit_call_words,
    visit_calls,
    visit_diary,
    visit_groups,
    visit_notes,
    visit_own,
    visit_places,
    visit_report_telling,
    visit_reports,
    visit_task_words,
    visit_tasks,
    visit_words,
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
        Entry("questionnaire", FillIn.title, questionnaires.any_waiting),
        Entry("sessions", Sessions.title),
        Entry("calendar", Calendar.title, calendar_feeds.is_offered),
        Entry("propose", ProposeSession.title, session_lists.may_propose),
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
        Sessions(),
        Calendar(),
        ProposeSession(),
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
        Forget(),
        Announce(),
        GoOnWithDraft(),
        Announcements(),
        Translate(translator.languages, TRANSLATED),
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
    actions: tuple[Action, ...] = (
        Action("practice.save", practice_reactions.save, practice_reactions.SAVE),
        Action("practice.unsave", practice_reactions.unsave),
        Action("practice.useful", practice_reactions.useful, practice_reactions.USEFUL),
        Action("practice.no-use", practice_reactions.of_no_use, practice_reactions.OF_NO_USE),
        Action("practice.thank", practice_reactions.thank, practice_reactions.THANK),
        Action("practice.take-down", practice_reports.take_down, practice_reports.TAKE_DOWN),
        Action("practice.leave", practice_reports.leave, practice_reports.LEAVE),
        Action("member.yes", memberships.accept, memberships.YES),
        Action("member.no", memberships.decline, memberships.NO),
        Action("session.yes", rsvps.yes, session_words.YES),
        Action("session.maybe", rsvps.maybe, session_words.MAYBE),
        Action("session.no", rsvps.no, session_words.NO),
        Action("session.open", rsvps.take_back),
        Action("session.late", session_day.say_late, session_acts.LATE),
        Action("session.late-by", session_day.say_late, session_acts.LATE_BY, of_parts=True),
        Action("session.here", session_day.say_here, session_acts.HERE),
        Action("session.missed", session_day.say_missed, session_acts.MISSED),
        Action("room.named", room_sayings.with_name, room_sayings.WITH_NAME),
        Action("room.nameless", room_sayings.without_name, room_sayings.WITHOUT_NAME),
        Action("room.keep", room_sayings.keep, room_sayings.KEEP),
        Action("times.yes", time_vote_answers.yes, time_vote_words.YES, of_parts=True),
        Action("times.maybe", time_vote_answers.if_need_be, time_vote_words.IF_NEED_BE, of_parts=True),
        Action("times.no", time_vote_answers.no, time_vote_words.NO, of_parts=True),
        Action("times.turn", time_vote_answers.turn),
        Action("times.back", time_vote_answers.put_back),
        Action("times.all", time_vote_answers.all_of_them, time_vote_words.ALL),
        Action("times.none", time_vote_answers.none_of_them, time_vote_words.NONE),
        Action("times.show", time_vote_answers.show, time_vote_words.TIMES),
        Action("times.take", time_votes.take, time_vote_words.TAKE, of_parts=True),
        Action("series.all", session_series_answers.yes_to_all, session_series_rounds.ALL),
        Action("series.none", session_series_answers.no_to_all, session_series_rounds.NONE),
        Action("partner.yes", partners.yes, partner_words.YES),
        Action("partner.no", partners.no, partner_words.NO),
        Action("tandems.send", tandems.send, tandem_words.SEND),
        Action("tandems.drop", tandems.drop, tandem_words.DROP),
        Action("transfer.yes", transfers.yes, transfer_words.YES),
        Action("transfer.no", transfers.no, transfer_words.NO),
        Action("milestone.done", milestones.done, milestone_words.DONE),
        Action("milestone.open", milestones.open_again),
        Action("visit.show", visit_diary.show, visit_diary.SHOW),
        Action("visit.useful", visit_diary.useful, visit_diary.USEFUL),
        Action("visit.listen", visit_notes.listen, LISTEN),
        Action("visit.agree", visit_reports.agree, visit_report_telling.AGREE),
        Action("visit.reopen", visit_reports.open_again, visit_report_telling.MISSING),
        Action("visit.settle", visit_reports.nothing_to_add, visit_report_telling.NOTHING_TO_ADD),
        Action("visit.report", papers.send_of_visit, visit_report_telling.FETCH),
        Action("visits.match", visit_calls.match, visit_call_words.MATCH),
        Action("visits.send", visit_groups.send, visit_call_words.SEND),
        Action("visitgroup.yes", visit_groups.yes, visit_words.YES),
        Action("visitgroup.no", visit_groups.no, visit_words.NO),
        Action("visitstep.done", visit_tasks.done, visit_task_words.DONE),
        Action("visits.drop", visit_calls.drop, visit_call_words.DROP),
        Action("link.undo", linking.undo, linking.UNLINK),
        Action("announcement.why", announcement_reasons.why, announcement_offers.WHY),
        Action("announcement.read", announcement_readers.read, announcement_offers.READ),
        Action("topic.off", announcement_readers.mute, announcement_offers.MUTE),
        Action("topic.on", announcement_readers.unmute),
        Action("practice.translate", practice_translations.ask, practice_translations.TRANSLATION),
        Action("announcement.vote", announcement_polls.vote, announcement_offers.VOTE, of_parts=True),
        Action("announcement.session", announcement_events.show, announcement_offers.SESSION),
        Action("announcement.files", announcement_files.send, announcement_offers.FILES),
        Action("announcement.noted", announcement_acknowledging.note, announcement_offers.NOTED),
        Action("announcement.remind", announcement_reminders.offer, announcement_offers.REMIND),
        Action("announcement.remind-in", announcement_reminders.remind_in, announcement_offers.REMIND, of_parts=True),
        Action("announcement.no-reminder", announcement_reminders.not_again, announcement_reminders.NOT_AGAIN),
        Action("faq.off", faq.take_off, faq.OFF),
        Action("faq.on", faq.put_back),
        Action("announcement.approve", announcement_approving.approve, announcement_approval.APPROVE),
        Action("announcement.send-back", announcement_approving.send_back, announcement_approval.SEND_BACK),
        Action("announcement.texts", announcement_approving.show_texts, announcement_approval.TEXTS),
        Action("announcement.hold", announcement_actions.hold, announcement_acts.HOLD),
        Action("announcement.send-on", announcement_actions.send_on, announcement_acts.SEND_ON),
        Action("announcement.withdraw", announcement_actions.withdraw, announcement_acts.WITHDRAW),
        Action("announcement.retry", announcement_actions.retry, announcement_acts.RETRY),
        Action("announcement.resend", announcement_actions.resend, announcement_acts.RESEND),
    )
    doors = frozenset({"voice", "check", "claim", "link", "language", "pictures", "stop", "forget", "mydata"})
    router = Router(
        handlers,
        actions,
        translator,
        entrance="welcome",
        menu="menu",
        doors=doors,
        several=SEVERAL,
        while_open=frozenset({GiveVoice.name}),
        for_files=Publish.name,
        with_argument=frozenset(
            {Check.name, Practices.name, Room.name, Series.name, VisitNotes.name, VisitDiary.name}
            | {
                TryPractice.name,
                Transfers.name,
                TransferSheet.name,
                TransferNews.name,
                Recommendations.name,
                GoOnWithDraft.name,
            }
            | {AskAbout.name, AnswerQuestion.name, CorrectAnnouncement.name, Faq.name}
        ),
        company=in_company,
    )
    return Talks(translator, handlers, actions, router)


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

    return RoomVerbs(by_the_clock(room_acts.wanted), by_the_clock(room_acts.done), by_the_clock(room_acts.refused))
