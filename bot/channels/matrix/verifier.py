"""Answers whoever compares keys with the bot: shows what it sees, vouches for its keys, and remembers who was verified."""

import logging
from dataclasses import dataclass

from bot.channels.matrix.answers import HomeserverError
from bot.channels.matrix.encryption import Encryption
from bot.channels.matrix.errands import LANGUAGES, in_languages
from bot.channels.matrix.post import Post
from bot.channels.matrix.sas import Phase
from bot.channels.matrix.send import transaction
from bot.channels.matrix.verification import Owed, Talk
from bot.i18n.phrase import Phrase, _
from bot.i18n.translator import Translator

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Verifier:
    encryption: Encryption
    post: Post
    translator: Translator

    async def work(self, languages: dict[str, str]) -> None:
        """What verifications have come to. `languages`: the one last spoken in a room, where we have spoken."""
        verifications = self.encryption.verifications
        for talk in list(verifications.talks.values()):
            if talk.sas.phase is Phase.SHOWN:
                if talk.room_id is not None and not talk.is_told:
                    await self._show(talk.room_id, talk, languages.get(talk.room_id))
                    talk.is_told = True
                verifications.confirm(talk, await self.encryption.duties.vouching_keys())
            if talk.sas.phase is Phase.CONFIRMED and talk.sas.theirs is not None:
                user, device = talk.sas.them
                if verifications.conclude(talk, await self.encryption.duties.keys_of(user, device)):
                    await self.encryption.duties.remember_verified(user)
        while verifications.owed:
            await self._say(verifications.owed[0])
            del verifications.owed[0]

    async def _say(self, owed: Owed) -> None:
        try:
            if owed.room_id is None:
                await self.encryption.access.tell(owed.kind, {owed.user: {owed.device: owed.content}})
            else:
                began = owed.content["m.relates_to"]["event_id"]
                await self.post.send(owed.room_id, owed.content, transaction(began, owed.kind), kind=owed.kind)
        except HomeserverError as error:
            if not error.is_final:
                raise
            log.warning("a verification could not be answered", extra={"why": str(error)})

    async def _show(self, room_id: str, talk: Talk, language: str | None) -> None:
        content = in_languages(self.translator, pictures(talk), LANGUAGES if language is None else (language,))
        await self.post.send(room_id, content, transaction(talk.sas.transaction, "pictures"))


def pictures(talk: Talk) -> Phrase:
    return _(
        "You compare keys with me. Your app shows seven pictures; I see {pictures}. In numbers: {numbers}. If yours are the "
        "same, confirm it in your app: then nobody can read along between us.",
        pictures=", ".join(f"{sign} {name}" for sign, name in talk.sas.pictures),
        numbers=" ".join(str(number) for number in talk.sas.numbers),
    )
