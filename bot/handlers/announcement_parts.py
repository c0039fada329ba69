"""What writing an announcement and going on with a draft have in common: its text, its gaps, how it will look."""

from collections.abc import Collection, Mapping, Sequence

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Given, Json, Listener, Option, Unclear, Understood
from bot.core.messages import FileReference
from bot.core.outcome import Act
from bot.i18n.detection import detect
from bot.i18n.phrase import LanguageName, Lines, Listed, Marked, Words, _, _n
from bot.usecases import announcement_offers, announcement_texts, announcements
from bot.usecases.announcement_content import Draft
from bot.usecases.announcements import Reach

SURE, TELLING = 0.97, 12  # of a language that is guessed: how sure, and from how many signs
SHOWN = 80  # signs of a text on the review card: all of it stands in the preview above
WRITE, VOLUNTEERS = "write", "volunteers"


class LongText(Text):
    def show(self, value: str) -> Words:
        return value if len(value) <= SHOWN else value[: SHOWN - 1].rstrip() + "…"


class TextFirst(LongText):
    """What goes with it is gathered at the end: who sends it at once is told where."""

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        if given.files:
            return Unclear(
                _("The text first, please. Pictures and files come at the end: tap *Add something* before you send it.")
            )
        return super().parse(given, listener, draft)


def names_of(languages: Sequence[str]) -> Words:
    return Listed(tuple(LanguageName(language) for language in languages))


def ask_about_gaps(chat: Conversation, reach: Reach, texts: Mapping[str, str], missing: Sequence[str]) -> str:
    """A language to send it in instead, or WRITE, or VOLUNTEERS."""
    lacking = reach.without(texts)
    readers = sum(lacking[language] for language in missing)
    options = [Option(tag, _("Send it in {language}", language=LanguageName(tag))) for tag in texts]
    options += [Option(WRITE, _("I'll write it now")), Option(VOLUNTEERS, _("Ask volunteers to translate"))]
    return chat.ask(
        "fallback",
        _n(
            "Without a text in {languages} I cannot send it: {count} person reads nothing else here. What shall I do?",
            "Without a text in {languages} I cannot send it: {count} people read nothing else here. What shall I do?",
            readers,
            languages=names_of(missing),
        ),
        OneOf(tuple(options)),
    )


def preview(
    chat: Conversation,
    reach: Reach,
    draft: Draft,
    files: Sequence[FileReference],
    of_places: Collection[str] = (),
) -> None:
    """Each text as its readers will see it, with everything around and below it in their language; those `of_places`, too.

    In rooms and channels there are no buttons.
    """
    author = chat.look(announcements.author)
    lacking = reach.without(draft.texts)
    read = dict.fromkeys(
        draft.fallback or "" if language in lacking else language
        for language in (*reach.by_language, *reach.by_language_read, *of_places)
        if language in lacking or language in draft.texts
    )
    people = {
        draft.fallback if language in lacking else language
        for language in (*reach.by_language, *reach.by_language_read)
    }
    for language in read:
        seen = chat.render_in(language, announcement_texts.wording(author, draft.texts[language]))
        header = chat.render(Lines(_header(language, draft.texts[language])))
        links = announcement_texts.links(draft.link, lambda words, tag=language: chat.render_in(tag, words))  # type: ignore[misc] # mypy cannot tell the type of a default
        acts = () if language not in people else _buttons(chat, draft, files, language)
        chat.show(f"preview {language}", Marked(f"{header}\n\n{seen}"), links=links, acts=acts)


def _buttons(chat: Conversation, draft: Draft, files: Sequence[FileReference], language: str) -> tuple[Act, ...]:
    """As they will be; tapped, they say that they do nothing yet."""
    labels = announcement_offers.as_seen(draft, files, language)
    return tuple(Act("announcement.preview", "", Marked(chat.render_in(language, label))) for label in labels)


def _header(language: str, text: str) -> tuple[Words, ...]:
    """Whoever wrote a text into the place of another one sees it before its readers do."""
    header = _("This is how it looks in {language}:", language=LanguageName(language))
    read = reads_like(text, language)
    if read is None:
        return (header,)
    return (header, _("Is it the right text? It reads like {language}.", language=LanguageName(read)))


def misread(texts: Mapping[str, str]) -> tuple[Words, ...]:
    """Of several texts at once, by the language that each is meant to be in: those that plainly read like another one."""
    found = {language: reads_like(text, language) for language, text in texts.items()}
    return tuple(
        _(
            "The text in {language} reads like {read}. Is it the right one?",
            language=LanguageName(language),
            read=LanguageName(read),
        )
        for language, read in found.items()
        if read is not None
    )


def reads_like(text: str, language: str) -> str | None:
    """Another language than it is meant to be in, where that is plain."""
    guess = detect(text, hint=language)
    is_plain = guess.language is not None and guess.confidence >= SURE and guess.language != language
    return guess.language if is_plain and len(text) >= TELLING else None
