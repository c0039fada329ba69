"""How a round of learning tandems is told to those who coordinate it."""

from collections import Counter

from bot.core.outcome import Act
from bot.domain.tandems import Alone, Tandems
from bot.i18n.phrase import Lines, Words, _, _n, _p

SEND, DROP = _p("word", "send tandems"), _p("word", "drop tandems")
DROP_NOW, KEEP = _p("word", "drop tandems now"), _p("word", "keep tandems")


def acts(number: int) -> tuple[Act, ...]:
    return (
        Act("tandems.send", str(number), _p("button", "Ask the centres"), SEND),
        Act("tandems.drop", str(number), _p("button", "Drop it"), DROP),
    )


def acts_to_drop(number: int) -> tuple[Act, ...]:
    return (
        Act("tandems.drop_now", str(number), _p("button", "Yes, drop it"), DROP_NOW),
        Act("tandems.keep", str(number), _p("button", "No, keep it"), KEEP),
    )


def to_drop(number: int) -> Words:
    return _(
        "Drop round {number} of tandems? No centre has been told anything. These partners cannot be brought back, but another round can be begun.",
        number=str(number),
    )


def matching(number: int) -> Words:
    return _(
        "Round {number} of tandems: I am looking for the best partners, and write to you in a moment.",
        number=str(number),
    )


def failed(number: int) -> Words:
    return _(
        "Round {number} of tandems could not be matched. Nobody was told anything; please begin another one, or ask whoever runs the bot.",
        number=str(number),
    )


def dropped(number: int) -> Words:
    return _("Round {number} of tandems is dropped; nobody was told anything.", number=str(number))


def preview(number: int, found: Tandems) -> Words:
    if not found.groups:
        return Lines(
            (_("Round {number} of tandems: no two centres could be matched.", number=str(number)), *_alone(found))
        )
    return Lines(
        (
            *_matched(number, found),
            *_alone(found),
            _("Nobody has been told yet. Shall I ask the centres? Each says yes before names are exchanged."),
        )
    )


def progress(number: int, found: Tandems, asked: int, accepted: int, ended: int, left_out: int) -> Words:
    lines: list[Words] = [
        *_matched(number, found),
        *_alone(found),
        _(
            "Waiting for an answer: {asked}. Introduced: {accepted}. Ended without: {ended}.",
            asked=asked,
            accepted=accepted,
            ended=ended,
        ),
    ]
    if left_out:
        lines.append(
            _n(
                "{count} tandem was not sent, because one of its centres no longer takes part or has another partner by now.",
                "{count} tandems were not sent, because one of their centres no longer takes part or has another partner by now.",
                left_out,
            )
        )
    return Lines(tuple(lines))


def _matched(number: int, found: Tandems) -> list[Words]:
    quality = found.quality
    head: Words = _n(
        "Round {number} of tandems: *{count}* group.",
        "Round {number} of tandems: *{count}* groups.",
        quality.groups,
        number=str(number),
    )
    lines: list[Words] = [head]
    if quality.threes:
        lines.append(
            _n(
                "{count} of them has three centres, so that nobody is left over.",
                "{count} of them have three centres, so that nobody is left over.",
                quality.threes,
            )
        )
    lines.append(
        _(
            "All share a language and working hours. Everybody has something to learn in {complementary}%, they come from several "
            "countries in {abroad}%, and share three hours a day or more in {hours}%.",
            complementary=_share(quality.complementary, quality.groups),
            abroad=_share(quality.abroad, quality.groups),
            hours=_share(quality.three_hours, quality.groups),
        )
    )
    return lines


def _alone(found: Tandems) -> list[Words]:
    counts = Counter(found.alone.values())
    if not counts:
        return []
    lines: list[Words] = [_n("{count} centre has no partner:", "{count} centres have no partner:", len(found.alone))]
    return [*lines, *(_("• {count}: {why}", count=counts[why], why=REASONS[why]) for why in Alone if counts[why])]


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


REASONS: dict[Alone, Words] = {
    Alone.WAITING: _("another partner waits for their answer"),
    Alone.NOBODY_SPEAKS: _("nobody there can be asked: no coordinator or head is here, or they want no suggestions"),
    Alone.NOT_ASSESSED: _("no signed self-assessment yet"),
    Alone.LANGUAGE: _("nobody else here speaks one of their languages"),
    Alone.HOURS: _("nobody with one of their languages works at the same hours"),
    Alone.BEFORE: _("already brought together with all who would fit"),
    Alone.NOBODY_LEFT: _("all who would fit have a partner"),
}


def told_alone(why: Alone) -> Words | None:
    """To the centre itself; None where it has something else to answer first, or nobody who could read it."""
    reason = OWN_REASONS.get(why)
    if reason is None:
        return None
    return Lines(
        (
            _("Partners were looked for, for all centres at once; this time there is none for yours."),
            reason,
            _("You can look for one yourself at any time: write *partners*."),
        )
    )


OWN_REASONS: dict[Alone, Words] = {
    Alone.NOT_ASSESSED: _(
        "The reason: your centre has no signed self-assessment yet, and partners are found by what it says."
    ),
    Alone.LANGUAGE: _("The reason: no other centre in this round speaks one of your centre's languages."),
    Alone.HOURS: _("The reason: no centre that speaks one of your languages works at the same hours."),
    Alone.BEFORE: _("The reason: your centre has been brought together before with all who would fit."),
    Alone.NOBODY_LEFT: _("The reason: all centres that would fit have a partner by now."),
}
