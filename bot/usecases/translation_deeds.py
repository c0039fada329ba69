"""What is done about translations: asked for, proposed, approved by a second person, given back; the original changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import col, delete, select

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.i18n.phrase import LanguageName, Lines, Words, _, _p
from bot.storage.people import Person
from bot.storage.translations import TranslationWish
from bot.storage.variants import PROPOSALS, TextVariant, VariantState, digest_of
from bot.usecases import audit
from bot.usecases.notify import Notice, tell
from bot.usecases.translations import Fulfilled, Kind, Kinds, Thing, gaps, own_languages, volunteers
from bot.usecases.work import Work

HELP = Act("begin", "translate", _p("button", "Help translate"))
NOT_YOURS = _("This is for people who write both languages. Write *translate* and choose yours under *My languages*.")


class Verdict(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"


@dataclass(frozen=True)
class Judged:
    """Of one proposal. `text`: as the second person would word it; or, where it is declined, why."""

    verdict: Verdict
    text: str | None = None


# -- asking for it -----------------------------------------------------------------------------------------------------
def wish(work: Work, kind: Kind, number: int, language: str) -> int | Refusal:
    """Volunteers see it from now on, and those who write both languages are told once. How many that are."""
    original = original_language(work, kind.name, number)
    if original is None or not gaps(work, kind.name, number, [language]):
        return Refusal(_("It is there in {language} already.", language=LanguageName(language)))
    if _wish(work, Thing(kind.name, number, language)) is not None:
        return len(volunteers(work, original, language))
    row = TranslationWish(
        subject_kind=kind.name, subject_id=number, language=language, by_person_id=work.actor.person_id, at=work.now
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "ask for a translation", kind.name, number, language=language)
    words = _(
        "Somebody would like to read {thing} in {language}. You write both languages: would you help?",
        thing=kind.called(work, number),
        language=LanguageName(language),
    )
    return tell(work, volunteers(work, original, language), Notice(f"translate:{row.id}", words, acts=(HELP,)))


def drop_wishes(work: Work, kind: str, number: int, languages: Collection[str] | None = None) -> None:
    """The thing needs no translations any more, into these languages or at all."""
    gone = delete(TranslationWish).where(
        col(TranslationWish.subject_kind) == kind, col(TranslationWish.subject_id) == number
    )
    if languages is not None:
        gone = gone.where(col(TranslationWish.language).in_(languages))
    work.session.connection().execute(gone)


# -- writing -----------------------------------------------------------------------------------------------------------
def propose(
    work: Work, kinds: Kinds, key: str, told: Mapping[str, str], digests: Mapping[str, str]
) -> list[str] | Refusal:
    """The person's words, by field; `digests` of the originals as they saw them. The fields whose original has changed since.

    What somebody else has written meanwhile, and waits to be looked at, stays: nobody's words are overwritten.
    """
    thing = Thing.of(key)
    if refusal := _refused(work, kinds, thing):
        return refusal
    rows = _texts(work, thing)
    changed = []
    for field, text in told.items():
        original = rows.get((field, _original(rows), False))
        if original is None or not text.strip():
            continue
        if digest_of(original.text) != digests[field]:
            changed.append(field)
        row = rows.get((field, thing.language, True))
        if row is not None and _is_anothers(work, row, original):
            continue
        if row is None:
            row = _proposal(work, thing, field)
        row.text, row.state, row.at = text.strip(), VariantState.PROPOSED, work.now
        row.of_digest, row.by_person_id = digests[field], work.person_id
        work.session.add(row)
    work.session.flush()
    audit.note(work, "propose a translation", thing.kind, thing.number, language=thing.language, fields=len(told))
    _tell_second_speakers(work, kinds[thing.kind], thing, _original(rows))
    return changed


def judge(work: Work, kinds: Kinds, key: str, judged: Mapping[int, Judged]) -> int | Refusal:
    """By proposal. Each counts once: of two who approve at the same time the second one finds nothing. How many counted."""
    thing = Thing.of(key)
    if refusal := _refused(work, kinds, thing):
        return refusal
    rows = _texts(work, thing)
    authors: dict[int, list[tuple[TextVariant, Judged]]] = {}
    for row in list(rows.values()):
        verdict = judged.get(row.id)
        if verdict is None or row.state is not VariantState.PROPOSED or row.by_person_id == work.person_id:
            continue
        if row.by_person_id is not None:
            authors.setdefault(row.by_person_id, []).append((row, verdict))
        if verdict.verdict is Verdict.DECLINE:
            work.session.delete(row)
        else:
            _approve(work, rows, row, verdict)
    work.session.flush()
    for author, done in authors.items():
        _answer(work, kinds[thing.kind], thing, author, done)
    count = sum(len(done) for done in authors.values())
    audit.note(work, "judge a translation", thing.kind, thing.number, language=thing.language, count=count)
    kinds[thing.kind].read_anew(work, thing.number)
    finish(work, kinds[thing.kind], thing)
    return count


def finish(work: Work, kind: Kind, thing: Thing) -> None:
    """Where no gap is left the wish is fulfilled."""
    wanted = _wish(work, thing)
    if wanted is not None and not gaps(work, thing.kind, thing.number, [thing.language]):
        fulfilled = Fulfilled(thing.number, thing.language, wanted.by_person_id, f"translated:{wanted.id}")
        work.session.delete(wanted)
        work.session.flush()
        kind.complete(work, fulfilled)


# -- the original ------------------------------------------------------------------------------------------------------
def rewrite(work: Work, kind: str, number: int, field: str, text: str) -> bool:
    """Another original: what was translated from the former one is stale from now on. Whether anything changed."""
    rows = work.session.exec(
        select(TextVariant).where(
            TextVariant.subject_kind == kind, TextVariant.subject_id == number, TextVariant.field == field
        )
    ).all()
    original = next(row for row in rows if row.state is VariantState.ORIGINAL)
    if original.text == text.strip():
        return False
    original.text, original.at, original.by_person_id = text.strip(), work.now, work.actor.person_id
    now = digest_of(original.text)
    for row in rows:
        if row.state is VariantState.APPROVED and row.of_digest != now:
            row.state = VariantState.STALE
        elif row.state is VariantState.STALE and row.of_digest == now:  # as it was before
            row.state = VariantState.APPROVED
    work.session.add_all(rows)
    work.session.flush()
    return True


def original_language(work: Work, kind: str, number: int) -> str | None:
    found = select(TextVariant.language).where(
        TextVariant.subject_kind == kind,
        TextVariant.subject_id == number,
        TextVariant.state == VariantState.ORIGINAL,
    )
    return work.session.exec(found.limit(1)).first()


# -- how ---------------------------------------------------------------------------------------------------------------
_Rows = dict[tuple[str, str, bool], TextVariant]
"""By field, language, and whether it is a proposal."""


def _texts(work: Work, thing: Thing) -> _Rows:
    rows = work.session.exec(
        select(TextVariant)
        .where(TextVariant.subject_kind == thing.kind, TextVariant.subject_id == thing.number)
        .order_by(col(TextVariant.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {(row.field, row.language, row.is_proposal): row for row in rows}


def _proposal(work: Work, thing: Thing, field: str) -> TextVariant:
    return TextVariant(
        subject_kind=thing.kind,
        subject_id=thing.number,
        field=field,
        language=thing.language,
        text="",
        state=VariantState.PROPOSED,
        is_proposal=True,
        at=work.now,
    )


def _original(rows: _Rows) -> str:
    return next((row.language for row in rows.values() if row.state is VariantState.ORIGINAL), "")


def _refused(work: Work, kinds: Kinds, thing: Thing) -> Refusal | None:
    """Whoever writes both languages may, as long as it is asked for."""
    original = original_language(work, thing.kind, thing.number)
    if thing.kind not in kinds or original is None or _wish(work, thing) is None:
        return Refusal(_("This translation is not needed any more. Thank you all the same!"))
    return None if {original, thing.language} <= set(own_languages(work)) else Refusal(NOT_YOURS)


def _wish(work: Work, thing: Thing) -> TranslationWish | None:
    return work.session.exec(
        select(TranslationWish).where(
            TranslationWish.subject_kind == thing.kind,
            TranslationWish.subject_id == thing.number,
            TranslationWish.language == thing.language,
        )
    ).one_or_none()


def _is_anothers(work: Work, row: TextVariant, original: TextVariant) -> bool:
    is_current = row.of_digest == digest_of(original.text)
    return row.state is VariantState.PROPOSED and row.by_person_id != work.person_id and is_current


def _approve(work: Work, rows: _Rows, row: TextVariant, judged: Judged) -> None:
    before = rows.get((row.field, row.language, False))
    if before is not None:
        work.session.delete(before)
        work.session.flush()
    original = rows[row.field, _original(rows), False]
    is_current = row.of_digest == digest_of(original.text)
    row.text = judged.text or row.text
    row.state, row.is_proposal = (VariantState.APPROVED if is_current else VariantState.STALE), False
    row.approved_by_id, row.at = work.person_id, work.now
    work.session.add(row)


def _tell_second_speakers(work: Work, kind: Kind, thing: Thing, original: str) -> None:
    waiting = select(TextVariant.id).where(
        TextVariant.subject_kind == thing.kind,
        TextVariant.subject_id == thing.number,
        TextVariant.language == thing.language,
        col(TextVariant.state).in_(PROPOSALS),
    )
    latest = max(work.session.exec(waiting).all(), default=0)
    words = _(
        "Somebody has translated {thing} into {language}. Would you look it over? A second pair of eyes is all it needs.",
        thing=kind.called(work, thing.number),
        language=LanguageName(thing.language),
    )
    tell(work, volunteers(work, original, thing.language), Notice(f"approve:{thing.key}:{latest}", words, acts=(HELP,)))


def _answer(work: Work, kind: Kind, thing: Thing, author: int, done: list[tuple[TextVariant, Judged]]) -> None:
    """What became of somebody's words: thanks, or why not, with what they had written."""
    name = work.session.get_one(Person, work.person_id).name or "?"
    about = {"thing": kind.called(work, thing.number), "language": LanguageName(thing.language), "name": name}
    lines: list[Words] = []
    for row, judged in done:
        if judged.verdict is Verdict.DECLINE:
            lines += [
                _("{name} would word one of your texts in {language} differently: {thing}.", **about),
                _("You had written: {text}", text=row.text),
                *((_("Why: {why}", why=judged.text),) if judged.text else ()),
            ]
        elif judged.text is not None:
            lines.append(_("{name} has changed a little: {text}", name=name, text=judged.text))
    if any(judged.verdict is Verdict.APPROVE for _row, judged in done):
        lines.insert(0, _("Thank you for translating! {name} has approved your words in {language}: {thing}.", **about))
    declined = any(judged.verdict is Verdict.DECLINE for _row, judged in done)
    key = f"judged:{thing.key}:{max(row.id for row, _judged in done)}:{work.now.isoformat()}"
    tell(work, [author], Notice(key, Lines(tuple(lines)), acts=(HELP,) if declined else ()))
