"""Opening a round, giving it another last day, closing it: what is asked, of whom and until when stays as it was opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.phrase import _
from bot.i18n.zones import zone_of
from bot.storage.questionnaires import (
    Publication,
    PublicationState,
    PublicationWay,
    Questionnaire,
    QuestionnaireVersion,
    Voice,
)
from bot.storage.rounds import KIND, Round, RoundState, Settling, find_round
from bot.usecases import (
    audiences,
    audit,
    instruments,
    nudges,
    participation,
    publication_progress,
    rights,
    round_closing,
    variants,
    voices,
)
from bot.usecases.publishing import NOBODY, PASSED, may_publish, round_has_closed
from bot.usecases.work import Work

NO_SUCH_ROUND = _("There is no such round. Write *rounds* to see those that there are.")
LONGEST_NAME = 80
MORNING = time(9)  # when a round opens on the clock of whoever plans it


@dataclass(frozen=True)
class Plan:
    """What somebody wants to open. `instrument` is a key of `instruments.listed`.

    Nothing as `opens_at`: at once. Nothing as `closes_at`: until somebody closes it.
    """

    instrument: str
    name: Mapping[str, str]  # by language
    original: str  # the language it was written in
    audience: Audience
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    baseline: int | None = None
    settling: Settling = Settling.AGREE
    voices: tuple[Voice, ...] = ()
    reminds: bool = True


def open(work: Work, plan: Plan) -> int | Refusal:  # noqa: A001  it is called as rounds.open
    """Its number. From its opening on, people find it on the menu, and are told once."""
    if not may_publish(work):
        return Refusal(rights.NO_RIGHT)
    if refusal := audiences.refused(work, Right.PUBLISH, plan.audience) or _refused(work, plan):
        return refusal
    version = work.session.get_one(QuestionnaireVersion, instruments.version_of(work, plan.instrument))
    opens_at = max(plan.opens_at or work.now, work.now)  # today's morning is over: at once
    round_ = Round(
        programme_id=work.session.get_one(Questionnaire, version.questionnaire_id).programme_id,
        baseline_id=plan.baseline,
        settling=plan.settling,
        opens_at=opens_at,
        closes_at=plan.closes_at,
        reminds=plan.reminds,
        author_id=work.actor.person_id,
        created_at=work.now,
    )
    work.session.add(round_)
    work.session.flush()
    variants.write(work, KIND, round_.id, "name", plan.name, plan.original)
    work.session.add(_publication(work, round_, plan, version.id, None))
    for voice in dict.fromkeys(plan.voices):
        work.session.add(_publication(work, round_, plan, instruments.voice_version(work, voice), voice))
    work.session.flush()
    audit.note(work, "open", KIND, round_.id, version=version.id, voices=len(set(plan.voices)), reminds=plan.reminds)
    if opens_at <= work.now:
        begin(work, round_)
    return round_.id


def voices_named(names: Iterable[str]) -> tuple[Voice, ...]:
    return tuple(Voice(name) for name in names)


def start_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, zone_of(zone))


def begin(work: Work, round_: Round) -> None:
    """Its day has come: people are told from now on."""
    round_.opened_at = work.now
    work.session.add(round_)
    publication_progress.start(work, team_publication(work.session, round_.id))


def extend(work: Work, number: int, closes_at: datetime) -> int | Refusal:
    """Answers are taken until then. One that has closed stays closed: what was compared must not change."""
    round_ = to_change(work, number)
    if isinstance(round_, Refusal):
        return round_
    if closes_at <= work.now:
        return Refusal(PASSED, key="closes")
    if closes_at < round_.opens_at:
        return Refusal(BEFORE_IT_OPENS, key="closes")
    round_.closes_at = closes_at
    work.session.add(round_)
    for one in publications_of(work.session, number):
        one.closes_at = closes_at
        work.session.add(one)
    audit.note(work, "extend", KIND, number, closes_at=closes_at.isoformat())
    return number


def close(work: Work, number: int) -> int | Refusal:
    """For good: no more answers, from teams and voices, and how far each centre was stays as it is now."""
    round_ = to_change(work, number)
    if isinstance(round_, Refusal):
        return round_
    conclude(work, round_, work.now)
    return number


def conclude(work: Work, round_: Round, closed_at: datetime) -> None:
    """Not checked here: whoever calls has asked `to_change`, or is the clock (`round_clock`)."""
    publication = team_publication(work.session, round_.id)
    centres = participation.centres_of(work, round_, publication)
    round_.participation = participation.to_json(centres)
    round_.state, round_.closed_at = RoundState.CLOSED, closed_at
    work.session.add(round_)
    for one in publications_of(work.session, round_.id):
        one.state, one.closed_at, one.nudging_after = PublicationState.CLOSED, closed_at, None
        work.session.add(one)
    publication_progress.stop(work, publication)
    audit.note(work, "close", KIND, round_.id, centres=len(centres))
    round_closing.tell_of(work, round_, centres)


def remind(work: Work, number: int, *, wanted: bool) -> int | Refusal:
    """Whether those who stay silent are reminded."""
    round_ = to_change(work, number)
    if isinstance(round_, Refusal):
        return round_
    round_.reminds = wanted
    work.session.add(round_)
    if not wanted:
        nudges.call_off(work, team_publication(work.session, number))
    audit.note(work, "remind" if wanted else "stop reminding", KIND, number)
    return number


BEFORE_IT_OPENS = _("That is before the round opens. Please give a later day.")


def to_change(work: Work, number: int) -> Round | Refusal:
    """One that has not closed, for whoever coordinates all to whom it was opened."""
    round_ = find_round(work.session, number)
    if round_ is None:
        return Refusal(NO_SUCH_ROUND)
    if not may_publish(work):
        return Refusal(rights.NO_RIGHT)
    audience = Audience.from_json(team_publication(work.session, number).audience)
    if audiences.refused(work, Right.PUBLISH, audience):
        return Refusal(rights.NO_RIGHT)
    if round_.state is RoundState.CLOSED:
        return round_has_closed(number)
    return round_


def publications_of(session: Session, number: int) -> list[Publication]:
    """That of the teams, then those of the voices."""
    return list(
        session.exec(select(Publication).where(Publication.round_id == number).order_by(col(Publication.id))).all()
    )


def team_publication(session: Session, number: int) -> Publication:
    return session.exec(
        select(Publication).where(Publication.round_id == number, Publication.way == PublicationWay.TEAM)
    ).one()


def _refused(work: Work, plan: Plan) -> Refusal | None:
    known = instruments.known(work, plan.instrument)
    if isinstance(known, Refusal):
        return known
    if not plan.name.get(plan.original, "").strip() or any(len(text) > LONGEST_NAME for text in plan.name.values()):
        return Refusal(_("A round needs a name of at most {count} characters.", count=LONGEST_NAME), key="name")
    if refusal := _refused_days(work, plan):
        return refusal
    if plan.baseline is not None and find_round(work.session, plan.baseline) is None:
        return Refusal(NO_SUCH_ROUND, key="baseline")
    if not audiences.is_anybody_in(work, plan.audience):
        return Refusal(NOBODY, key="audience")
    asked = ((instruments.voice_version(work, voice), voice) for voice in plan.voices)
    return next(filter(None, (voices.refused_form(work, version, voice) for version, voice in asked)), None)


def _refused_days(work: Work, plan: Plan) -> Refusal | None:
    if plan.opens_at is not None and plan.opens_at < work.now - timedelta(days=1):
        return Refusal(PASSED, key="opens")
    if plan.closes_at is not None and plan.closes_at <= work.now:
        return Refusal(PASSED, key="closes")
    if plan.closes_at is not None and plan.opens_at is not None and plan.closes_at <= plan.opens_at:
        return Refusal(BEFORE_IT_OPENS, key="closes")
    return None


def _publication(work: Work, round_: Round, plan: Plan, version: int, voice: Voice | None) -> Publication:
    return Publication(
        programme_id=round_.programme_id,
        version_id=version,
        way=PublicationWay.TEAM if voice is None else PublicationWay.VOICES,
        round_id=round_.id,
        voice=voice,
        author_id=work.actor.person_id,
        audience=plan.audience.to_json(),
        opens_at=round_.opens_at,
        closes_at=plan.closes_at,
        created_at=work.now,
        state=PublicationState.OPEN,
    )
