"""Handing a practice in: its language, the people shown, whose name stands there, its licence, and once more the whole."""

from dataclasses import replace

from bot.core.answers import SAID_NO, OneOf, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.practices import FIELD_NAMES, LICENCE, LICENCES, PeopleShown, PracticeState
from bot.i18n.phrase import LanguageName, Lines, Words, _, _p
from bot.usecases import practice_approval, practice_drafts, practice_likeness
from bot.usecases.practice_approval import Handing
from bot.usecases.practice_drafts import Standing
from bot.usecases.practice_telling import SHARE_TALK

_NOT_ALL = "not all"
_PEOPLE = OneOf(
    (
        Option(PeopleShown.NOBODY, _p("button", "Nobody"), SAID_NO),
        Option(PeopleShown.AGREED, _p("button", "Yes, all agreed")),
        Option(_NOT_ALL, _p("button", "Not all agreed")),
    )
)
_HAND_IN, _NOT_YET = _p("button", "Hand it in"), _p("button", "Not yet")
SHOWN: dict[str, Words] = {
    "language": _("Language"),
    "people": _("People shown"),
    "named": _("Your name"),
    "contact": _("Questions"),
    "licence": _("Licence"),
}


def talk(chat: Conversation, standing: Standing) -> None:
    number = str(standing.number)
    if standing.missing:
        chat.say(_("One more thing is needed first: {part}.", part=FIELD_NAMES[standing.missing[0]]))
        chat.hand_over(SHARE_TALK, f"{number}-{standing.missing[0]}")
    before = chat.look(practice_approval.handed_in_before, standing.number)
    alike = chat.look(practice_likeness.alike, standing.number, chat.language)
    if alike:
        chat.say(Lines((_("Others tell of something alike. If yours is another thing, all is well:"), *alike)))
    handing = _asked(chat, standing, before)
    if before is None:
        what = _("Two people review it; then every centre can read it. Hand it in?")
        if chat.look(practice_approval.asks_centre, standing.number):
            what = _(
                "First your centre says yes, then two people review it; then every centre can read it. Hand it in?"
            )
        prompt = Lines((_("*{title}* (practice {number})", title=standing.title, number=number), what))
        wanted = chat.review("send", prompt, tuple(SHOWN), send=_HAND_IN, called=SHOWN, drop=_NOT_YET)
    else:
        wanted = chat.ask(
            "again", _("All else stays as you said it before. Hand it in again?"), YesNo(_HAND_IN, _NOT_YET)
        )
    if not wanted:
        chat.hand_over(SHARE_TALK, number)
    chat.say(_thanks(chat.do(practice_approval.submit, standing.number, handing), number))


def _asked(chat: Conversation, standing: Standing, before: Handing | None) -> Handing:
    language = standing.language
    read = chat.look(practice_drafts.language_read, standing.number)
    if read is not None:
        language = _language(chat, standing, read)
    people = None
    if chat.look(practice_approval.asks_for_people, standing.number):
        people = _people(chat, standing)
    if before is not None:
        return replace(before, language=language, people=people)
    named = chat.ask(
        "named",
        _("Whose name stands with it: your centre's and yours, or your centre's alone?"),
        YesNo(_p("button", "With my name"), _p("button", "Only the centre")),
    )
    contact = chat.ask(
        "contact",
        _("May other centres ask you about it, through me? Nobody gets your address."),
        YesNo(_p("button", "They may ask"), _p("button", "Please not")),
    )
    return Handing(language, people, named, contact, _licence(chat))


def _language(chat: Conversation, standing: Standing, read: str) -> str:
    names = (read, standing.language)
    kind = OneOf(tuple(Option(one, LanguageName(one, capital=True)) for one in names))
    prompt = _(
        "It reads like {read}, and is kept as {kept}. In which language is it?",
        read=LanguageName(read),
        kept=LanguageName(standing.language),
    )
    return chat.ask("language", prompt, kind)


def _people(chat: Conversation, standing: Standing) -> PeopleShown:
    prompt = _(
        "Can people be recognised in the photos or videos? If so: have all of them agreed that it is published, for minors their parents too?"
    )
    shown = chat.ask("people", prompt, _PEOPLE)
    if shown == _NOT_ALL:
        chat.say(
            _("Thank you for saying so. Please take away the photos of those who have not agreed, or ask them first.")
        )
        chat.hand_over(SHARE_TALK, f"{standing.number}-files")
    return PeopleShown(shown)


def _licence(chat: Conversation) -> str:
    lines = (_("*{licence}*: {words}", licence=licence, words=words) for licence, words in LICENCES.items())
    prompt = Lines((_("Under which licence? {licence} is usual.", licence=LICENCE), *lines))
    return chat.ask("licence", prompt, OneOf(tuple(Option(licence, licence) for licence in LICENCES)))


def _thanks(state: str, number: str) -> Words:
    if state == PracticeState.CENTRE:
        return _(
            "Thank you. Practice {number} is with your centre now: whoever leads it is asked. You hear from me; *my practices* shows how it stands.",
            number=number,
        )
    return _(
        "Thank you. Practice {number} is with the reviewers now; they have 14 days. You hear from me; *my practices* shows how it stands.",
        number=number,
    )
