"""The entrance: language, consent, centre; at most three taps with an invitation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.refusal import Refusal
from bot.handlers.consent import agrees
from bot.handlers.language_picker import pick
from bot.i18n.phrase import City, Country, LanguageName, Moment, MomentStyle, Words, _
from bot.usecases import codes, entering, forgetting, invitations, memberships
from bot.usecases.invitations import Invited

LONGEST_SEARCH = 100
ELSEWHERE = "elsewhere"
AGAIN, NOT_LISTED, LOOK_FOR = "again", "not listed", "look for "


class Found(OneOf):
    """One of the centres found; any other words are looked for in their turn."""

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        understood = super().parse(given, listener, draft)
        is_search = isinstance(understood, Unclear) and any(sign.isalpha() for sign in given.text)
        return Accepted(LOOK_FOR + given.text[:LONGEST_SEARCH]) if is_search else understood

    def admits(self, data: Json) -> bool:
        return super().admits(data) or str(data).startswith(LOOK_FOR)

    def show(self, value: str) -> Words:
        return value.removeprefix(LOOK_FOR) if value.startswith(LOOK_FOR) else super().show(value)


class Welcome:
    """Everybody's first talk, and the door for one more centre."""

    name = "welcome"
    title = _("Join a centre")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        self._return(chat)
        settled = chat.once("settled", entering.settled)
        first = chat.once("first", entering.first_words, chat.opening, chat.client_language, chat.argument)
        reads: str | None = None if settled else first.get("reads")
        language = settled or self._language(chat, first, reads)
        invited = self._invited(chat, may_try=first["may_try"]) if chat.argument else None
        if isinstance(invited, Refusal):
            chat.show("invitation", invited.why)
            if settled:
                chat.hand_over("menu")
        if not settled:
            self._consent(chat)
            if isinstance(invited, Refusal):  # since the consent was asked for
                chat.show("invitation", invited.why)
        if chat.look(entering.has_a_role) and not chat.argument and not settled:
            self._come_in_with_a_role(chat, first["client"], language, reads)
        if invited is not None and not isinstance(invited, Refusal):
            self._take_up(chat, invited, language, reads)
        centre = self._centre(chat)
        if centre is None:
            self._bring(chat, first["client"], language, reads)
        else:
            self._ask_to_join(chat, centre, language, reads)
        chat.hand_over("menu")

    def _come_in_with_a_role(self, chat: Conversation, client: str | None, language: str, reads: str | None) -> None:
        country = self._country_of_role(chat, client, language)
        chat.do(entering.come_in_with_a_role, language, self._name(chat), country, reads)
        chat.say(_("Your clock: {zone}.", zone=City(chat.look(entering.zone))))
        chat.hand_over("menu")

    def _take_up(self, chat: Conversation, invited: Invited, language: str, reads: str | None) -> None:
        """Ends the talk, but for whoever belongs to another centre."""
        right = chat.ask(
            "invited",
            _(
                "You are invited to *{centre}* ({country}) as {function}. Is that right?",
                centre=invited.centre,
                country=Country(invited.country),
                function=memberships.FUNCTIONS[invited.function],
            ),
            OneOf((Option("yes", _("Yes"), SAID_YES), Option("no", _("No, another centre"), SAID_NO))),
        )
        if right == "no":
            return
        chat.do(entering.come_in_by_invitation, chat.argument, language, self._name(chat), reads)
        chat.say(
            _("Welcome to *{centre}*! Your clock: {zone}.", centre=invited.centre, zone=City(chat.look(entering.zone)))
        )
        chat.hand_over("menu")

    def _invited(self, chat: Conversation, *, may_try: bool) -> Invited | Refusal:
        return chat.look(invitations.invited, chat.argument) if may_try else Refusal(codes.TOO_MANY)

    def _return(self, chat: Conversation) -> None:
        """Somebody who asked to be forgotten writes again before it is done."""
        due = chat.once("forget at", entering.forget_at)
        if due is None:
            return
        answer = chat.ask(
            "return",
            _(
                "Your data are to be erased on {date}. Shall I keep them instead?",
                date=Moment(datetime.fromisoformat(due), MomentStyle.DATE),
            ),
            OneOf((Option("keep", _("Keep my data"), SAID_YES), Option("erase", _("Erase as planned"), SAID_NO))),
        )
        if answer == "keep":
            chat.do(forgetting.undo)
            chat.say(_("Good, everything is as it was."))
            chat.hand_over("menu")
        chat.say(_("Good, it stays as planned."))
        chat.end()

    def _language(self, chat: Conversation, first: Mapping[str, Any], reads: str | None) -> str:
        """Guessed where that is sure, else picked. `reads`: what they write, where we do not speak it."""
        chosen = chat.look(entering.chosen_language)  # by *language*, amid this talk
        guessed: str | None = None if chosen is not None else first["language"]
        language = chosen or guessed or pick(chat, first["order"])
        chat.speak(language)
        if reads is not None:
            chat.say(
                _(
                    "Hello! I am *Passerelle*. I do not speak {language} yet, so I speak English with you. "
                    "What colleagues write in {language} comes to you in {language}; write *language* to change that.",
                    language=LanguageName(reads),
                )
            )
        elif guessed is not None:
            chat.say(_("Hello! I am *Passerelle*. I speak English with you; write *language* to change that."))
        else:
            chat.say(_("Hello! I am *Passerelle*."))
        return language

    def _consent(self, chat: Conversation) -> None:
        prompt = _(
            "I help vocational centres to learn from each other. May I keep your name, your centre and your answers for that? "
            "You can have them erased at any time."
        )
        if not agrees(chat, prompt):
            chat.do(entering.turn_away)
            chat.say(_("That is all right: I keep nothing. If you change your mind, just write to me again."))
            chat.end()

    def _centre(self, chat: Conversation) -> int | None:
        """Searched by name or town until it is found; None: not in the list."""
        query: str | None = None
        for attempt in range(1, 100):
            if query is None:
                prompt: Words = _("What is your centre called, or which town is it in?")
                query = chat.ask(f"search {attempt}", prompt, Text(at_most=LONGEST_SEARCH))
            found = chat.look(entering.find_centres, query)
            options = [Option(str(one.id), self._label(one)) for one in found]
            options += [Option(AGAIN, _("Search again")), Option(NOT_LISTED, _("It is not here"))]
            prompt = _("Is it one of these?")
            if not found:
                prompt = _("I found no centre of that name. Please write another name or town, or choose:")
            choice = chat.ask(f"centre {attempt}", prompt, Found(tuple(options)))
            if choice == NOT_LISTED:
                return None
            if choice != AGAIN and not choice.startswith(LOOK_FOR):
                return int(choice)
            query = choice.removeprefix(LOOK_FOR) if choice != AGAIN else None
        return None

    def _label(self, one: entering.Found) -> Words:
        if one.city:
            return _("{centre}, {city} ({country})", centre=one.name, city=one.city, country=Country(one.country))
        return _("{centre} ({country})", centre=one.name, country=Country(one.country))

    def _ask_to_join(self, chat: Conversation, centre: int, language: str, reads: str | None) -> None:
        functions = tuple(Option(function.value, words) for function, words in memberships.FUNCTIONS.items())
        function = chat.ask("function", _("What do you do there?"), OneOf(functions))
        chat.do(entering.ask_to_come_in, centre, function, language, self._name(chat), reads)
        chat.say(
            _(
                "Thank you. I have asked the coordinator of your centre to confirm you, and will tell you as soon as there is an answer. "
                "Meanwhile you can look around."
            )
        )

    def _country_of_role(self, chat: Conversation, client: str | None, language: str) -> str | None:
        """Whose clock counts: there is no centre that tells."""
        known = chat.once("country of role", entering.country_of_role, client)
        if known is not None:
            return known
        countries = tuple(Option(code, Country(code)) for code in chat.look(entering.countries, client, language))
        code = chat.ask(
            "own country",
            _("Which country are you in? I tell you all times on its clock."),
            OneOf((*countries, Option(ELSEWHERE, _("Another country")))),
        )
        return None if code == ELSEWHERE else code

    def _name(self, chat: Conversation) -> str:
        """Asked only where the platform does not show one."""
        known = chat.once("known name", entering.known_name, chat.sender_name)
        return known or chat.ask("name", _("What is your name?"), Text(at_most=100))

    def _bring(self, chat: Conversation, client: str | None, language: str, reads: str | None) -> None:
        name = chat.ask("centre name", _("What is the full name of your centre?"), Text(at_most=200, at_least=3))
        countries = tuple(Option(code, Country(code)) for code in chat.look(entering.countries, client, language))
        country = chat.ask("country", _("Which country is it in?"), OneOf(countries))
        chat.do(entering.bring_a_centre, name, country, language, self._name(chat), reads)
        chat.say(_("Thank you. I have passed your wish to join on to the programme, and will tell you the answer."))
