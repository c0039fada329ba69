"""Whom is it meant for? Asked condition by condition, with the exact count after each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.answers import OneOf, SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.areas import AREA_NAMES
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.phrase import Country, LanguageName, Lines, Listed, Words, _, _n, _p
from bot.usecases import announcements, audience_choices, audience_words, memberships, role_words
from bot.usecases.announcements import Reach
from bot.usecases.audience_choices import Choices, Further, Numbered
from bot.usecases.audience_words import NAMES, WORDS

MOST_CONDITIONS = 6
EVERYBODY, MORE, SAVED = "all", "more", "saved"
THESE, ONLY, OR_ALSO, BUT_NOT, ANEW = "these", "only", "or", "not", "anew"
FIRST: Mapping[str, tuple[Words, Words]] = {
    "countries": (_("Certain countries"), _("Which countries?")),
    "networks": (_("Certain networks"), _("Which networks?")),
    "areas": (_("Priority areas"), _("Which priority areas of the centre?")),
    "functions": (_("Functions"), _("Which functions in the centre?")),
    "languages": (_("Certain languages"), _("Which languages do they use here?")),
}
LATER: Mapping[str, tuple[Words, Words]] = {
    "regions": (_("Regions of the world"), _("Which regions?")),
    "roles": (_("Coordinators and other roles"), _("Who holds which roles?")),
    "cohorts": (_("Cohorts of a programme"), _("Which cohorts?")),
    "sessions": (_("Who came to a session"), _("To which session? If you choose several, one of them is enough.")),
    "no_session": (_("Who came to no session so far"), ""),
    "answered": (_("Who has answered a questionnaire"), _("Who has answered which questionnaire?")),
    "silent": (
        _("Who has not answered a questionnaire"),
        _("Who was asked, and has not answered which questionnaire?"),
    ),
    SAVED: (_("Recipients that I keep"), _("Which recipients?")),
}
NEXT: Mapping[str, tuple[Words, Words, Words]] = {  # on the button, asked, and on a review card
    ONLY: (_("Only some of them"), _("Which other condition must hold?"), _("Of these only")),
    OR_ALSO: (_("Others as well"), _("Who else should get it?"), _("Or also")),
    BUT_NOT: (_("Leave some out"), _("Who of them should be left out?"), _("But not")),
}
CHANNELS: dict[str, Words] = {"web": _p("channel", "the web")}  # the others have names


@dataclass(frozen=True)
class _Asking:
    """One run of the dialog: what may be chosen, and the keys of what was asked so far."""

    chat: Conversation
    key: str
    right: Right
    choices: Choices
    asked: list[str] = field(default_factory=list)

    def one_of(self, key: str, prompt: Words, options: tuple[Option, ...]) -> str:
        self.asked.append(key)
        return self.chat.ask(key, prompt, OneOf(options))

    def several_of(self, key: str, prompt: Words, options: tuple[Option, ...]) -> tuple[str, ...]:
        self.asked.append(key)
        return self.chat.ask(key, prompt, SeveralOf(options))

    def further(self) -> Further:
        return self.chat.look(audience_choices.further, self.right)


def ask_audience(chat: Conversation, key: str, right: Right) -> Audience:
    """Only what the person's roles allow is on offer. A refusal with `key` asks again from the beginning."""
    asking = _Asking(chat, key, right, chat.look(audience_choices.choices, right))
    base = _base(asking)
    found, how = Audience(), ONLY
    for number in range(1, MOST_CONDITIONS + 1):
        found = _with(found, how, _condition(asking, number, how, found, base))
        audience = found.only(base)
        how = _so_far(asking, number, found, audience)
        if how == ANEW:
            chat.change(key, asked=[one for one in asking.asked if one != key])
        if how == THESE:
            break
    return audience


def audience_names(key: str) -> dict[str, Words]:
    """What they are called on a review card."""
    names: dict[str, Words] = {f"{key} within": _("Role")}
    for number in range(1, MOST_CONDITIONS + 1):
        if number == 1:
            names[key] = _("Recipients")
        else:
            names |= {f"{key} {number} {how}": words[2] for how, words in NEXT.items()}
        names[f"{key} {number} more"] = _("Chosen by")
        names |= {f"{key} {number} {kind}": name for kind, name in NAMES.items()}
        names[f"{key} {number} {SAVED}"] = _("Kept as")
    return names


def reach_words(reach: Reach) -> Words:
    """How many, exactly, by language and channel."""
    lines: list[Words] = [_n("*{count} person* would get it:", "*{count} people* would get it:", reach.people)]
    if not reach.people:
        lines = [_("Nobody who fits can be written to.")]
    for language in reach.by_language:
        parts = [
            _("{count} on {channel}", count=one.people, channel=CHANNELS.get(one.channel, one.channel.title()))
            for one in reach.counts
            if one.language == language
        ]
        lines.append(
            _("{language}: {counts}", language=LanguageName(language, capital=True), counts=Listed(tuple(parts)))
        )
    if reach.unreachable:
        lines.append(
            _n(
                "One more fits but cannot be reached: blocked or gone.",
                "{count} more fit but cannot be reached: blocked or gone.",
                reach.unreachable,
            )
        )
    return Lines(tuple(lines))


