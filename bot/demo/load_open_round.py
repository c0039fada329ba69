"""A third round that is open today: some centres have begun, and the first persona's has it still to do."""

from datetime import timedelta
from typing import Final

from sqlmodel import col, select

from bot.demo.loading import Loading, noon
from bot.demo.sources import dice
from bot.demo.world import DemoAssessment, Texts
from bot.domain.audiences import Audience
from bot.i18n.languages import BASE
from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.outline import Section
from bot.questionnaires.parts import parts
from bot.questionnaires.scoring import NOT_APPLICABLE
from bot.storage.assessments import Assessment, Rating
from bot.storage.questionnaires import Publication, PublicationWay, Submission
from bot.storage.rounds import KIND, Round

_NAME: Final[Texts] = {"en": "Third round", "fr": "Troisième campagne", "ar": "الجولة الثالثة"}
_OPENED: Final = timedelta(days=5)  # ago
_OPEN_FOR: Final = timedelta(days=35)
_EVERY: Final = 2  # of the centres that were there in the second round have begun
_LOWEST, _HIGHEST = 1, 5


def load_open_round(loading: Loading) -> None:
    """People know of it already, and nobody is reminded unless the coordinator says so."""
    publication, version = _published(loading)
    begun = [one for one in loading.world.assessments if one.round == 2][::_EVERY]  # noqa: PLR2004  the second round
    throws = dice("third round")
    names = [part.name for part in parts(eight_areas().form).shared]
    assessments = loading.numbered([_assessment(loading, one, publication, version, names) for one in begun])
    submissions, ratings = [], []
    for number, one in zip(assessments, begun, strict=True):
        answered = names[: throws.randint(1, len(names))]
        sections = [each for each in eight_areas().sections if each.name in answered]
        levels = {
            indicator: None if level is None else min(max(level + throws.choice((0, 0, 1, -1)), _LOWEST), _HIGHEST)
            for indicator, level in one.levels.items()
        }
        submissions.append(_submission(loading, number, one, publication, version, sections, levels))
        ratings.append({key: levels[key] for key in _indicators(sections) if key in levels})
    loading.unnumbered(
        [
            Rating(submission_id=submission, indicator=indicator, level=level, not_applicable=level is None)
            for submission, rated in zip(loading.numbered(submissions), ratings, strict=True)
            for indicator, level in rated.items()
        ]
    )


def _published(loading: Loading) -> tuple[int, int]:
    """(publication, version): of the same questionnaire as the second round."""
    at = loading.now - _OPENED
    before, version = loading.session.exec(
        select(Publication.round_id, Publication.version_id)
        .where(Publication.way == PublicationWay.TEAM)
        .order_by(col(Publication.id).desc())
        .limit(1)
    ).one()
    closes_at = at + _OPEN_FOR
    [number] = loading.numbered(
        [
            Round(
                public_id=loading.public_id(at),
                programme_id=loading.programme,
                baseline_id=before,
                opens_at=at,
                opened_at=at,
                closes_at=closes_at,
                reminds=False,
                created_at=at,
            )
        ]
    )
    loading.named(KIND, [(number, _NAME)])
    [publication] = loading.numbered(
        [
            Publication(
                public_id=loading.public_id(at),
                programme_id=loading.programme,
                version_id=version,
                way=PublicationWay.TEAM,
                round_id=number,
                audience=Audience().to_json(),
                opens_at=at,
                closes_at=closes_at,
                created_at=at,
            )
        ]
    )
    return publication, version


def _assessment(loading: Loading, one: DemoAssessment, publication: int, version: int, names: list[str]) -> Assessment:
    at = noon((loading.now - _OPENED).date()) + timedelta(days=1)
    return Assessment(
        public_id=loading.public_id(at),
        centre_id=loading.centres[one.centre],
        publication_id=publication,
        version_id=version,
        parts=names,
        opened_at=at,
    )


def _submission(
    loading: Loading,
    assessment: int,
    one: DemoAssessment,
    publication: int,
    version: int,
    sections: list[Section],
    levels: dict[str, int | None],
) -> Submission:
    at = noon((loading.now - _OPENED).date()) + timedelta(days=1)
    paths = {item.rating.indicator: item.path for section in sections for item in section.items if item.rating}
    return Submission(
        public_id=loading.public_id(at),
        publication_id=publication,
        assessment_id=assessment,
        version_id=version,
        person_id=loading.people[one.by],
        membership_id=loading.memberships[one.by, one.centre],
        centre_id=loading.centres[one.centre],
        parts=[section.name for section in sections],
        language=BASE,
        started_at=at,
        finished_at=at + timedelta(minutes=20),
        answers={
            path: NOT_APPLICABLE if levels[indicator] is None else str(levels[indicator])
            for indicator, path in paths.items()
            if indicator in levels
        },
    )


def _indicators(sections: list[Section]) -> list[str]:
    return [item.rating.indicator for section in sections for item in section.items if item.rating]
