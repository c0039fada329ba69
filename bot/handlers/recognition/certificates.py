"""My certificates, and those and the badges of my centre: to look at, to keep and to hand on."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment
from bot.core.refusal import Refusal
from bot.handlers import asked_for
from bot.handlers.recognition import page
from bot.handlers.recognition.check import Check
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _p
from bot.usecases import people, recognition_authors, recognition_checks, recognition_lists
from bot.usecases.recognition_lists import CredentialKind, Held
from bot.usecases.ways_in import ways_in


class Certificates:
    """/certificates; with the number of one, that one at once."""

    name = recognition_authors.TALK
    title = _("Certificates")
    words = _p("word", "certificates|my certificates|certificate|badges|badge")
    brief = True

    def talk(self, chat: Conversation) -> None:
        held = chat.look(recognition_lists.one, chat.number or self._chosen(chat))
        if isinstance(held, Refusal):
            chat.say(held.why)
        else:
            _show(chat, held)

    def _chosen(self, chat: Conversation) -> int:
        found = chat.look(recognition_lists.held)
        if not found:
            chat.say(
                _(
                    "There are none yet. Whoever contributes to a self-assessment of their centre gets a certificate when it is signed, "
                    "and whoever shares a practice when it is published."
                )
            )
            chat.end()
        if len(found) == 1:
            return found[0].id
        options = tuple(Option(str(one.id), _label(one)) for one in found)
        return int(chat.ask("which", _("Which one would you like to see?"), OneOf(options)))


def _show(chat: Conversation, held: Held) -> None:
    lines: list[Words] = [recognition_checks.what(held), recognition_checks.done(held)]
    if not held.holds:
        chat.say(Lines((*lines, _("This holds no longer."), *recognition_checks.reasons(held))))
        return
    lines.append(
        _("Its code is {code}. Whoever writes *check* and the code to me learns that it holds.", code=held.code)
    )
    if chat.look(people.is_text_only):
        chat.say(Lines(tuple(lines)))
        if asked_for.file_wanted(chat):
            chat.say(_("Here it is."), attachments=_files(chat, held))
        else:
            chat.say(asked_for.NOT_SENT)
        return
    chat.say(Lines(tuple(lines)), attachments=_files(chat, held))


def _files(chat: Conversation, held: Held) -> tuple[Attachment, ...]:
    ways = chat.look(ways_in, Check.name, held.code)
    printed = page.document(held, ways, chat.language, chat.render)
    if held.token is None:
        return (printed,)
    return printed, page.signed_file(held, chat.render)


def _label(held: Held) -> Words:
    day = Moment(held.signed_at, MomentStyle.DAY)
    match held.kind:
        case CredentialKind.BADGE:
            return _("Badge of the centre: {title}, {day}", title=held.title, day=day)
        case CredentialKind.CENTRE:
            return _("Certificate of the centre: {title}, {day}", title=held.title, day=day)
        case CredentialKind.PARTICIPANT:
            return _("My certificate: {title}, {day}", title=held.title, day=day)
        case CredentialKind.AUTHOR:
            return _("My certificate as author: {title}, {day}", title=held.title, day=day)
