"""How the self-assessment of a team stands: who did what, what is missing, where levels differ, what would be signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from bot.core.refusal import Refusal
from bot.domain.rights import Right, ScopeKind, gives
from bot.domain.scores import Score
from bot.domain.settling import Counting, Settling, differ
from bot.i18n.languages import BASE
from bot.i18n.phrase import Variants, Words
from bot.questionnaires.described import Described, described, texts_of
from bot.questionnaires.form import Form
from bot.questionnaires.parts import parts, rated_by_part
from bot.storage.assessments import Assessment, AssessmentComment, AssessmentState
from bot.storage.questionnaires import Publication, PublicationWay, takes_answers, titles_in_languages
from bot.storage.rounds import KIND as ROUND
from bot.storage.variants import texts
from bot.usecases import rights, signing, team_standing, team_views
from bot.usecases.assessments import standing
from bot.usecases.editions import Editions
from bot.usecases.settling import names_of
from bot.usecases.team_standing import Standing
from bot.usecases.team_views import Views, Who
from bot.usecases.work import Work

MOST_LISTED = 20


@dataclass(frozen=True)
class InSight:
    """An assessment of a team that the person may look at."""

    number: int
    centre: Variants
    round: Variants
    is_signed: bool


@dataclass(frozen=True)
class HandedIn:
    """By one of the team, the latest of a part; a name is None where the person has been forgotten."""

    name: str | None
    at: datetime
    language: str


@dataclass(frozen=True)
class PartOfIt:
    """`counting` has the indicators of which anybody said anything, in the form's order."""

    label: Variants
    handed_in: tuple[HandedIn, ...]
    indicators: tuple[Described, ...]
    counting: tuple[tuple[Described, Counting], ...]
    to_settle: int


@dataclass(frozen=True)
class Page:
    number: int
    publication: int
    centre: Variants
    round: Variants
    title: Words
    closes_at: datetime | None
    takes_answers: bool
    is_open: bool
    is_signed: bool  # neither: it was withdrawn
    signed_at: datetime | None
    signed_by: str | None
    rule: Settling
    parts: tuple[PartOfIt, ...]
    differing: tuple[Described, ...]
    to_settle: int
    comments: int
    overall: Score
    is_ours: bool
    shows_names: bool
    may_sign: bool
    may_reopen: bool
    fingerprint: str  # another one as soon as anything that is shown here has changed

    @property
    def can_settle(self) -> bool:
        """There is something to look at, and the person may decide or change what is theirs."""
        return self.is_open and bool(self.differing) and (self.is_ours or self.may_sign)

    @property
    def missing(self) -> tuple[PartOfIt, ...]:
        return tuple(part for part in self.parts if not part.handed_in)


def any_in_sight(work: Work) -> bool:
    """For the menu."""
    return bool(in_sight(work))


def in_sight(work: Work, centre_id: int | None = None) -> tuple[InSight, ...]:
    """The latest rounds first: at the person's own centres and those they have a role in, or at one that was searched."""
    centres = _own(work) if centre_id is None else [centre_id]
    rows = work.session.exec(
        select(Assessment, Publication.round_id)
        .join(Publication, col(Publication.id) == Assessment.publication_id)
        .where(
            col(Assessment.centre_id).in_(centres),
            Publication.way == PublicationWay.TEAM,
        )
        .order_by(col(Publication.id).desc(), col(Assessment.id))
        .limit(MOST_LISTED)
    ).all()
    names = texts(work.session, "centre", {one.centre_id for one, _round in rows}, "name")
    rounds = texts(work.session, ROUND, {number for _one, number in rows if number is not None}, "name")
    return tuple(
        InSight(
            one.id,
            Variants(names.get(one.centre_id, {})),
            Variants(rounds.get(number or 0, {})),
            one.state is AssessmentState.SIGNED,
        )
        for one, number in rows
    )


def sees_others(work: Work) -> bool:
    """Whether a role that signs off reaches beyond single centres."""
    held = rights.roles_of(work, work.person_id)
    return any(gives(one, Right.SIGN_OFF) and one.scope_kind is not ScopeKind.CENTRE for one in held)


