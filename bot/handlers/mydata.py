"""What is kept about me?"""

from collections.abc import Iterator

from bot.core.conversation import Conversation
from bot.i18n.phrase import City, LanguageName, Lines, Listed, Moment, MomentStyle, Words, _, _p
from bot.usecases import memberships, mydata, people
from bot.usecases.mydata import Kept, Place


class MyData:
    """/mydata: a few lines to read, and everything as a file."""

    name = "mydata"
    title = _("My data")
    words = _p("word", "my data|mydata")
    brief = True

    def talk(self, chat: Conversation) -> None:
        kept = chat.look(mydata.kept)
        if kept is None:
            chat.say(mydata.NOTHING)
            return
        chat.say(Lines((_("This is what I keep about you:"), *_told(kept))))
        if chat.look(people.is_text_only):
            chat.say(_("There is a file with every word of it, too; to get it, choose files with *text only* first."))
            return
        chat.say(_("Here is every word of it, as a file:"), attachments=(chat.do(mydata.file),))


def _told(kept: Kept) -> Iterator[Words]:
    if kept.name:
        yield _("Name: {name}", name=kept.name)
    if kept.language:
        yield _("Language: {language}; your clock: {zone}", language=LanguageName(kept.language), zone=City(kept.zone))
    yield _("You write to me on: {channels}", channels=Listed(kept.channels))
    yield from (_place(place) for place in kept.places)
    if kept.roles:
        yield _("Roles: {roles}", roles=Listed(kept.roles))
    yield _(
        "Answers in our talks: {answers} · invitations to sessions: {sessions} · self-assessments: {assessments}",
        answers=kept.answers,
        sessions=kept.sessions,
        assessments=kept.assessments,
    )
    if kept.questionnaires:
        yield _("Questionnaires handed in: {count}", count=kept.questionnaires)
    if kept.certificates:
        yield _("Certificates with your name: {count}", count=kept.certificates)
    if kept.agreed_at is not None:
        yield _("You agreed to that on {date}.", date=Moment(kept.agreed_at, MomentStyle.DATE))
    if kept.forget_at is not None:
        yield _("All of it will be erased on {date}.", date=Moment(kept.forget_at, MomentStyle.DATE))
    else:
        yield _("To have it erased, write *stop* and choose *erase my data*.")


def _place(place: Place) -> Words:
    function = memberships.FUNCTIONS[place.function]
    if place.is_confirmed:
        return _("Centre: {centre} ({function})", centre=place.centre, function=function)
    return _("Centre: {centre} ({function}, not confirmed yet)", centre=place.centre, function=function)
