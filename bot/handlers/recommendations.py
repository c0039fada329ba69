"""Recommendations put to a vote: opened by whoever coordinates, voted on by people or centres, and what came out."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.answers import SAID_NO, SAID_YES, OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.ranking import Ranked
from bot.domain.recommendations import METHODS, MOST, POINTS, VOTERS, BallotMethod, BallotVoter
from bot.domain.rights import Right
from bot.handlers import asked_for, days_on_offer
from bot.handlers.audience_dialog import ask_audience, audience_names
from bot.handlers.recommendation_chart import picture
from bot.i18n.phrase import Lines, Moment, MomentStyle, Variants, Words, _, _n, _p
from bot.usecases import (
    people,
    publishing,
    recommendation_pages,
    recommendation_rounds,
    recommendation_telling,
    recommendations,
)
from bot.usecases.recommendation_pages import Shown
from bot.usecases.recommendations import Opening
from bot.usecases.rights import NO_RIGHT

LONGEST_TITLE, LONGEST = 80, 2000
OPEN = "open"

_VOTE = _("Vote")


class Recommendations:
    """What matters most? With a number: that vote; with `open`: a new one."""

    name = recommendation_telling.TALK
    title = _("Recommendations")
    words = _p("word", "recommendations|recommendation")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number, wanted = asked_for.split(chat.argument or self._chosen(chat))
        if number == OPEN:
            self._open(chat)
            return
        shown = chat.look(recommendation_pages.seen, number)
        if shown is None:
            chat.say(recommendations.UNKNOWN)
            return
        drawable = not shown.is_open and shown.voters > 0 and not recommendation_pages.tells_of_few(shown.voters)
        if drawable and chat.look(people.is_text_only) and not wanted:
            chat.say(_told(shown), acts=(asked_for.picture_of(self.name, number),))
        else:
            chat.say(_told(shown), attachments=(picture(shown, chat.language, chat.render),) if drawable else ())
        options = _options(shown)
        if not options:
            return
        what = chat.ask("what", _("What would you like to do?"), OneOf((*options, Option("nothing", _("That is all")))))
        match what:
            case "close":
                self._make_sure(chat, _("Count the votes now? Nobody can vote afterwards."), _p("button", "Count them"))
                chat.do(recommendations.close, shown.number)
                chat.hand_over(self.name, str(shown.number))
            case "drop":
                self._make_sure(
                    chat, _("Drop this vote? Nobody is told, and nothing comes of it."), _p("button", "Drop it")
                )
                chat.do(recommendations.drop, shown.number)
                chat.say(_("The vote is dropped."))
            case "offer":
                chat.do(recommendations.offer_for_plans, shown.number)
                chat.say(_("Good. Whoever writes the plan of a centre that was asked hears of it in the next minutes."))
            case "nothing":
                chat.say(_("Good, nothing has changed."))
            case centre:
                self._vote(chat, shown, None if centre == "vote" else int(centre))

    def _chosen(self, chat: Conversation) -> str:
        listed, may_open = chat.look(recommendation_pages.listed), chat.look(recommendation_pages.may_open)
        if not listed:
            if may_open:
                return OPEN
            chat.say(
                _("There is no vote on recommendations for you at the moment. You will be told when there is one.")
            )
            chat.end()
        options = [Option(str(one.number), one.title) for one in listed]
        if may_open:
            options.append(Option(OPEN, _("Open another vote")))
        elif len(options) == 1:
            return options[0].value
        return chat.ask("which", _("Which one would you like to see?"), OneOf(tuple(options)))

    # -- a vote --------------------------------------------------------------------------------------------------------
    def _vote(self, chat: Conversation, shown: Shown, centre: int | None) -> None:
        options = tuple(Option(str(one.number), one.words) for one in shown.recommendations)
        if shown.method is BallotMethod.RANKING:
            order = chat.ask(
                "order", _("Which one matters most? Then the next, until all are in order."), Ranked(options)
            )
            chat.do(recommendations.rank, shown.number, [int(one) for one in order], centre)
        else:
            points = self._points(chat, options)
            chat.do(recommendations.give_points, shown.number, points, centre)
            chat.say(Lines(tuple(_given(option, points) for option in options)))
        chat.say(_("Thank you, the vote counts. You can change it until {day}.", day=_until(shown)))

    def _points(self, chat: Conversation, options: tuple[Option, ...]) -> dict[int, int]:
        """One question for each, until all points are given away; the last one takes what is left."""
        left, given = POINTS, {}
        for option in options[:-1]:
            if not left:
                break
            question = _n(
                "{text}\nHow many points? You have {count} left.",
                "{text}\nHow many points? You have {count} left.",
                left,
                text=option.label,
            )
            numbers = OneOf(tuple(Option(str(one), str(one)) for one in range(left + 1)))
            given[int(option.value)] = int(chat.ask(f"points {option.value}", question, numbers))
            left -= given[int(option.value)]
        if left:
            given[int(options[-1].value)] = left
        return given

    # -- a new one -----------------------------------------------------------------------------------------------------
    def _open(self, chat: Conversation) -> None:
        if not chat.look(recommendation_pages.may_open):
            chat.say(NO_RIGHT)
            return
        needs = chat.once("needed", recommendation_rounds.needs)  # before all questions: there is nothing to go back to
        title = chat.ask("title", _("What is the vote about? A few words are enough."), Text(at_most=LONGEST_TITLE))
        found = chat.look(recommendation_pages.found)
        findings: tuple[str, ...] = ()
        if found:
            options = tuple(Option(str(one.number), one.words) for one in found)
            question = _("Which recommendations of visits do you put to the vote? {count} at most in all.", count=MOST)
            findings = chat.ask_or_skip("findings", question, SeveralOf(options)) or ()
        weak = self._weak(chat)
        needed = self._needed(chat, needs)
        own = self._own(chat, must=not findings and not weak and not needed)
        audience = ask_audience(chat, "audience", Right.PUBLISH)
        voter = chat.ask("voter", _("Who has a vote?"), OneOf(tuple(Option(one.value, VOTERS[one]) for one in VOTERS)))
        methods = OneOf(tuple(Option(one.value, METHODS[one]) for one in METHODS))
        method = chat.ask("method", _("How do they vote?"), methods)
        closes = chat.ask(
            "closes",
            _("Until which day can they vote?"),
            days_on_offer.soon(chat),
        )
        called: dict[str, Words] = {
            "title": _("Title"),
            "findings": _("From visits"),
            "weak": _("From the latest round"),
            "needs": _("Single points"),
            "own": _("Others"),
            **audience_names("audience"),
            "voter": _("Who votes"),
            "method": _("How"),
            "closes": _("Open until"),
        }
        card = _("All who are asked are told. Is everything right?")
        if not chat.review("send", card, tuple(called), send=_p("button", "Open the vote"), called=called):
            chat.say(_("Good, nothing was sent."))
            return
        opening = Opening(
            title=title,
            findings=tuple(int(one) for one in findings),
            weak=(*weak, *needed),
            own=own,
            audience=audience,
            method=BallotMethod(method),
            voter=BallotVoter(voter),
            closes_at=publishing.end_of(closes, chat.zone),
        )
        number = chat.do(recommendations.open_ballot, opening)
        chat.say(
            _(
                "The vote is open, and those who are asked are being told. It has the number {number}; *recommendations* shows it.",
                number=str(number),
            )
        )

    def _weak(self, chat: Conversation) -> tuple[str, ...]:
        found = chat.look(recommendation_rounds.weakest)
        if not found:
            return ()
        question = _(
            "Centres are weakest at what comes first here, by the latest round. Which of these do you put to the vote?"
        )
        options = tuple(Option(one.value, one.words) for one in found)
        return chat.ask_or_skip("weak", question, SeveralOf(options)) or ()

    def _needed(self, chat: Conversation, needs: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        if not needs:
            return ()
        question = _(
            "Many centres have something to improve at these single points, by the latest round. Which of them do you put to the vote?"
        )
        options = tuple(Option(one["value"], _need(one)) for one in needs)
        return chat.ask_or_skip("needs", question, SeveralOf(options)) or ()

    def _own(self, chat: Conversation, *, must: bool) -> tuple[str, ...]:
        kind = Text(at_most=LONGEST)
        if must:
            question = _(
                "Which recommendations do you put to the vote? Write each on a line of its own, in one message."
            )
            said = chat.ask("own", question, kind)
        else:
            question = _("Others beside these? Write each on a line of its own, in one message.")
            said = chat.ask_or_skip("own", question, kind) or ""
        return tuple(line.strip() for line in said.splitlines() if line.strip())

    def _make_sure(self, chat: Conversation, question: Words, yes: Words) -> None:
        """Ends the talk where the answer is no."""
        options = (Option("yes", yes, SAID_YES), Option("no", _p("button", "No"), SAID_NO))
        if chat.ask("sure", question, OneOf(options)) == "no":
            chat.say(_("Good, nothing has changed."))
            chat.end()


def _need(one: Mapping[str, Any]) -> Words:
    return _n(
        "{need} (to improve in {centres} of {count} centre)",
        "{need} (to improve in {centres} of {count} centres)",
        one["of"],
        need=Variants(one["texts"]),
        centres=str(one["centres"]),
    )


def _given(option: Option, points: dict[int, int]) -> Words:
    return _n(
        "• {text}: {count} point", "• {text}: {count} points", points.get(int(option.value), 0), text=option.label
    )


def _options(shown: Shown) -> tuple[Option, ...]:
    if not shown.is_open:
        is_offered = shown.looks_after and shown.voters > 0
        return (Option("offer", _("Offer it for action plans")),) if is_offered else ()
    votes = tuple(_to_vote(centre, name, again=centre in shown.voted_as) for centre, name in shown.votes_as)
    after = (Option("close", _("Count the votes")), Option("drop", _("Drop the vote"))) if shown.looks_after else ()
    return (*votes, *after)


def _to_vote(centre: int | None, name: Words, *, again: bool) -> Option:
    if centre is None:
        return Option("vote", _("Change my vote"), _VOTE) if again else Option("vote", _VOTE)
    return Option(
        str(centre),
        _("Change the vote of {centre}", centre=name) if again else _("Vote for {centre}", centre=name),
    )


def _told(shown: Shown) -> Words:
    if shown.is_open:
        lead: Words = _(
            "*{title}*: which matter most? The vote is open until {day}.", title=shown.title, day=_until(shown)
        )
        counted = (recommendation_pages.so_far(shown.voters),) if shown.looks_after else ()
        return Lines((lead, *(_("• {text}", text=one.words) for one in shown.recommendations), *counted))
    lead = _("*{title}*: the vote is over.", title=shown.title)
    return Lines((lead, *recommendation_pages.result(shown.recommendations, shown.voters)))


def _until(shown: Shown) -> Words:
    return Moment(shown.closes_at, MomentStyle.LAST_DAY)
