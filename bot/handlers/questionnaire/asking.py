"""How each type of question is asked in a chat, and its answer written as the form wants it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal as Exact
from typing import Any

from bot.core.amounts import Decimal, WholeNumber
from bot.core.amounts import shown as shown_number
from bot.core.answers import AnswerKind, OneOf, Place, SeveralOf, Text
from bot.core.clock_times import TimeOfDay
from bot.core.given import Option
from bot.core.lines_on_a_map import Points
from bot.core.messages import FileKind, FileReference
from bot.core.moments import Date, DateTime
from bot.core.ranking import Ranked
from bot.core.reading import folded
from bot.core.sent_files import LARGEST_MB, Files
from bot.handlers.questionnaire import authored, levels
from bot.handlers.questionnaire.authored import bare
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _, _p
from bot.i18n.zones import zone_of
from bot.questionnaires.form import Bounds, Control, Part
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode
from bot.questionnaires.values import ACKNOWLEDGED

MOST_STEPS = 11  # of a range that is shown as a list
LONGEST_TEXT = 10_000  # signs
_KINDS_OF_FILES = {
    "image": (FileKind.PHOTO, FileKind.DOCUMENT),
    "audio": (FileKind.VOICE, FileKind.DOCUMENT),
    "video": (FileKind.VIDEO, FileKind.DOCUMENT),
}
_SEND: dict[str, tuple[Words, Words]] = {  # how it is asked for, and once more
    "image": (_("Send a photo, up to {most} MB.", most=LARGEST_MB), _("Please send a photo.")),
    "audio": (
        _("Send a voice note, up to {most} MB.", most=LARGEST_MB),
        _("Please send a voice note or a sound file."),
    ),
    "video": (_("Send a video, up to {most} MB.", most=LARGEST_MB), _("Please send a video.")),
}
_SEND_A_FILE = (
    _("Send a file, up to {most} MB.", most=LARGEST_MB),
    _("Please send a file: a document, a photo, a video or a voice note."),
)
_A_DAY = _('Write a day, for example "{example}".', example="15/3/2024")
_AN_HOUR = _('Write an hour, for example "{example}".', example="14:30")
_A_MOMENT = _('Write a day and an hour, for example "{example}".', example="15/3/2024 14:30")
_A_PLACE = _("Send a location, or write latitude and longitude.")
_A_WAY = _("Send the points one after the other as locations.")
_AN_AREA = _("Send the corners one after the other as locations.")
_ENDINGS = {FileKind.PHOTO: "jpg", FileKind.VOICE: "ogg", FileKind.VIDEO: "mp4", FileKind.DOCUMENT: "bin"}


@dataclass(frozen=True)
class Asking:
    """`write` makes the form's text of an answer, `read` the other way round; None: the text is none of this kind."""

    kind: AnswerKind[Any]
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    how: Words | None = None  # to answer, where that is not plain to see
    levels: Words | None = None  # the choices as sentences, where short words stand on the buttons


def asking(interview: Interview, node: LiveNode, zone: str) -> Asking:
    part = node.part
    match part.control:
        case Control.SELECT_ONE | Control.SELECT_MULTIPLE | Control.RANK:
            offered = options(interview, node)
            short = levels.shortened(interview, node, offered) if part.control is Control.SELECT_ONE else None
            if short is not None:
                return replace(_same(OneOf(short, listed=True)), levels=levels.listed(short, offered))
            return _choosing(part, offered, required=interview.is_required(node))
        case Control.TRIGGER:
            return _same(OneOf((Option(ACKNOWLEDGED, _p("button", "OK")),)))
        case Control.RANGE:
            assert part.bounds is not None, "a range has bounds"
            return _range(part.bounds, whole=part.type == "int")
        case Control.UPLOAD:
            return _file(part)
    return _typed(part, zone)


def options(interview: Interview, node: LiveNode) -> tuple[Option, ...]:
    """What is on offer at present, without markup."""
    choices = interview.choices(node)
    others = authored.is_with_other(interview, node.part)
    return tuple(
        Option(choice.value, authored.OTHER if others and choice.value == authored.OTHERS else bare(choice.label))
        for choice in choices
    )


def file_name(part: Part, file: FileReference) -> str:
    """A bare name in the submission, whatever the person's device calls it."""
    given = (file.name or "").rpartition(".")[2].lower()
    ending = given if given.isascii() and given.isalnum() and len(given) <= len("jpeg") + 1 else _ENDINGS[file.kind]
    return f"{part.name}.{ending}"


def _same(kind: AnswerKind[str]) -> Asking:
    return Asking(kind, str, str)


def _choosing(part: Part, offered: tuple[Option, ...], *, required: bool) -> Asking:
    if part.control is Control.SELECT_ONE:
        return _same(OneOf(offered))
    kind: AnswerKind[Any] = Ranked(offered)
    how = _("Choose what comes first, then what comes next.")
    if part.control is Control.SELECT_MULTIPLE:
        kind = SeveralOf(offered, at_least=1 if required else 0)
        how = _("You can choose several.")
    known = {option.value for option in offered}

    def read(text: str) -> tuple[str, ...] | None:
        chosen = tuple(text.split())
        return chosen if known.issuperset(chosen) else None

    return Asking(kind, " ".join, read, how)


