"""What is to be done in rooms beside the talks: come in, explain, leave."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.post import Post
from bot.channels.matrix.render import CALLING_NOBODY, NOTICE
from bot.channels.matrix.rooms import Errand, Room
from bot.channels.matrix.send import transaction
from bot.i18n.markup import plain
from bot.i18n.phrase import Phrase, _
from bot.i18n.translator import Reader, Translator, is_right_to_left

LANGUAGES = ("en", "fr", "ar")
"""The languages of a room where we have not spoken yet: nobody knows who reads there."""

ABOUT_COMPANY = _(
    "Others can read along in this room, so I keep personal things out of it. Please write to me in a room of our own:"
)

UNREADABLE = _(
    "I cannot read your last message: it is encrypted, and its key has not reached me. I have asked your device for it. "
    "Please write the message once more; if that does not help, invite me to a new room. Nothing you told me is lost."
)
NOT_ENCRYPTED = _(
    "I did not read your last message: this room is encrypted, and the message came without encryption. Please write it "
    "in an app that encrypts, or invite me to a new room with encryption switched off. Nothing you told me is lost."
)


@dataclass(frozen=True)
class Errands:
    homeserver: Homeserver
    post: Post
    account: str
    translator: Translator

    async def run(self, room_id: str, room: Room, errand: Errand, reason: str, language: str | None) -> None:
        match errand:
            case Errand.JOIN:
                await self.homeserver.join(room_id)
            case Errand.MARK_DIRECT:
                if room.person is not None:
                    await self.homeserver.mark_direct(room_id, room.person)
            case Errand.LEAVE:
                await self.homeserver.leave(room_id)
            case Errand.EXPLAIN_UNREADABLE:
                await self._explain(room_id, UNREADABLE, reason, language)
            case Errand.EXPLAIN_OPEN:
                await self._explain(room_id, NOT_ENCRYPTED, reason, language)
            case Errand.EXPLAIN_COMPANY:
                link = f"https://matrix.to/#/{quote(self.account, safe='@:')}"
                await self._explain(room_id, ABOUT_COMPANY, reason, language, link=link)

    async def _explain(
        self, room_id: str, words: Phrase, reason: str, language: str | None, *, link: str | None = None
    ) -> None:
        content = in_languages(self.translator, words, LANGUAGES if language is None else (language,), link=link)
        await self.post.send(room_id, content, transaction(reason, "explanation"))


def in_languages(
    translator: Translator, words: Phrase, languages: Sequence[str], *, link: str | None = None
) -> Mapping[str, Any]:
    """One notice; each language on a line of its own, and each once. The link follows, where no word touches it."""
    said = {translator.spoken(language): "" for language in languages}
    for language in said:
        said[language] = plain(translator.render(words, Reader(language)))
    paragraphs = [
        f'<p dir="{"rtl" if is_right_to_left(language) else "ltr"}">{html.escape(text)}</p>'
        for language, text in said.items()
    ]
    lines = [*said.values()]
    if link is not None:
        lines.append(link)
        paragraphs.append(f'<p><a href="{html.escape(link)}">{html.escape(link)}</a></p>')
    return {
        "msgtype": NOTICE,
        "body": "\n\n".join(lines),
        "format": "org.matrix.custom.html",
        "formatted_body": "".join(paragraphs),
        **CALLING_NOBODY,
    }
