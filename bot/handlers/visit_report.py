"""The report of a peer visit: the draft, agreeing to it, the host's comments, and the paper."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.handlers import asked_for
from bot.handlers.visit_choice import chosen
from bot.i18n.phrase import Lines, Listed, Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import papers, visit_places, visit_report_telling, visit_reports
from bot.usecases.visit_days import day_words
from bot.usecases.visit_notes import LONGEST
from bot.usecases.visit_places import Mine
from bot.usecases.visit_reports import Standing

NO_REPORT = _("There is no peer visit of your centre at the moment, so there is no report of one.")


class VisitReport:
    """With an argument: of the visit with that number."""

    name = "visitreport"
    title = _("Visit report")
    words = _p("word", "visit report")
    brief = True

    def talk(self, chat: Conversation) -> None:
        visit = chosen(chat, chat.look(visit_places.choices), chat.argument, _("Of which visit?"), NO_REPORT)
        standing = chat.look(visit_reports.standing, visit.number)
        if isinstance(standing, Refusal):
            chat.say(standing.why)
            return
        options = _options(standing)
        if not options:
            chat.say(_told(visit, standing))
            return
        match chat.ask("what", _told(visit, standing), OneOf(options)):
            case "paper":
                self._paper(chat, visit, standing)
            case "draft":
                self._draft(chat, visit, standing)
            case "agree":
                told = chat.do(visit_reports.agree, str(visit.number))
                chat.say(told.words)
            case "reopen":
                told = chat.do(visit_reports.open_again, str(visit.number))
                chat.say(told.words, acts=told.acts)
            case "comment":
                self._comment(chat, visit)
            case "settle":
                told = chat.do(visit_reports.nothing_to_add, str(visit.number))
                chat.say(told.words)
            case _:
                chat.say(_("Good, nothing has changed."))

    def _paper(self, chat: Conversation, visit: Mine, standing: Standing) -> None:
        """And the way to what can be done with it, unless it is final."""
        paper = chat.look(papers.of_visit, visit.number)
        if isinstance(paper, Refusal):
            chat.say(paper.why)
        elif asked_for.file_wanted(chat):
            number = str(visit.number)
            acts = () if standing.state == "final" else (visit_places.next_act(number),)
            chat.say(_("Here is the report of visit {number}.", number=number), attachments=(paper,), acts=acts)
        else:
            chat.say(asked_for.NOT_SENT)

    def _draft(self, chat: Conversation, visit: Mine, standing: Standing) -> None:
        is_alone = len(standing.agreed) + len(standing.waiting) == 1
        ask = _("With the draft the notes are closed, and the other visiting centres read it. Make it now?")
        if is_alone:
            ask = (
                _("With the draft the notes are closed, and the host centre is asked for its comments. Make it now?")
                if standing.with_host
                else _("With the draft the notes are closed, and the report is final. Make it now?")
            )
        words: list[Words] = [ask]
        if standing.spoken_only:
            left = _n(
                "{count} spoken note has no words yet and would be left out.",
                "{count} spoken notes have no words yet and would be left out.",
                standing.spoken_only,
            )
            words.insert(0, left)
        sure = OneOf(
            (Option("yes", _p("button", "Make the draft"), SAID_YES), Option("no", _p("button", "Not yet"), SAID_NO))
        )
        if chat.ask("sure", Lines(tuple(words)), sure) == "no":
            chat.say(_("Good, nothing has changed."))
            return
        if chat.do(visit_reports.draft, visit.number) == "final":
            chat.say(visit_reports.final(visit.number))
            return
        chat.say(
            _("The draft of visit {number} is made, and whoever is to read it next is told.", number=str(visit.number))
        )

    def _comment(self, chat: Conversation, visit: Mine) -> None:
        text = chat.ask(
            "comment",
            _("What would you like to say to the draft? It stands in the report in your own words."),
            Text(at_most=LONGEST),
        )
        chat.do(visit_reports.comment, visit.number, text)
        number = str(visit.number)
        words = _(
            "Your comment stands in the report of visit {number}. Write another one, or say that it is all.",
            number=number,
        )
        chat.say(words, acts=(visit_places.look_act(number), visit_report_telling.settle_act(number)))


def _options(standing: Standing) -> tuple[Option, ...]:
    paper = Option("paper", _p("button", "Get it (PDF)"))
    nothing = Option("nothing", _p("button", "That is all"))
    if standing.state == "final":
        return (paper, nothing)
    if standing.is_host:
        if standing.state != "comments":
            return ()
        return (
            paper,
            Option("comment", _p("button", "Add a comment")),
            Option("settle", _p("button", "Nothing to add")),
            nothing,
        )
    if standing.state == "notes":
        draft = (Option("draft", _p("button", "Make the draft")),) if standing.can_draft else ()
        return (paper, *draft, nothing)
    if standing.state == "review":
        agree = () if standing.has_agreed else (Option("agree", _p("button", "We agree")),)
        return (paper, *agree, Option("reopen", _p("button", "Something missing")), nothing)
    return (paper, nothing)


def _told(visit: Mine, standing: Standing) -> Words:
    if standing.state == "final":
        return _("{visit}: the report is final.", visit=visit.words)
    if not standing.is_over:
        return _(
            "{visit}: the visit is not over yet. Afterwards the visitors make the report from their notes, and the host can comment on the draft.",
            visit=visit.words,
        )
    return _told_host(visit, standing) if standing.is_host else _told_visitor(visit, standing)


def _told_host(visit: Mine, standing: Standing) -> Words:
    if not standing.with_host:
        return _(
            "{visit}: the visitors are writing the report. Once it is final, you can read it here.", visit=visit.words
        )
    match standing.state:
        case "notes":
            return _(
                "{visit}: the visitors are still writing. You can comment on the draft before the report is final.",
                visit=visit.words,
            )
        case "review":
            return _(
                "{visit}: the visiting centres are reading their draft. It comes to you by {day}.",
                visit=visit.words,
                day=_until(standing),
            )
        case _:
            return _(
                "{visit}: the draft is there for your comments. Without an answer it is final on {day}.",
                visit=visit.words,
                day=_until(standing),
            )


def _told_visitor(visit: Mine, standing: Standing) -> Words:
    match standing.state:
        case "notes":
            return _(
                "{visit}: notes are being taken. The draft is due on {day}.",
                visit=visit.words,
                day=day_words(standing.due_on),
            )
        case "review":
            values = {"visit": visit.words, "day": _until(standing)}
            words = (
                _(
                    "{visit}: the visiting centres are reading the draft. Without an answer it goes to the host on {day}.",
                    **values,
                )
                if standing.with_host
                else _(
                    "{visit}: the visiting centres are reading the draft. Without an answer it is final on {day}.",
                    **values,
                )
            )
            agreed = _("Agreed: {centres}.", centres=Listed(standing.agreed))
            return Lines((words, agreed, _("Still waited for: {centres}.", centres=Listed(standing.waiting))))
        case _:
            return _(
                "{visit}: the draft is with the host centre. Without an answer it is final on {day}.",
                visit=visit.words,
                day=_until(standing),
            )


def _until(standing: Standing) -> Words:
    return "" if standing.until is None else Moment(standing.until, MomentStyle.DATE)
