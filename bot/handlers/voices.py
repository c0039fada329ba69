"""A coordinator asks groups how they see the centre: a link, a QR picture and a poster for each, and how many have answered."""

from collections.abc import Collection, Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.handlers import choosing
from bot.i18n.languages import own_name
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _n, _p
from bot.reports.poster import Poster, Way
from bot.usecases import voices_links
from bot.usecases.voices_links import Asked, Asking
from bot.usecases.ways_in import WayIn, way_in_words


class AskForVoices:
    """Whom would you like to ask?"""

    name = "voices"
    title = _("Ask for voices")
    words = _p("word", "voices|posters")
    brief = False

    def __init__(self, languages: Collection[str]) -> None:
        """`languages`: tags of those in which there are posters."""
        self._languages = languages

    def talk(self, chat: Conversation) -> None:
        if not chat.look(voices_links.may_ask):
            chat.say(voices_links.NOT_NOW)
            chat.end()
        centre = self._centre(chat) if chat.number is None else chat.number
        if centre is None:
            chat.end()
        groups = chat.look(voices_links.asked, centre)
        if isinstance(groups, Refusal):
            chat.say(groups.why)
            chat.end()
        if not groups:
            chat.say(voices_links.NOBODY_ASKED)
            chat.end()
        chat.say(_standing(groups))
        options = tuple(Option(str(one.publication), one.group) for one in groups)
        publication = chat.ask("group", _("Which group would you like to ask?"), OneOf(options))
        tags = tuple(
            Option(tag, own_name(tag)) for tag in sorted(self._languages, key=lambda tag: (tag != chat.language, tag))
        )
        language = chat.ask("language", _("In which language shall the poster be?"), OneOf(tags))
        asking = chat.do(voices_links.link, centre, int(publication))
        chat.say(_how(asking), attachments=(*_pictures(chat, asking), _poster(chat, asking, language)))
        another = Act("begin", f"{self.name}:{centre}", _p("button", "Another group"))
        chat.say(
            _("Everybody in this group may have the same link. Who has answered is shown to nobody."), acts=(another,)
        )

    def _centre(self, chat: Conversation) -> int | None:
        """Of those that one coordinates; whose role is wider searches."""
        own = chat.look(voices_links.centres)
        return choosing.centre(chat, own, _("Which centre is it about?"), others=not own)


def _standing(groups: Sequence[Asked]) -> Words:
    """How many have answered, as far as that may be told."""
    lines: list[Words] = [_("How many have answered so far:")]
    for one in groups:
        count = _("fewer than five") if one.count is None else _n("{count} person", "{count} people", one.count)
        lines.append(_("{group}: {count}", group=one.group, count=count))
    return Lines(tuple(lines))


def _how(asking: Asking) -> Words:
    lines: list[Words] = [
        _("*{centre}*, {group}. This is how they come to the questions:", centre=asking.centre, group=asking.group)
    ]
    lines += [way_in_words(one) for one in asking.ways]
    if not asking.ways:
        lines.append(_("They write to me: {words}", words=f"/voice {asking.code}"))
    if asking.closes_at is not None:
        lines.append(_("You can answer until {day}.", day=Moment(asking.closes_at, MomentStyle.DAY)))
    return Lines(tuple(lines))


def _pictures(chat: Conversation, asking: Asking) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            f"{asking.code}-{one.channel}.png",
            "image/png",
            chat.render(_("QR picture of the link {link}", link=one.link)),
            job="qr_code",
            arguments={"link": one.link},
        )
        for one in asking.ways
        if one.link is not None
    )


def _poster(chat: Conversation, asking: Asking, language: str) -> Attachment:
    """A page to print; every word of it in its own language."""

    def put(words: Words) -> str:
        return chat.render_in(language, words)

    until = _("Until {day}", day=Moment(asking.closes_at, MomentStyle.DAY)) if asking.closes_at is not None else ""
    page = Poster(
        language=language,
        question=put(_("How do you see {centre}?", centre=asking.centre)),
        group=put(_("For: {group}", group=asking.group)),
        promise=put(
            _("A few questions, three minutes. Nobody asks for your name. Results are shown only from five answers on.")
        ),
        until=put(until),
        ways=tuple(Way(one.channel, one.link or "", one.contact, one.words, put(_caption(one))) for one in asking.ways),
    )
    return Attachment(
        f"{asking.code}-{language}.pdf",
        "application/pdf",
        chat.render(_("Poster to print")),
        job="voices_poster",
        arguments=page.as_data(),
    )


def _caption(one: WayIn) -> Words:
    name = one.channel.capitalize()
    return _("Scan for {channel}", channel=name) if one.link is not None else _("On {channel}, write:", channel=name)
