"""What an indicator asks, and the sentences that its levels stand for: in every language that the form has."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.questionnaires.form import MAIN, Form, Part, tag_of
from bot.questionnaires.parts import parts
from bot.questionnaires.scoring import NOT_APPLICABLE, SCALE, rated, whole_numbers
from bot.questionnaires.submissions.questions import list_of

# By language tag. Empty: nothing to say.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Level:
    """The sentence and its short word. Of a range there are neither; `value` None: does not apply."""

    value: int | None
    sentence: Texts
    short: Texts


@dataclass(frozen=True)
class Described:
    """Levels from the lowest to the highest; not applicable comes last, where it can be said."""

    indicator: str
    path: str  # of the question
    part: str  # the group at the top of the form that it belongs to; empty: none that a team shares
    area: str
    question: Texts
    levels: tuple[Level, ...]

    def level(self, value: int | None) -> Level:
        """Without words where this version of the form does not know it."""
        return next((one for one in self.levels if one.value == value), Level(value, {}, {}))


def described(form: Form) -> dict[str, Described]:
    """By indicator, in the form's order."""
    part_of = {below.path: part.name for part in parts(form).shared for below in part.walk()}
    return {
        one.indicator: Described(
            indicator=one.indicator,
            path=one.path,
            part=part_of.get(one.path, ""),
            area=one.area,
            question=texts_of(form, form.parts[one.path].label),
            levels=levels_of(form, form.parts[one.path]),
        )
        for one in rated(form)
    }


def grades(form: Form) -> tuple[Level, ...]:
    """The levels of the scale that most indicators have, with the words of the first of them; without not applicable."""
    scales: dict[tuple[int, ...], list[Described]] = {}
    for one in described(form).values():
        scales.setdefault(tuple(level.value for level in one.levels if level.value is not None), []).append(one)
    most = max(scales.values(), key=len, default=[])
    return tuple(level for level in most[0].levels if level.value is not None) if most else ()


def levels_of(form: Form, part: Part) -> tuple[Level, ...]:
    name = list_of(form, part)
    rows = {row["name"]: row for row in form.lists[name]} if name is not None else {}
    shorts = {row["name"]: row for row in form.lists.get(part.marks.get(SCALE, ""), ())}
    found = [
        Level(value, _words(form, rows, str(value)), _words(form, shorts, str(value)))
        for value in whole_numbers(form, part)
    ]
    if NOT_APPLICABLE in rows:
        found.append(Level(None, _words(form, rows, NOT_APPLICABLE), _words(form, shorts, NOT_APPLICABLE)))
    return tuple(found)


def texts_of(form: Form, name: str) -> Texts:
    """A text of the form by language tag; what it would fill in at `${…}` is left out."""
    return {
        tag_of(language): "".join(piece for piece in wording.text if isinstance(piece, str))
        for language, wording in form.texts.get(name, {}).items()
        if not wording.borrowed
    }


def _words(form: Form, rows: Mapping[str, Mapping[str, str]], name: str) -> Texts:
    row = rows.get(name, {})
    if "itextId" not in row and row.get("label"):  # choices of a form in one language hold their words themselves
        return {MAIN: row["label"]}
    return texts_of(form, row.get("itextId", ""))
