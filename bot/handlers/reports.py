"""Reports to read and print: of one's centre, and of a round for those who coordinate it, who can have tables as well."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment
from bot.core.refusal import Refusal
from bot.handlers import asked_for
from bot.i18n.phrase import Words, _, _p
from bot.usecases import papers, results, round_lists


class CentreReport:
    """The self-assessment of my centre, on paper. With an argument: of the assessment with that number."""

    name = "report"
    title = _("Report")
    words = _p("word", "report|my report")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = self._latest(chat) if chat.number is None else chat.number
        if number is None:
            chat.say(_("There is no report yet. It comes once a self-assessment is signed off."))
            return
        _give(
            chat,
            chat.look(papers.of_centre, number),
            _("Here is the report of the self-assessment: to read, to print, and to talk about in your team."),
        )

    def _latest(self, chat: Conversation) -> int | None:
        own = chat.look(results.centres_of)
        if not own:
            return None
        centre = own[0][0]
        if len(own) > 1:
            options = tuple(Option(str(number), name) for number, name in own)
            centre = int(chat.ask("centre", _("Of which centre would you like the report?"), OneOf(options)))
        found = chat.look(results.finished, centre)
        return None if isinstance(found, Refusal) or not found else found[0].id


class RoundReport:
    """What a round says of all centres together, or of each. With an argument: of the round with that number."""

    name = "synthesis"
    title = _("Synthesis")
    words = _p("word", "synthesis|report of the round")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = self._one(chat) if chat.number is None else chat.number
        if number is None:
            chat.say(_("There is no round that you coordinate, so there is no report of one."))
            return
        paper = chat.look(papers.of_round, number)
        if isinstance(paper, Refusal):
            chat.say(paper.why)
            return
        options = (
            Option("pdf", _p("button", "Report (PDF)")),
            Option("xlsx", _p("button", "Table (XLSX)")),
            Option("csv", _p("button", "Table (CSV)")),
        )
        prompt = _(
            "Would you like the report, which names no centre, or a table with a row for each centre and indicator?"
        )
        wanted = chat.ask("as", prompt, OneOf(options))
        if wanted == "pdf":
            _give(chat, paper, _("Here is the report of the round. It names no centre and ranks none."))
        else:
            self._table(chat, number, csv=wanted == "csv")

    def _table(self, chat: Conversation, number: int, *, csv: bool) -> None:
        options = (Option("named", _p("button", "With names")), Option("unnamed", _p("button", "Without names")))
        prompt = _("With the names of the centres, for yourself; or without names, to hand on?")
        named = chat.ask("names", prompt, OneOf(options)) == "named"
        file = chat.do(papers.of_centres, number, named=named, csv=csv)
        words = (
            _("Here is the table, with a codebook. It tells where single centres stand: please keep it to yourself.")
            if named
            else _("Here is the table, with a codebook. Centres have keys that hold for this file only.")
        )
        chat.say(words, attachments=(file,))

    def _one(self, chat: Conversation) -> int | None:
        found = chat.look(round_lists.in_sight)
        if len(found) <= 1:
            return found[0].number if found else None
        options = tuple(Option(str(one.number), one.name) for one in found)
        return int(chat.ask("which", _("Of which round would you like the report?"), OneOf(options)))


def _give(chat: Conversation, paper: Attachment | Refusal, words: Words) -> None:
    if isinstance(paper, Refusal):
        chat.say(paper.why)
    elif asked_for.file_wanted(chat):
        chat.say(words, attachments=(paper,))
    else:
        chat.say(_("Good, I send no file. *results* says it in words."))