def _base(asking: _Asking) -> Audience:
    """Somebody with several roles says for which of them they speak."""
    choices = asking.choices
    if len(choices.bases) <= 1:
        return choices.bases[0] if choices.bases else Audience()
    names = dict(choices.networks)
    labels: list[tuple[str, Words]] = [
        (f"country:{one.countries[0]}", Country(one.countries[0]))
        if one.countries
        else (f"network:{one.networks[0]}", names[one.networks[0]])
        for one in choices.bases
    ]
    options = tuple(Option(value, label) for value, label in labels)
    chosen = asking.one_of(f"{asking.key} within", _("For which of your roles is it?"), options)
    return choices.bases[[value for value, _label in labels].index(chosen)]


def _with(found: Audience, how: str, condition: Audience) -> Audience:
    match how:
        case "or":
            return found.or_also(condition)
        case "not":
            return found.without(condition)
        case _:
            return condition if found == Audience() else found.only(condition)


def _condition(asking: _Asking, number: int, how: str, found: Audience, base: Audience) -> Audience:
    """The next one; an empty one means everybody."""
    key = asking.key if number == 1 else f"{asking.key} {number} {how}"
    # What is kept under a name may be put together of much: it begins, adds or leaves out, but does not narrow.
    kinds = [kind for kind in FIRST if how != ONLY or not getattr(found.only(base), kind)]
    options = [Option(kind, FIRST[kind][0]) for kind in kinds]
    if number == 1:
        options.insert(0, Option(EVERYBODY, _everybody(base)))
    prompt = _("Who should get it?") if number == 1 else NEXT[how][1]
    kind = asking.one_of(key, prompt, (*options, Option(MORE, _("Something else"))))
    if kind == EVERYBODY:
        return Audience()
    if kind in FIRST:
        return _of_kind(kind, asking.several_of(_value_key(asking, number, kind), FIRST[kind][1], _first(asking, kind)))
    return _less_often(asking, number, keeps=number == 1 or how != ONLY)


def _less_often(asking: _Asking, number: int, *, keeps: bool) -> Audience:
    further = asking.further()
    there = _later(further)
    kinds = [kind for kind in LATER if (kind == "no_session" or there[kind]) and (keeps or kind != SAVED)]
    prompt = _("What do you know of them?")
    if not further.saved:
        prompt = _("What do you know of them? With the word *recipients* you can keep conditions under a name.")
    kind = asking.one_of(
        f"{asking.key} {number} more",
        prompt,
        tuple(Option(kind, LATER[kind][0]) for kind in kinds),
    )
    if kind == "no_session":
        return Audience(no_session=True)
    key = _value_key(asking, number, kind)
    if kind == SAVED:
        chosen = asking.one_of(key, LATER[kind][1], there[kind])
        return next(one.audience for one in further.saved if str(one.number) == chosen)
    if kind in {"answered", "silent"}:
        return _of_kind(kind, (asking.one_of(key, LATER[kind][1], there[kind]),))
    return _of_kind(kind, asking.several_of(key, LATER[kind][1], there[kind]))


def _value_key(asking: _Asking, number: int, kind: str) -> str:
    return f"{asking.key} {number} {kind}"


def _of_kind(kind: str, picked: tuple[str, ...]) -> Audience:
    is_numbered = kind in {"networks", "cohorts", "sessions", "answered", "silent"}
    return Audience(**{kind: tuple(int(one) for one in picked) if is_numbered else picked})  # type: ignore[arg-type] # a kind is the name of its values


def _everybody(base: Audience) -> Words:
    if base.countries:
        return _("Everybody in {country}", country=Country(base.countries[0]))
    return _("Everybody in the network") if base.networks else _("Everybody")


def _first(asking: _Asking, kind: str) -> tuple[Option, ...]:
    choices = asking.choices
    if kind == "networks":
        return _options(choices.networks)
    values = {"countries": choices.countries, "languages": choices.languages}.get(kind)
    if values is not None:  # in the order of their names
        return asking.chat.by_label(_worded(kind, values))
    return _worded(kind, AREA_NAMES if kind == "areas" else memberships.FUNCTIONS)


def _later(further: Further) -> Mapping[str, tuple[Option, ...]]:
    """What there is to choose from, of each kind."""
    return {
        "regions": _worded("regions", further.regions),
        "roles": _worded("roles", role_words.NAMES),
        "cohorts": _options(further.cohorts),
        "sessions": _options(further.sessions),
        "answered": _options(further.publications),
        "silent": _options(further.publications),
        SAVED: _options(tuple((one.number, one.name) for one in further.saved)),
    }


def _worded(kind: str, values: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(str(value), WORDS[kind](value)) for value in values)


def _options(labels: Numbered) -> tuple[Option, ...]:
    return tuple(Option(str(value), label) for value, label in labels)


def _so_far(asking: _Asking, number: int, found: Audience, audience: Audience) -> str:
    reach = asking.chat.look(announcements.reach, audience)
    lines = [reach_words(reach)]
    if number > 1:
        lines = [asking.chat.look(audience_words.described, found), "", *lines]
    options: list[Option] = []
    if reach.people:
        options.append(Option(THESE, _("These people")))
        if number < MOST_CONDITIONS:
            options += [Option(how, words[0]) for how, words in NEXT.items() if how != OR_ALSO or found != Audience()]
    options.append(Option(ANEW, _("Choose again")))
    return asking.one_of(f"{asking.key} so far {number}", Lines(tuple(lines)), tuple(options))
