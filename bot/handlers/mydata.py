"""What is kept about me?"""

from collections.abc import Iterator, Sequence

from bot.core.answers import SAID_NO, OneOf, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import City, LanguageName, Lines, Listed, Moment, MomentStyle, Rounded, Words, _, _n, _p
from bot.usecases import agreements, memberships, my_files, my_history, mydata
from bot.usecases.my_files import File
from bot.usecases.mydata import Kept, Place

MEGABYTE = 1024 * 1024


class MyData:
    """/mydata: a few lines to read; then everything as files, what was done, what was agreed to, and putting it right."""

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
        given = chat.look(my_files.given)
        options = [Option("all", _("All of it, as files"))]
        options += [Option("files", _("Files I have sent"))] if given else []
        if kept.forget_at is not None:
            options.append(Option("keep", _("Keep my data")))
        options += [
            Option("done", _("What was done")),
            Option("agreed", _("What I agreed to")),
            Option("correct", _("Correct something")),
            Option("object", _("What I would rather not get")),
            Option("nothing", _("Nothing more"), SAID_NO),
        ]
        match chat.ask("more", _("What else would you like?"), OneOf(tuple(options))):
            case "all":
                words = _(
                    "Here is all of it: *{pdf}* to read, and *{json}* with every word.",
                    pdf=mydata.PDF_NAME,
                    json=mydata.JSON_NAME,
                )
                chat.say(words, attachments=chat.do(mydata.files))
            case "files" if given:
                self._files(chat, given)
            case "keep":
                chat.hand_over("welcome")
            case "done":
                self._done(chat)
            case "agreed":
                self._agreed(chat)
            case "correct":
                chat.hand_over("correctme")
            case "object":
                chat.hand_over("news")
            case _:
                chat.say(_("Good. You can ask again at any time: *my data*."))

    def _files(self, chat: Conversation, given: Sequence[File]) -> None:
        """Their size first: whoever asks for them pays for them."""
        size = Rounded(max(0.1, sum(one.size for one in given) / MEGABYTE))
        question = _n(
            "There is {count} file, {size} MB. Shall I send it?",
            "There are {count} files, {size} MB. Shall I send them?",
            len(given),
            size=size,
        )
        if chat.ask("send", question, YesNo()):
            chat.say(_("Here you are."), attachments=chat.look(my_files.attachments))
        else:
            chat.say(_("Good. You can ask again at any time: *my data*."))

    def _done(self, chat: Conversation) -> None:
        lines = chat.look(my_history.latest)
        if not lines:
            chat.say(_("The log tells of nothing that was done about you."))
            return
        chat.say(Lines((_("This was done, the latest first:"), *(_("• {line}", line=one.told()) for one in lines))))

    def _agreed(self, chat: Conversation) -> None:
        agreed = chat.look(agreements.standing)
        lines = [_("• {line}", line=one.told()) for one in agreed]
        chat.say(Lines((_("You have agreed:"), *lines)) if lines else _("There is nothing that you have agreed to."))
        ending = [one for one in agreed if one.may_end]
        if not ending:
            if agreed:
                chat.say(
                    _(
                        "To take that back, write *stop* and choose *erase my data*: without it I may keep nothing about you."
                    )
                )
            return
        options = [Option(str(one.id), one.purpose) for one in ending]
        options.append(Option("none", _("No, leave it"), SAID_NO))
        chosen = chat.ask("take back", _("Would you like to take one of these back?"), OneOf(tuple(options)))
        if chosen == "none":
            chat.say(_("Good, nothing has changed."))
            return
        chat.do(agreements.withdraw, int(chosen))
        chat.say(_("It is taken back, from now on."))


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
