"""A questionnaire that a coordinator sends in the chat: fetched, checked, kept, and told what came of it."""

from pathlib import PurePath

from bot.core.identifiers import new_public_id
from bot.core.messages import FileReference, Priority
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Listed, Phrase, Words, _, _n, _p
from bot.questionnaires.checked import Checked
from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.form import Form
from bot.storage.wanted_files import WantedFile
from bot.usecases import publishing, rights, wanted_files
from bot.usecases.notify import Notice, tell_at
from bot.usecases.publishing import may_publish
from bot.usecases.work import Work

PURPOSE = "questionnaire"
TALK = "publish"
KINDS = (".xlsx", ".csv", ".md")
SHOWN = 5  # of what is to be mended; the rest as a count
AGAIN = Act("begin", f"{TALK}:new", _p("button", "Send another file"))


def bring(work: Work, file: FileReference, address_id: int) -> str | Refusal:
    """Checked before anything is fetched: rights, kind and size. The name of the file."""
    if not may_publish(work):
        return Refusal(rights.NO_RIGHT)
    if kind_of(file.name) not in KINDS:
        return Refusal(_("This is not a questionnaire: its name has to end with .xlsx, .csv or .md."), key="file")
    if refusal := wanted_files.too_large(file):
        return refusal
    wanted_files.want(work, file, address_id, key=f"{PURPOSE}:{new_public_id()}", purpose=PURPOSE)
    return file.name or ""


def kind_of(name: str | None) -> str:
    return PurePath(name or "").suffix.lower()


def arrived(work: Work, row: WantedFile, result: Checked | None) -> None:
    """`None`: it could not even be looked at within the limits of time and memory."""
    name = row.name or ""
    if result is None:
        _tell(work, row, _("*{name}* is too big or too complicated for me to look at. Nothing was changed.", name=name))
    elif result.form is None or result.to_mend:
        _tell(work, row, _to_mend(name, result), AGAIN)
    else:
        kept = publishing.keep(work, result.form, {}, name, row.sha256)
        if isinstance(kept, Refusal):
            _tell(work, row, kept.why)
        else:
            go_on = Act("begin", f"{TALK}:{kept.id}", _p("button", "Go on with it"))
            _tell(work, row, _usable(name, result, result.form, kept), go_on, AGAIN)


def lost(work: Work, row: WantedFile) -> None:
    why = _("I could not get *{name}* from where you sent it. Please send it once more.", name=row.name or "")
    _tell(work, row, why, AGAIN)


def _tell(work: Work, row: WantedFile, words: Words, *acts: Act) -> None:
    notice = Notice(f"file:{row.id}", words, acts, priority=Priority.REPLY)
    tell_at(work, row.person_id, row.address_id, notice)


def _usable(name: str, result: Checked, form: Form, kept: publishing.Kept) -> Words:
    questions = sum(part.is_asked for part in form.root.walk())
    first = _n(
        "*{title}* ({name}) can be used: {count} question or note, in {languages}.",
        "*{title}* ({name}) can be used: {count} questions and notes, in {languages}.",
        questions,
        title=form.title,
        name=name,
        languages=Listed(tuple(form.languages)),
    )
    version: Phrase = _("It is version {number} of *{form}*.", number=kept.number, form=kept.form_id)
    if not kept.is_new:
        version = _("It is the same as version {number} of *{form}*.", number=kept.number, form=kept.form_id)
    remarks = [one for one in result.findings if one.weight is Weight.WARNING]
    head = _n("{count} remark, which need not stop you:", "{count} remarks, which need not stop you:", len(remarks))
    return Lines((first, version, *(_listed(head, remarks) if remarks else ())))


def _to_mend(name: str, result: Checked) -> Words:
    wrong = [one for one in result.findings if one.weight is Weight.MEND]
    head = _n(
        "*{name}* cannot be used yet. {count} thing is to be mended:",
        "*{name}* cannot be used yet. {count} things are to be mended:",
        len(wrong),
        name=name,
    )
    return Lines((*_listed(head, wrong), _("Nothing was changed. Please mend it, then send it again.")))


def _listed(head: Words, found: list[Finding]) -> tuple[Words, ...]:
    lines = [head, *(_("• {place} {what}", place=_place(one), what=one.message) for one in found[:SHOWN])]
    if len(found) > SHOWN:
        rest = len(found) - SHOWN
        lines.append(_n("… and {count} more.", "… and {count} more.", rest))
    return tuple(lines)


def _place(one: Finding) -> Words:
    if not one.sheet:
        return ""
    return _("{sheet}, row {row}:", sheet=one.sheet, row=one.row) if one.row else f"{one.sheet}:"
