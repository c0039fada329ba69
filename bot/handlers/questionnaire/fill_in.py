"""A questionnaire that a coordinator has published: answered in a chat, checked, handed in."""

from collections.abc import Callable, Collection, Mapping
from functools import cache, partial
from typing import Any

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.handlers.questionnaire import team_wording
from bot.handlers.questionnaire.beginning import present_interview, welcomed
from bot.handlers.questionnaire.checking import check
from bot.handlers.questionnaire.newer_version import NewerVersion
from bot.handlers.questionnaire.rounds import FILES
from bot.handlers.questionnaire.sitting import Sitting
from bot.handlers.questionnaire.speaking import spoken
from bot.handlers.questionnaire.team import Place, Team, place, said_before
from bot.i18n.phrase import Moment, MomentStyle, Words, _, _p
from bot.questionnaires.course import questions
from bot.questionnaires.form import tag_of
from bot.questionnaires.submissions.submission import finished_values
from bot.usecases import contributions, questionnaires, team_places
from bot.usecases.editions import Editions
from bot.usecases.questionnaires import SEND, Filled, Waiting


class FillIn:
    """What would you say?"""

    name = "questionnaire"
    title = _("Questionnaires")
    words = _p("word", "questionnaires|questionnaire|survey|form")
    brief = False

    def __init__(self, editions: Editions, languages: Collection[str]) -> None:
        """`languages`: tags of those that we speak."""
        self._editions = editions
        self._languages = languages

    def talk(self, chat: Conversation) -> None:
        if chat.number is None:
            self._choose(chat)
            return
        begun = self._begun(chat, chat.number)
        at = place(chat, begun) if "team" in begun else None
        newer = NewerVersion(chat, self._editions, begun)
        edition = chat.look(self._editions.edition, newer.present)
        language = spoken(edition.plan.form, chat.language, self._languages)
        if language.ours is not None:
            chat.speak(language.ours, only_here=True)
        welcome = welcomed if at is None else partial(team_wording.welcome, centre=at.name)
        earlier = None if at is None else partial(said_before, chat, edition.plan.form, begun, at)
        interview = present_interview(chat, self._editions, begun["submission"], edition, welcome, earlier)
        between = _between(chat, begun, newer, at)
        chat.call(interview.form.title_in(interview.language))
        sitting = Sitting(
            chat,
            interview,
            between,
            media=edition.media,
            is_foreign=language.ours is None,
            is_shared=at is not None,
        )
        if at is None:
            check(chat, sitting, sitting.go_on())
            self._submit(chat, sitting, newer.present, begun)
        else:
            team = Team(chat, sitting, begun, at)
            check(chat, sitting, team.go_on(), head=team_wording.check_head(at.name), seen_by=team_wording.SEEN_BY)
            self._contribute(chat, team, newer.present)

    def _submit(self, chat: Conversation, sitting: Sitting, version: int, begun: Mapping[str, Any]) -> None:
        interview = sitting.interview
        asked = any(questions(interview))
        interview.finish(chat.now)
        answers = finished_values(interview)
        files = _files(chat, answers)
        chat.do(questionnaires.submit, Filled(version, begun, tag_of(interview.language), answers, files))
        self._let_go(chat, begun)
        chat.say(
            _("Thank you! Your answers to *{title}* have arrived.", title=sitting.title) if asked else _("Thank you!")
        )

    def _contribute(self, chat: Conversation, team: Team, version: int) -> None:
        interview = team.sitting.interview
        interview.finish(chat.now)
        answers = finished_values(interview)
        given = team.contribution(version, tag_of(interview.language), answers, _files(chat, answers))
        assessment = chat.do(contributions.contribute, self._editions, given)
        team.tell(assessment)
        self._let_go(chat, team.begun)

    def _let_go(self, chat: Conversation, begun: Mapping[str, Any]) -> None:
        chat.let_go()
        self._editions.let_go(begun["submission"])

    def _begun(self, chat: Conversation, number: int) -> Mapping[str, Any]:
        """What an earlier talk about it had to leave because it was closed is taken up again."""
        begun: Mapping[str, Any] = chat.once("start", _begin, number)
        for key, value in begun.get("left", {}).items():
            if key != "start" and chat.recall(key) is None:
                chat.remember(key, value)
        return begun

    def _choose(self, chat: Conversation) -> None:
        found = chat.look(questionnaires.waiting)
        if not found:
            chat.say(_("No questionnaire is waiting for you. I will tell you when there is one."))
            return
        if len(found) == 1 and not found[0].is_answered:
            chat.hand_over(self.name, str(found[0].number))
        options = tuple(Option(str(one.number), _line(one)) for one in found)
        chosen = chat.ask("which", _("Which questionnaire would you like to answer?"), OneOf(options))
        chat.hand_over(self.name, chosen)


def _between(chat: Conversation, begun: Mapping[str, Any], newer: NewerVersion, at: Place | None) -> Callable[[], None]:
    """What is looked at before each question; an answer to one is taken first."""

    @cache
    def hindered() -> Words | None:
        if at is not None:
            return chat.look(team_places.stands_in_the_way, begun["publication"], at.membership)
        return None if newer.is_open else questionnaires.CLOSED

    def before_each() -> None:
        is_answer = chat.answering not in {None, SEND} and (at is None or str(chat.answering).startswith("/"))
        if not is_answer and (words := hindered()) is not None:
            chat.say(words)
            chat.end()
        newer.meet()

    return before_each


def _files(chat: Conversation, answers: Mapping[str, str]) -> dict[str, Any]:
    return {path: file for path, file in (chat.recall(FILES) or {}).items() if path in answers}


def _begin(work: Any, number: int) -> dict[str, Any] | Refusal:
    shared = team_places.begin(work, number)
    if shared is not None:
        return shared if isinstance(shared, Refusal) else _again(shared, questionnaires.left_over(work, number))
    begun = questionnaires.begin(work, number)
    left = {} if isinstance(begun, Refusal) else questionnaires.left_over(work, number)
    return {**left["start"], "left": left} if left else begun


def _again(begun: dict[str, Any], left: Mapping[str, Any]) -> dict[str, Any]:
    """What was left for a centre is taken up by whoever still answers for it."""
    if left.get("team", {}).get("membership") not in {one["membership"] for one in begun["team"]}:
        return begun
    told = {name: left["start"][name] for name in ("version", "submission", "at")}
    return {**begun, **told, "left": {name: value for name, value in left.items() if name != "start"}}


def _line(one: Waiting) -> Words:
    if one.is_answered:
        return _("{title} (answered)", title=one.title)
    if one.closes_at is None:
        return one.title
    return _("{title} (until {day})", title=one.title, day=Moment(one.closes_at, MomentStyle.DAY))