def page(work: Work, editions: Editions, assessment_id: int) -> Page | Refusal:
    assessment = team_views.seen(work, assessment_id)
    if isinstance(assessment, Refusal):
        return assessment
    assert assessment.publication_id is not None, "those of a team have one"
    publication = work.session.get_one(Publication, assessment.publication_id)
    form = editions.edition(work, assessment.version_id).plan.form
    views = team_views.views_of(work, assessment)
    standing = team_standing.standing_of(work, assessment.id)
    handed_in = _by_part(standing)
    about = described(form)
    is_ours, may_sign = team_views.is_of_the_team(work, assessment), team_views.may_sign(work, assessment)
    signed_by = names_of(work, [Who(assessment.signed_by_id)])
    return Page(
        number=assessment.id,
        publication=publication.id,
        centre=Variants(texts(work.session, "centre", [assessment.centre_id], "name").get(assessment.centre_id, {})),
        round=_round_name(work, publication),
        title=titles_in_languages(work.session, [assessment.version_id])[assessment.version_id],
        closes_at=publication.closes_at,
        takes_answers=takes_answers(publication, work.now),
        is_open=assessment.state is AssessmentState.OPEN,
        is_signed=assessment.state is AssessmentState.SIGNED,
        signed_at=assessment.signed_at,
        signed_by=signed_by.get(Who(assessment.signed_by_id)),
        rule=views.rule,
        parts=_parts(form, views, standing, handed_in),
        differing=tuple(one for indicator, one in about.items() if differ(views.said.get(indicator, ()))),
        to_settle=len(views.to_settle),
        comments=_comments(work, assessment.id),
        overall=signing.scores_of_team(work, editions, assessment, views).overall,
        is_ours=is_ours,
        shows_names=is_ours or may_sign,
        may_sign=may_sign,
        may_reopen=may_sign and signing.not_to_reopen(work, assessment) is None,
        fingerprint=_fingerprint(views, handed_in),
    )


def _own(work: Work) -> list[int]:
    of_the_team = [one.centre_id for one in work.session.exec(standing(work))]
    held = rights.roles_of(work, work.person_id)
    by_role = [
        int(one.scope_id)
        for one in held
        if one.scope_kind is ScopeKind.CENTRE and (gives(one, Right.SIGN_OFF) or gives(one, Right.COMMENT))
    ]
    return list(dict.fromkeys((*of_the_team, *by_role)))


def _round_name(work: Work, publication: Publication) -> Variants:
    number = publication.round_id or 0
    return Variants(texts(work.session, ROUND, [number], "name").get(number, {}))


def _parts(
    form: Form, views: Views, standing: Standing, handed_in: Mapping[str, tuple[HandedIn, ...]]
) -> tuple[PartOfIt, ...]:
    """Those that the team is asked, as far as the answers say."""
    counting, to_settle, found = views.counting, frozenset(views.to_settle), []
    about, rated, shared = described(form), rated_by_part(form), parts(form)
    for name in standing.parts or [part.name for part in shared.shared]:
        within = rated.get(name, ()) if shared.shared else [each for group in rated.values() for each in group]
        inside = tuple(about[one.indicator] for one in within)
        part = shared.named(name)
        found.append(
            PartOfIt(
                label=Variants(form.titles or {BASE: form.title} if part is None else texts_of(form, part.label)),
                handed_in=handed_in.get(name, ()),
                indicators=inside,
                counting=tuple((one, counting[one.indicator]) for one in inside if one.indicator in counting),
                to_settle=sum(1 for one in inside if one.indicator in to_settle),
            )
        )
    return tuple(found)


def _by_part(standing: Standing) -> dict[str, tuple[HandedIn, ...]]:
    found: dict[str, list[HandedIn]] = {}
    for one in standing.handed_in:
        found.setdefault(one.part, []).append(HandedIn(one.by.name or None, one.at, one.language))
    return {part: tuple(each) for part, each in found.items()}


def _fingerprint(views: Views, handed_in: Mapping[str, tuple[HandedIn, ...]]) -> str:
    moments = [
        *(one.since for said in views.said.values() for one in said),
        *(row.at for row in views.decided.values()),
        *(one.at for each in handed_in.values() for one in each),
    ]
    return f"{len(views.decided)}-{max(moments).timestamp():.6f}" if moments else "0"


def _comments(work: Work, assessment_id: int) -> int:
    counted = select(func.count()).select_from(AssessmentComment)
    return work.session.exec(counted.where(AssessmentComment.assessment_id == assessment_id)).one()