def _range(bounds: Bounds, *, whole: bool) -> Asking:
    start, end, step = Exact(bounds.start), Exact(bounds.end), abs(Exact(bounds.step or "1")) or Exact(1)
    steps = int(abs(end - start) / step) + 1
    if steps <= MOST_STEPS:
        towards = step if end >= start else -step
        values = [f"{start + number * towards:f}" for number in range(steps)]
        return _same(OneOf(tuple(Option(value, value) for value in values)))
    least, most = min(start, end), max(start, end)
    return replace(_number(least, most, whole=whole), how=_within(least, most, step, whole=whole))


def _within(least: Exact, most: Exact, step: Exact, *, whole: bool) -> Words:
    if whole and step == 1:
        return _("A number from {at_least} to {at_most}.", at_least=shown_number(least), at_most=shown_number(most))
    return _(
        "A number from {at_least} to {at_most}, in steps of {step}.",
        at_least=shown_number(least),
        at_most=shown_number(most),
        step=shown_number(step),
    )


def _number(at_least: Exact | None, at_most: Exact | None, *, whole: bool) -> Asking:
    if whole:
        kind = WholeNumber(*(None if bound is None else int(bound) for bound in (at_least, at_most)))
        return Asking(kind, str, _maybe(int))
    return Asking(Decimal(at_least, at_most), lambda value: f"{value:f}", _maybe(Exact))


def _file(part: Part) -> Asking:
    family = part.media_type.partition("/")[0]
    how, expected = _SEND.get(family, _SEND_A_FILE)
    kinds = _KINDS_OF_FILES.get(family, tuple(FileKind))
    files = Files(at_most=1, kinds=kinds, family=family if family in _SEND else "", expected=expected)
    return Asking(files, lambda sent: file_name(part, sent[0]), lambda _text: None, how)


def _typed(part: Part, zone: str) -> Asking:  # noqa: PLR0911  one way for each type
    match part.type:
        case "int" | "decimal":
            return _number(None, None, whole=part.type == "int")
        case "date":
            return Asking(Date(), date.isoformat, _maybe(date.fromisoformat), _A_DAY)
        case "time":
            return Asking(
                TimeOfDay(), lambda value: value.isoformat("milliseconds"), _maybe(time.fromisoformat), _AN_HOUR
            )
        case "dateTime":
            return Asking(DateTime(to_come=False), lambda value: _local(value, zone), _maybe(_utc), _A_MOMENT)
        case "geopoint":
            return Asking(Place(), lambda point: f"{point[0]} {point[1]} 0 0", _maybe(_point), _A_PLACE)
        case "geotrace":
            return Asking(Points(2), _written, _maybe(_points), _A_WAY)
        case "geoshape":
            return Asking(Points(3), lambda points: _written(_closed(points)), _maybe(_points), _AN_AREA)
        case "barcode":
            return Asking(Text(at_most=LONGEST_TEXT), str, str, _("Write the letters and numbers of the code."))
    return _same(Text(at_most=LONGEST_TEXT))


def _maybe(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def reads(text: str) -> Any:
        try:
            return read(text)
        except (ValueError, ArithmeticError):
            return None

    return reads


def _local(moment: datetime, zone: str) -> str:
    return moment.astimezone(zone_of(zone)).isoformat(timespec="milliseconds")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _point(text: str) -> tuple[float, float]:
    latitude, longitude, *_rest = map(float, text.split())
    return latitude, longitude


def _points(text: str) -> tuple[tuple[float, float], ...]:
    return tuple(_point(piece) for piece in text.split(";") if piece.strip())


def _closed(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    return points if points[0] == points[-1] else (*points, points[0])


def _written(points: tuple[tuple[float, float], ...]) -> str:
    return ";".join(f"{latitude} {longitude} 0 0" for latitude, longitude in points)


def shown(asking: Asking, text: str) -> Words:
    """An answer as one would say it."""
    value = asking.read(text)
    if value is None or not asking.kind.admits(asking.kind.dump(value)):
        return text  # a choice that is not on offer at present
    return asking.kind.show(value)


def fitting(typed: str, offered: Sequence[Option], render: Callable[[Words], str]) -> list[Option]:
    """Whose label is just so, or else begins so, or else has a word that begins so, or else holds it anywhere."""
    wanted = folded(typed)
    labels = [(option, folded(plain(render(option.label)))) for option in offered]
    for fits in (str.__eq__, str.startswith, _has_word, str.__contains__):
        found = [option for option, label in labels if wanted and fits(label, wanted)]
        if found:
            return found
    return []


def _has_word(label: str, wanted: str) -> bool:
    return f" {wanted}" in label


def kept_file(file: FileReference, address_id: int) -> dict[str, Any]:
    """Plain JSON, to fetch it by, from where it was sent."""
    told = {"kind": file.kind.value, "reference": file.reference, "media_type": file.media_type, "size": file.size}
    return {**told, "name": file.name, "address": address_id}


def sent_file(kept: Mapping[str, Any]) -> FileReference:
    return FileReference(FileKind(kept["kind"]), kept["reference"], kept["name"], kept["media_type"], kept["size"])
