"""The programme that everything belongs to."""

from sqlmodel import col, delete, select

from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, Right
from bot.i18n.phrase import _
from bot.storage.programmes import Programme
from bot.storage.variants import TextVariant, texts
from bot.usecases import audit, rights, variants
from bot.usecases.work import Work

FIRST = "ene"
KIND = "programme"  # of its texts
LONGEST_NAME = 100  # characters: it has to fit on a certificate


def the_programme(work: Work) -> Programme:
    """Made when it is first needed."""
    programme = work.session.exec(select(Programme).order_by(col(Programme.id))).first()
    if programme is None:
        programme = Programme(slug=FIRST)
        work.session.add(programme)
        work.session.flush()
        audit.note(work, "open programme", "programme", programme.id)
    return programme


def names(work: Work) -> dict[str, str]:
    """By language; empty as long as nobody has named it."""
    number = the_programme(work).id
    return texts(work.session, KIND, [number], "name").get(number, {})


def rename(work: Work, language: str, text: str) -> Refusal | None:
    """What it is called in one language, from now on: badges that were signed before keep the name of their day."""
    if refusal := rights.refused(work, Right.ADMINISTER, WHOLE_PROGRAMME):
        return refusal
    called = " ".join(text.split())
    if not 1 <= len(called) <= LONGEST_NAME:
        return Refusal(_("A name has between 1 and {most} characters.", most=str(LONGEST_NAME)))
    if language not in work.translator.languages:
        known = ", ".join(work.translator.languages)
        return Refusal(_("I do not speak “{language}” yet. These I do: {known}.", language=language, known=known))
    number = the_programme(work).id
    work.session.exec(
        delete(TextVariant).where(
            col(TextVariant.subject_kind) == KIND,
            col(TextVariant.subject_id) == number,
            col(TextVariant.field) == "name",
            col(TextVariant.language) == language,
        )
    )
    variants.write(work, KIND, number, "name", {language: called}, language)
    audit.note(work, "rename", KIND, number, language=language)
    return None
