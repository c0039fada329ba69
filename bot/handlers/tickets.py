"""A question about an announcement, and its answer."""

from bot.core.answers import OneOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words, _
from bot.usecases import announcement_offers, faq, tickets
from bot.usecases.tickets import LONGEST_ANSWER, LONGEST_QUESTION

LONGEST_LABEL = 40  # signs


class AskAbout:
    """What others asked comes first; then the question goes to whoever wrote the announcement."""

    name = "question"
    title = _("Ask about news")
    words = announcement_offers.QUESTION
    brief = False

    def talk(self, chat: Conversation) -> None:
        number = chat.argument
        if chat.number is None:
            chat.say(
                _(
                    "Your question belongs to an announcement: write *question* and its number, for example *question 12*."
                )
            )
            chat.end()
        if refusal := chat.look(tickets.may_ask, number):
            chat.say(refusal.why)
            chat.end()
        chat.call(_("Question about announcement {number}", number=number))
        answered = chat.look(faq.about, int(number))
        if answered:
            told: list[Words] = [_("Others have asked about it, too:")]
            for one in answered:
                told += [_("*{question}*", question=one.question), one.answer]
            chat.show("others", Lines(tuple(told)))
        text = chat.ask(
            "text",
            _(
                "What would you like to know about announcement {number}? Your question goes to whoever wrote it, with "
                "your name. One message, please.",
                number=number,
            ),
            Text(at_most=LONGEST_QUESTION),
        )
        asked = chat.do(tickets.ask, number, text)
        chat.say(_("Thank you, it is on its way as question {number}. The answer comes here.", number=str(asked)))


class AnswerQuestion:
    """Back to whoever asked; and, if it helps others, for everybody to find."""

    name = tickets.TALK
    title = _("Answer questions")
    words = tickets.ANSWER
    brief = False

    def talk(self, chat: Conversation) -> None:
        number = chat.argument or self._chosen(chat)
        found = chat.look(tickets.to_answer, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            chat.end()
        chat.call(_("Answer to question {number}", number=number))
        prompt = Lines(
            (tickets.in_words(found, chat.language), "", _("What is your answer to {name}?", name=found.name))
        )
        text = chat.ask("answer", prompt, Text(at_most=LONGEST_ANSWER))
        for_all = None
        if chat.ask(
            "for all",
            _("Shall everybody find this answer, without the name of whoever asked? They find it with the word *faq*."),
            YesNo(),
        ):
            worded = chat.ask_or_skip(
                "worded",
                Lines(
                    (
                        _("So the question stands there:"),
                        found.text,
                        _("Write it in other words if it tells of somebody, or skip."),
                    )
                ),
                Text(at_most=LONGEST_QUESTION),
            )
            for_all = worded or found.text
        entry = chat.do(tickets.answer, number, text, for_all)
        chat.say(_("Thank you. {name} has your answer.", name=found.name))
        if entry is not None:
            chat.say(
                _("Everybody can find it now: it is answer {number}.", number=str(entry)),
                acts=chat.look(faq.acts, str(entry)),
            )

    def _chosen(self, chat: Conversation) -> str:
        waiting = chat.look(tickets.waiting)
        if not waiting:
            chat.say(_("No question waits for your answer."))
            chat.end()
        options = tuple(Option(str(one.number), _shortened(f"{one.name}: {one.text}")) for one in waiting)
        return chat.ask("which", _("Which question would you like to answer?"), OneOf(options))


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= LONGEST_LABEL else whole[: LONGEST_LABEL - 1].rstrip() + "…"
