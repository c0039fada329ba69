"""The rooms of a session or a network: what there is, a new one, closing one."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Link
from bot.i18n.phrase import Lines, Listed, Words, _, _n, _p
from bot.usecases import rooms, session_lists, sessions
from bot.usecases.rooms import Seen, Standing

STATES: dict[str, Words] = {
    "wanted": _("it is being opened"),
    "open": _("open"),
    "closing": _("it is being closed"),
}


class Room:
    """Where do we talk?"""

    name = rooms.TALK
    title = _("Session room")
    words = _p("word", "room|session room")
    brief = True

    def talk(self, chat: Conversation) -> None:
        key = chat.argument or self._chosen(chat)
        standing = chat.look(rooms.standing, key)
        if standing is None:
            chat.say(sessions.UNKNOWN)
            return
        chat.say(_told(standing))
        options = _options(standing)
        if not options:
            return
        chosen = chat.ask(
            "what", _("What would you like to do?"), OneOf((*options, Option("nothing", _("That is all"))))
        )
        what, _colon, about = chosen.partition(":")
        match what:
            case "open":
                self._open(chat, standing, about)
            case "group":
                self._take_a_group(chat, standing, about)
            case "close":
                self._close(chat, int(about))
            case _:
                chat.say(_("Good, nothing has changed."))

    def _chosen(self, chat: Conversation) -> str:
        coming = chat.look(session_lists.coming)
        if not coming:
            chat.say(_("There is no session ahead of you at the moment. You will be told as soon as there is one."))
            chat.end()
        options = tuple(
            Option(str(one.number), _("{title} (session {number})", title=one.title, number=str(one.number)))
            for one in coming
        )
        return chat.ask("which", _("Which session is it about?"), OneOf(options))

    def _open(self, chat: Conversation, standing: Standing, channel: str) -> None:
        chat.do(rooms.ask_for, standing.key, channel)
        chat.say(
            _(
                "I open a room for {called} on {channel}. I will tell you when it is there, and invite whoever comes.",
                called=standing.called,
                channel=channel.capitalize(),
            )
        )

    def _take_a_group(self, chat: Conversation, standing: Standing, channel: str) -> None:
        link = dict(standing.links)[channel]
        chat.say(
            _(
                "Make a group on {channel}, or take one that you have. Choose it with this link: I come in and put the "
                "agenda there. If I am in it already, write */room {key}* in the group. So that I can pin the agenda, "
                "make me an administrator who may pin messages.",
                channel=channel.capitalize(),
                key=standing.key,
            ),
            links=(Link(chat.render(_("Choose the group")), link),),
        )

    def _close(self, chat: Conversation, room_id: int) -> None:
        sure = chat.ask(
            "sure",
            _(
                "Close this room? I say goodbye in it. What was said stays to be read, but nobody writes there any more."
            ),
            OneOf((Option("yes", _("Yes, close it"), SAID_YES), Option("no", _("Leave it open"), SAID_NO))),
        )
        if sure == "no":
            chat.say(_("Good, nothing has changed."))
            return
        chat.do(rooms.close, room_id)
        chat.say(_("The room is being closed."))


def _told(standing: Standing) -> Words:
    if not standing.rooms:
        nothing = _("There is no room for {called} yet.", called=standing.called)
        return nothing if standing.obstacle is None else Lines((nothing, standing.obstacle))
    return Lines((_("Rooms for {called}:", called=standing.called), *(_line(one) for one in standing.rooms)))


def _line(room: Seen) -> Words:
    counted: tuple[tuple[int, Words], ...] = (
        (room.invited, _n("{count} person is invited", "{count} people are invited", room.invited)),
        (room.to_invite, _n("{count} more follows", "{count} more follow", room.to_invite)),
        (room.refused, _n("{count} could not be invited", "{count} could not be invited", room.refused)),
    )
    parts = (STATES[room.state], *(words for count, words in counted if count))
    return _("{channel}: {state}", channel=room.channel.capitalize(), state=Listed(parts))


def _options(standing: Standing) -> tuple[Option, ...]:
    if not standing.may_touch:
        return ()
    return (
        *(
            Option(f"open:{channel}", _("Open on {channel}", channel=channel.capitalize()))
            for channel in standing.opens
        ),
        *(
            Option(f"group:{channel}", _("Group on {channel}", channel=channel.capitalize()))
            for channel, _link in standing.links
        ),
        *(
            Option(f"close:{room.id}", _("Close on {channel}", channel=room.channel.capitalize()))
            for room in standing.rooms
            if room.state != "closing"
        ),
    )
