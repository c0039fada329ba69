"""Something that is kept about me is wrong."""

from bot.core.answers import SAID_NO, OneOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import _, _p
from bot.usecases import correcting, memberships, mydata

NOTHING = _("Good, nothing has changed.")


class Correct:
    """/correctme"""

    name = "correctme"
    title = _("Correct my data")
    words = _p("word", "correct my data|my data are wrong")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(mydata.is_known):
            chat.say(mydata.NOTHING)
            return
        places = chat.look(correcting.places)
        options = [Option("name", _("My name"))]
        options += [Option("function", _("What I do at my centre"))] if places else []
        options += [Option("leave", _("I belong to this centre no more"))] if places else []
        options += [Option("language", _("My language")), Option("clock", _("My clock"))]
        options.append(Option("nothing", _("Nothing, go back"), SAID_NO))
        match chat.ask("what", _("What is wrong?"), OneOf(tuple(options))):
            case "name":
                self._name(chat)
            case "function":
                self._function(chat)
            case "leave":
                self._leave(chat)
            case "language":
                chat.hand_over("language")
            case "clock":
                chat.hand_over("clock")
            case _:
                chat.say(NOTHING)

    def _name(self, chat: Conversation) -> None:
        name = chat.ask("name", _("What is your name?"), Text(at_most=correcting.LONGEST_NAME))
        chat.do(correcting.rename, name)
        chat.say(_("Good: from now on you are {name} here.", name=name))

    def _function(self, chat: Conversation) -> None:
        place = self._place(chat)
        options = tuple(Option(one.value, memberships.FUNCTIONS[one]) for one in correcting.CHOOSABLE)
        function = chat.ask("function", _("What do you do there?"), OneOf(options))
        chat.do(correcting.change_function, place, function)
        chat.say(
            _(
                "Good, I have noted it. To head or to coordinate a centre, ask whoever coordinates it, or your programme, for an invitation."
            )
        )

    def _leave(self, chat: Conversation) -> None:
        place = self._place(chat)
        sure = chat.ask(
            "sure",
            _(
                "Then you will not see what belongs to this centre any more. What you have done there stays with the centre. Shall I "
                "take you off its list?"
            ),
            YesNo(),
        )
        if not sure:
            chat.say(NOTHING)
            return
        chat.do(correcting.leave_centre, place)
        chat.say(_("Done: you do not belong to this centre any more. To join another one, write *menu*."))

    def _place(self, chat: Conversation) -> int:
        """The only one is not asked for."""
        places = chat.look(correcting.places)
        if len(places) == 1:
            return places[0][0]
        options = tuple(Option(str(number), centre) for number, centre, _function in places)
        return int(chat.ask("place", _("Which centre is it about?"), OneOf(options)))
