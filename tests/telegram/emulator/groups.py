"""Groups and supergroups: the bot is added, kicked, and moved to a new chat id."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .forums import begun
from .people import Person
from .state import Access, Chat, Message, User

if TYPE_CHECKING:
    from .emulator import Emulator

SUPERGROUP_BASE = 1_000_000_000_000


@dataclass
class Group:
    emulator: "Emulator"
    chat: Chat
    owner: Person

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        return self.emulator.messages(self.chat)

    def adds_bot(self, by: Person | None = None) -> None:
        by = by or self.owner
        self.chat.access = Access.OPEN
        emulator = self.emulator
        for user in self.chat.members:
            self.notices(user)
        emulator.put("my_chat_member", emulator.membership(self.chat, by.user, "left", "member"))
        service = {"new_chat_members": [emulator.world.bot.payload()]}
        emulator.put("message", emulator.world.post(self.chat, by.user, service=service).payload())
        emulator.changed()

    def promotes_bot(self, *rights: str) -> None:
        """The bot becomes an administrator with these rights; without any, a simple member again."""
        was = "member" if self.chat.rights is None else "administrator"
        self.chat.rights = frozenset(rights) if rights else None
        now = "administrator" if rights else "member"
        emulator = self.emulator
        emulator.put("my_chat_member", emulator.membership(self.chat, self.owner.user, was, now))
        emulator.changed()

    def topic(self, name: str, by: Person | None = None) -> int:
        """Somebody makes one; its number."""
        assert self.chat.is_forum, "only such groups have topics"
        return begun(self.emulator.world, self.chat, (by or self.owner).user, name).id

    def kicks_bot(self, by: Person | None = None) -> None:
        by = by or self.owner
        self.chat.access = Access.KICKED
        emulator = self.emulator
        if self.chat.kind == "group":
            service = {"left_chat_member": emulator.world.bot.payload()}
            emulator.put("message", emulator.world.post(self.chat, by.user, service=service).payload())
        emulator.put("my_chat_member", emulator.membership(self.chat, by.user, "member", "kicked"))
        emulator.changed()

    def migrates(self) -> int:
        """Become a supergroup: return the new chat id; the old one answers with it from now on."""
        assert self.chat.kind == "group", "only a basic group migrates"
        old, emulator = self.chat, self.emulator
        new = Chat(-SUPERGROUP_BASE - emulator.world.number(), "supergroup", old.title, members=list(old.members))
        emulator.world.chats[new.id] = new
        old.access, old.migrated_to = Access.MIGRATED, new.id
        farewell = emulator.world.post(old, self.owner.user, service={"migrate_to_chat_id": new.id})
        welcome = emulator.world.post(new, self.owner.user, service={"migrate_from_chat_id": old.id})
        self.chat = new
        emulator.put("message", farewell.payload())
        emulator.put("message", welcome.payload())
        emulator.changed()
        return new.id

    def notices(self, user: User) -> None:
        """Whom the bot saw in a group it knows of, but may not write to before they start it."""
        if user not in self.chat.members:
            self.chat.members.append(user)
        private = self.emulator.world.chats[user.id]
        if private.access is Access.UNKNOWN:
            private.access = Access.NOT_STARTED

    def bot_hears(self, message: Message) -> bool:
        """Privacy mode: in groups a bot hears commands, mentions of it, and replies to its own messages."""
        if self.chat.access is not Access.OPEN:
            return False
        username = self.emulator.world.bot.username or ""
        answered = message.reply_to or self.chat.messages.get(message.topic)
        if answered is not None and answered.of_bot:
            return True
        if message.text.startswith("/"):
            command = message.text.split()[0]
            return "@" not in command or command.endswith(f"@{username}")
        return f"@{username}" in message.words
