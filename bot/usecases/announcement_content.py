"""What is to be announced, to whom and how, as it comes from its author."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.messages import FileReference
from bot.domain.audiences import Audience
from bot.storage.announcements import AnnouncementKind
from bot.usecases.announcement_times import AT_ONCE, When


@dataclass(frozen=True)
class Extras:
    """What goes with the text. At most one of choices, session and questionnaire."""

    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of a poll, by language, in the same order
    session: int | None = None
    questionnaire: int | None = None  # its publication
    files: tuple[FileReference, ...] = ()
    description: str | None = None  # of what the pictures show, in the language of the original
    acknowledge: bool = False  # readers are asked to say that they have read it
    pin: bool = False  # it stays at the top of the chats, once all have it
    topic: str | None = None  # that one can turn off; None: what follows from its readers
    places: tuple[int, ...] = ()  # rooms and channels in which it is posted, too

    @property
    def kind(self) -> AnnouncementKind:
        if self.choices:
            return AnnouncementKind.POLL
        if self.session is not None:
            return AnnouncementKind.EVENT
        return AnnouncementKind.NEWS if self.questionnaire is None else AnnouncementKind.QUESTIONNAIRE


@dataclass(frozen=True)
class Draft:
    """Texts by language, one of them the original."""

    texts: Mapping[str, str]
    original: str
    audience: Audience
    link: str | None = None
    fallback: str | None = None  # language for those who read none of the texts
    when: When = AT_ONCE
    extras: Extras = field(default_factory=Extras)
    address_id: int | None = None  # where its files were sent from
