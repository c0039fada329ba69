"""What a round can be about: questionnaires that somebody brought, and those that come with the bot; and earlier rounds like it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.refusal import Refusal
from bot.i18n.phrase import Variants, Words
from bot.questionnaires import builtin
from bot.questionnaires.form import Form
from bot.questionnaires.rounds import instrument
from bot.storage.questionnaires import (
    Publication,
    PublicationWay,
    Questionnaire,
    QuestionnaireVersion,
    Voice,
    find_version,
    title_words,
)
from bot.storage.rounds import KIND, Round, Settling
from bot.storage.variants import texts
from bot.usecases import publishing
from bot.usecases.work import Work

VOICES = "voices_"  # how the built-in questionnaires of 360° views begin
MOST_LISTED = 50
LOOKED_AT = 20  # earlier rounds among which one with the same indicators is sought

_version = QuestionnaireVersion.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_questionnaire = Questionnaire.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Listed:
    """`key`: the id of a version that is kept, or the name of a questionnaire that comes with the bot."""

    key: str
    title: Words


@dataclass(frozen=True)
class Known:
    """What matters of an instrument before a round is opened with it."""

    key: str
    title: Words
    indicators: frozenset[str]
    settling: Settling | None  # what it says itself

    @property
    def is_scored(self) -> bool:
        return bool(self.indicators)


@dataclass(frozen=True)
class Earlier:
    """A round that a new one can be compared with."""

    number: int
    name: Variants


def listed(work: Work) -> tuple[Listed, ...]:
    """The latest version of each that is kept, what came last first; then those built in that nobody has brought."""
    latest = select(func.max(_version.c.id)).group_by(_version.c.questionnaire_id)
    rows = (
        work.session.connection()
        .execute(
            select(_version.c.id, _version.c.title, _version.c.titles, _questionnaire.c.form_id)
            .join(_questionnaire, _questionnaire.c.id == _version.c.questionnaire_id)
            .where(_version.c.id.in_(latest), ~_questionnaire.c.form_id.startswith(VOICES, autoescape=True))
            .order_by(_version.c.id.desc())
            .limit(MOST_LISTED)
        )
        .all()
    )
    kept = {row.form_id for row in rows}
    further = [name for name in builtin.NAMES if not name.startswith(VOICES) and name not in kept]
    return (
        *(Listed(str(row.id), title_words(row.title, row.titles)) for row in rows),
        *(Listed(name, _titled(builtin.form(name))) for name in further),
    )


def known(work: Work, key: str) -> Known | Refusal:
    """By its key, which people may have typed."""
    form = _form(work, key)
    if form is None:
        return Refusal(publishing.NO_SUCH_VERSION, key="instrument")
    facts = instrument(form)
    settling = Settling(facts.settling) if facts.settling in set(Settling) else None
    return Known(key, _titled(form), facts.indicators, settling)


def version_of(work: Work, key: str) -> int:
    """Its row; one that comes with the bot is kept when it is first used."""
    return int(key) if key.isdecimal() else publishing.keep_built_in(work, builtin.form(key))


def voice_version(work: Work, voice: Voice) -> int:
    """Of the built-in questionnaire for that group."""
    return publishing.keep_built_in(work, builtin.form(f"{VOICES}{voice}"))


def earlier(work: Work, key: str) -> Earlier | None:
    """The latest round with the same questionnaire, in whatever version; else with one that shares indicators."""
    rows = work.session.exec(
        select_rows(Round.id, QuestionnaireVersion.id, Questionnaire.form_id)
        .join(Publication, col(Publication.round_id) == col(Round.id))
        .join(QuestionnaireVersion, col(QuestionnaireVersion.id) == col(Publication.version_id))
        .join(Questionnaire, col(Questionnaire.id) == col(QuestionnaireVersion.questionnaire_id))
        .where(Publication.way == PublicationWay.TEAM)
        .order_by(col(Round.opens_at).desc(), col(Round.id).desc())
        .limit(LOOKED_AT)
    ).all()
    form = _form(work, key)
    if form is None or not rows:
        return None
    number = next((number for number, _version, form_id in rows if form_id == form.id), None)
    if number is None:
        sharing = _sharing(work, form, frozenset(version for _number, version, _form_id in rows))
        number = next((number for number, version, _form_id in rows if version in sharing), None)
    if number is None:
        return None
    return Earlier(number, Variants(texts(work.session, KIND, [number], "name").get(number, {})))


def _sharing(work: Work, form: Form, versions: frozenset[int]) -> frozenset[int]:
    """Those of the versions that rate something which the form rates too."""
    wanted = instrument(form).indicators
    rows = work.session.exec(
        select_rows(QuestionnaireVersion.id, QuestionnaireVersion.compiled).where(
            col(QuestionnaireVersion.id).in_(sorted(versions))
        )
    )
    return frozenset(number for number, compiled in rows if wanted & instrument(Form.from_json(compiled)).indicators)


def _form(work: Work, key: str) -> Form | None:
    if key in builtin.NAMES:
        return builtin.form(key)
    version = find_version(work.session, int(key)) if key.isdecimal() else None
    return None if version is None else Form.from_json(version.compiled)


def _titled(form: Form) -> Words:
    titles: Mapping[str, str] = form.titles
    return title_words(form.title, titles)
