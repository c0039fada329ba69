"""Whom is it meant for? Asked condition by condition, with the exact count after each."""

from dataclasses import replace

from bot.core.answers import OneOf, SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.areas import AREA_NAMES
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.phrase import Country, LanguageName, Lines, Listed, Words, _, _n, _p
from bot.usecases import announcements, audience_choices, memberships
from bot.usecases.announcements import Reach
from bot.usecases.audience_choices import Choices

MOST_CONDITIONS = 3
THESE, NARROWER, ANEW = "these", "narrower", "anew"
KINDS: dict[str, tuple[Words, Words]] = {
    "countries": (_("Certain countries"), _("Which countries?")),
    "networks": (_("Certain networks"), _("Which networks?")),
    "areas": (_("Priority areas"), _("Which priority areas of the centre?")),
    "functions": (_("Functions"), _("Which functions in the centre?")),
    "languages": (_("Certain languages"), _("Which languages do they use here?")),
}
CHANNELS: dict[str, Words] = {"web": _p("channel", "the web")}  # the others have names
NAMES: dict[str, Words] = {
    "countries": _("Countries"),
    "networks": _("Networks"),
    "areas": _("Priority areas"),
    "functions": _("Functions"),
    "languages": _("Languages"),
}


def ask_audience(chat: Conversation, key: str, right: Right) -> Audience:
    """Only what the person's roles allow is on offer. A refusal with `key` asks again from the beginning."""
    choices = chat.look(audience_choices.choices, right)
    base = _base(chat, key, choices)
    audience, asked = base, [f"{key} within"]
    for number in range(1, MOST_CONDITIONS + 1):
        kind = _kind(chat, key if number == 1 else f"{key} {number}", base, audience, is_first=number == 1)
        if number > 1:
            asked.append(f"{key} {number}")
        if kind != "all":
            picked = chat.ask(f"{key} {kind}", KINDS[kind][1], SeveralOf(_options(chat, kind, choices)))
            asked.append(f"{key} {kind}")
            audience = _narrowed(audience, kind, picked)
        asked.append(f"{key} so far {number}")
        match _so_far(chat, f"{key} so far {number}", audience, may_narrow=number < MOST_CONDITIONS):
            case "anew":
                chat.change(key, asked=asked)
            case "these":
                break
    return audience


def audience_names(key: str) -> dict[str, Words]:
    """What they are called on a review card."""
    return {f"{key} within": _("Role"), key: _("Recipients")} | {f"{key} {kind}": NAMES[kind] for kind in KINDS}


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


def _base(chat: Conversation, key: str, choices: Choices) -> Audience:
    """Somebody with several roles says for which of them they speak."""
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
    chosen = chat.ask(f"{key} within", _("For which of your roles is it?"), OneOf(options))
    return choices.bases[[value for value, _label in labels].index(chosen)]


def _kind(chat: Conversation, key: str, base: Audience, audience: Audience, *, is_first: bool) -> str:
    kinds = [kind for kind in KINDS if not getattr(audience, kind)]
    everybody: tuple[Option, ...] = (Option("all", _everybody(base)),) if is_first else ()
    prompt = _("Who should get it?") if is_first else _("Which other condition must hold?")
    return chat.ask(key, prompt, OneOf((*everybody, *(Option(kind, KINDS[kind][0]) for kind in kinds))))


def _narrowed(audience: Audience, kind: str, picked: tuple[str, ...]) -> Audience:
    match kind:
        case "countries":
            return replace(audience, countries=picked)
        case "networks":
            return replace(audience, networks=tuple(int(number) for number in picked))
        case "areas":
            return replace(audience, areas=picked)
        case "functions":
            return replace(audience, functions=picked)
        case _:
            return replace(audience, languages=picked)


def _everybody(base: Audience) -> Words:
    if base.countries:
        return _("Everybody in {country}", country=Country(base.countries[0]))
    return _("Everybody in the network") if base.networks else _("Everybody")


def _options(chat: Conversation, kind: str, choices: Choices) -> tuple[Option, ...]:
    match kind:
        case "countries":
            options = [Option(code, Country(code)) for code in choices.countries]
            return tuple(sorted(options, key=lambda one: chat.render(one.label)))
        case "networks":
            return tuple(Option(str(number), name) for number, name in choices.networks)
        case "areas":
            return tuple(Option(area.value, name) for area, name in AREA_NAMES.items())
        case "functions":
            return tuple(Option(function.value, words) for function, words in memberships.FUNCTIONS.items())
        case _:
            options = [Option(tag, LanguageName(tag, capital=True)) for tag in choices.languages]
            return tuple(sorted(options, key=lambda one: chat.render(one.label)))


def _so_far(chat: Conversation, key: str, audience: Audience, *, may_narrow: bool) -> str:
    reach = chat.look(announcements.reach, audience)
    options: list[Option] = []
    if reach.people:
        options.append(Option(THESE, _("These people")))
        if may_narrow:
            options.append(Option(NARROWER, _("Add a condition")))
    options.append(Option(ANEW, _("Choose again")))
    return chat.ask(key, reach_words(reach), OneOf(tuple(options)))
