"""What the core needs from the outside, as protocols; `bot/delivery/desk.py` fulfils them on a database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.core.conversation import Conversation
from bot.core.messages import Incoming, Outgoing, Priority
from bot.core.offers import Offers
from bot.core.outcome import Saying
from bot.core.refusal import Refusal
from bot.core.talk import About, Progress, Talk
from bot.i18n.phrase import Phrase, Words


@dataclass(frozen=True)
class Sender:
    """Who said it: a person at one of their addresses."""

    person_id: int
    address_id: int
    channel: str
    language: str | None  # chosen or guessed; None as long as nothing is known
    zone: str
    is_member: bool  # False until they have come in through the entrance (language, consent, centre)
    floor_id: int | None
    is_asked_anew: bool = False  # what they agreed to when they came in is worded otherwise by now


@dataclass(frozen=True)
class OpenTalk:
    """A talk that waits for the person."""

    id: int
    handler: str
    progress: Progress | None
    is_parked: bool = True  # False: only interrupted by something brief
    argument: str = ""
    title: str = ""  # marked, in the person's language; empty: that of its handler


class Desk(Protocol):
    """The desk on which one step is worked: everything it changes lands together or not at all."""

    @property
    def now(self) -> datetime: ...
    @property
    def work(self) -> Any:
        """Handed to use cases; the core does not look into it."""
        ...

    def sender(self, incoming: Incoming) -> Sender: ...
    def load(self, conversation_id: int) -> Talk | None: ...
    def begin(self, sender: Sender, handler: str, about: About | None, argument: str) -> Talk: ...
    def save(self, talk: Talk, state: str) -> None: ...
    def give_floor(self, sender: Sender, conversation_id: int | None) -> None: ...
    def open_talks(self, sender: Sender) -> Sequence[OpenTalk]: ...
    def answer_to(self, sender: Sender, message_id: str) -> tuple[int, str] | None:
        """(conversation, key) of the answer that was given by this message of the person."""
        ...

    def reply(self, outgoing: Outgoing, incoming: Incoming, priority: Priority = Priority.REPLY) -> str:
        """Queue a message to where `incoming` came from; its dedupe key."""
        ...

    def whisper(self, outgoing: Outgoing, incoming: Incoming) -> bool:
        """Queue a message to the sender's private chat; False where there is none that can be written to."""
        ...

    def offers(self, sender: Sender) -> Sequence[Offers]:
        """Of the last messages to them here under which something can be done, the newest first."""
        ...

    def replied_to(self, incoming: Incoming) -> str | None:
        """The dedupe key of our message that was replied to."""
        ...

    def shown_as(self, incoming: Incoming) -> str | None:
        """The dedupe key of our message that was tapped or replied to."""
        ...

    def lost(self, incoming: Incoming) -> None:
        """The address can no longer be written to."""
        ...

    def regained(self, incoming: Incoming) -> None: ...
    def moved(self, incoming: Incoming) -> None: ...
    def remember_language(self, language: str) -> None:
        """The talk speaks it from now on: so do the words that work everywhere, with the next message."""
        ...

    def remember_undo(self, sender: Sender, action: str) -> None: ...
    def take_undo(self, sender: Sender) -> str | None:
        """The last reversible act, as action data, if it is not older than a minute."""
        ...

    def new_nonce(self) -> str: ...


class Handler(Protocol):
    """Leads one kind of talk. `brief` ones give the floor back when they end."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> Phrase: ...
    @property
    def words(self) -> Phrase | None:
        """What one may type to begin it, besides its title; with | between spellings. None: it does not begin by words."""
        ...

    @property
    def brief(self) -> bool: ...

    def talk(self, chat: Conversation) -> None: ...


@dataclass(frozen=True)
class Told:
    """What an action has to say; `undo` is the action data that reverses it."""

    words: Words
    acts: tuple[Any, ...] = ()
    undo: str | None = None
    after: tuple[Saying, ...] = ()  # messages of their own that follow, such as a file
    stays: bool = False  # the tapped message keeps its text and buttons; the words come as a message of their own


@dataclass(frozen=True)
class Heard:
    """A command, or a reply to a message of ours, in a group. `command` is in small letters, without sign and our name."""

    channel: str
    account: str
    chat: str
    text: str  # of a command, what stands behind it
    command: str = ""
    replied_to: str | None = None  # the dedupe key of our message
    message_id: str | None = None
    has_topics: bool = False  # said outside of the topics of a group that has them
    is_member: bool = True


Company = Callable[[Any, Heard], Sequence[Saying] | None]
"""What is answered in a group; None: it is not for this."""


@dataclass(frozen=True)
class Action:
    """A verb on a thing: valid in any message at any time, idempotent, never taking the floor."""

    name: str
    verb: Callable[[Any, str], Told | Refusal]
    word: Phrase | None = None  # typed together with the thing's number: "yes 31"
    also: Phrase | None = None  # other words for what its button says
    of_parts: bool = False  # typed with the numbers of some of its parts as well, all in one argument: "yes 31 1 3"


class MachineTranslator(Protocol):
    """Drafts of translations, from a program or a service that an administrator installs; none comes with ours."""

    async def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | None]:
        """One for each text, in their order; None where it cannot. Languages are tags such as "fr".

        Whatever it raises is noted, and it is asked again later.
        """
        ...
