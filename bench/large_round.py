"""Two rounds over 243 centres: in each, ten people of every centre rate sixty indicators, and the team signs off."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from bot.domain.areas import PriorityArea
from bot.domain.rights import Role, ScopeKind
from bot.domain.scores import profile
from bot.domain.steps import Step
from bot.questionnaires.compile import compiled
from bot.questionnaires.form import Form
from bot.storage import schema
from bot.storage.assessments import (
    Assessment,
    AssessmentScore,
    AssessmentState,
    Rating,
    ScoreKind,
    Settled,
    SettledLevel,
)
from bot.storage.centres import Centre
from bot.storage.database import Database
from bot.storage.grants import Grant
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.networks import Network, NetworkCentre
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from bot.storage.questionnaires import (
    Publication,
    PublicationState,
    PublicationWay,
    Questionnaire,
    QuestionnaireVersion,
    Submission,
)
from bot.storage.rounds import Round, RoundState
from bot.usecases.forms import indicators

CENTRES, PEOPLE, INDICATORS = 243, 10, 60
RATINGS = CENTRES * PEOPLE * INDICATORS
COUNTRIES, NETWORKS, THEMES = 39, 12, 15
BASELINE, LATEST = 1, 2  # rounds
COORDINATOR = 1  # of the programme; people of the centres follow
BATCH = 20_000
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CLOSED = NOW + timedelta(days=60)
TEAM = (CentreFunction.HEAD, CentreFunction.COORDINATOR, *[CentreFunction.TEACHER] * 5, *[CentreFunction.TRAINER] * 3)

Rows = list[dict[str, Any]]


def fill(database: Database) -> None:
    schema.migrate(database)
    throws = Random(4)
    database.write_now(_programme)
    _insert(database, _registry())
    database.write_now(_instrument)
    for number in (BASELINE, LATEST):
        _insert(database, _round(number))
        _insert(database, _answers(number, throws))


def _insert(database: Database, tables: Iterator[tuple[type[SQLModel], Rows]]) -> None:
    for table, rows in tables:
        for first in range(0, len(rows), BATCH):
            database.write_now(
                lambda session, table=table, some=rows[first : first + BATCH]: session.execute(insert(table), some)
            )  # type: ignore[misc] # mypy cannot tell the type of a default


def _programme(session: Session) -> None:
    session.add(Programme(id=1, slug="bench"))


def _registry() -> Iterator[tuple[type[SQLModel], Rows]]:
    active = {"language_chosen": True, "zone": "UTC", "text_only": False, "state": PersonState.ACTIVE, "language": "en"}
    seen = {"created_at": NOW, "seen_at": NOW}
    numbers = range(1, CENTRES + 1)
    yield (
        Centre,
        [
            {
                "id": one,
                "public_id": f"c{one}",
                "code": f"B-{one}",
                "programme_id": 1,
                "country": _country(one),
                "created_at": NOW,
            }
            for one in numbers
        ],
    )
    yield (
        Network,
        [{"id": one, "public_id": f"n{one}", "programme_id": 1, "slug": f"n{one}"} for one in range(1, NETWORKS + 1)],
    )
    yield (
        NetworkCentre,
        [{"network_id": one % NETWORKS + 1, "centre_id": one, "joined_on": NOW.date()} for one in numbers],
    )
    everybody = range(COORDINATOR, COORDINATOR + 1 + CENTRES * PEOPLE)
    yield Person, [{"id": one, "public_id": f"p{one}"} | active | seen for one in everybody]
    place = {"state": MembershipState.CONFIRMED, "from_on": NOW.date(), "created_at": NOW}
    yield (
        Membership,
        [
            {"id": person, "person_id": person, "centre_id": centre, "function": function} | place
            for centre in numbers
            for person, function in zip(_team(centre), TEAM, strict=True)
        ],
    )
    role = {"role": Role.PROGRAMME_COORDINATOR, "scope_kind": ScopeKind.PROGRAMME, "scope_id": "1"}
    yield Grant, [{"person_id": COORDINATOR, "from_at": NOW} | role]


def _country(centre: int) -> str:
    number = centre % COUNTRIES
    return chr(ord("A") + number // 26) + chr(ord("A") + number % 26)


def _team(centre: int) -> range:
    """The people of a centre."""
    first = COORDINATOR + 1 + (centre - 1) * PEOPLE
    return range(first, first + PEOPLE)


@cache
def _form() -> Form:
    marks = ("area", "criterion", "step", "kind")
    headings = ("type", "name", "label", *(f"bind::passerelle:{mark}" for mark in marks))
    areas, steps = list(PriorityArea), list(Step)
    rows = [
        ("select_one levels", f"i{n}", f"Indicator {n}", areas[n % 8], f"theme{n % THEMES}", steps[n % 4], "level")
        for n in range(INDICATORS)
    ]
    survey = "".join(f"| | {' | '.join(row)} |\n" for row in (headings, *rows))
    levels = "".join(f"| | levels | {level} | Level {level} |\n" for level in (*range(1, 6), "na"))
    settings = '| settings |\n| | form_id | namespaces |\n| | large | passerelle="urn:passerelle:xlsform" |\n'
    source = f"| survey |\n{survey}| choices |\n| | list_name | name | label |\n{levels}{settings}"
    form = compiled(source.encode(), ".md").form
    assert form is not None
    return form


def _instrument(session: Session) -> None:
    form = _form()
    session.add(Questionnaire(id=1, programme_id=1, form_id=form.id, created_at=NOW))
    session.flush()
    named = {"version": "1", "title": "Large", "sha256": "0" * 64, "file_name": "large.md"}
    session.add(
        QuestionnaireVersion(id=1, questionnaire_id=1, number=1, compiled=form.to_json(), created_at=NOW, **named)
    )


def _round(number: int) -> Iterator[tuple[type[SQLModel], Rows]]:
    times = {"opens_at": NOW, "closed_at": CLOSED, "created_at": NOW, "programme_id": 1}
    own = {"id": number, "public_id": f"r{number}"}
    yield Round, [own | {"baseline_id": number - 1 or None, "state": RoundState.CLOSED} | times]
    asked = {"version_id": 1, "way": PublicationWay.TEAM, "round_id": number, "state": PublicationState.CLOSED}
    yield Publication, [own | asked | times]


def _answers(round_number: int, throws: Random) -> Iterator[tuple[type[SQLModel], Rows]]:
    assessments: Rows = []
    submissions: Rows = []
    ratings: Rows = []
    settled: Rows = []
    for centre in range(1, CENTRES + 1):
        number = (round_number - 1) * CENTRES + centre
        at = NOW + timedelta(days=round_number, minutes=centre)
        which = {"publication_id": round_number, "version_id": 1, "centre_id": centre}
        signed = {"state": AssessmentState.SIGNED, "opened_at": NOW, "signed_at": at, "first_signed_at": at}
        assessments.append({"id": number, "public_id": f"a{number}"} | which | signed)
        said: dict[str, list[int]] = {f"i{indicator}": [] for indicator in range(INDICATORS)}
        for place, person in enumerate(_team(centre)):
            one = (number - 1) * PEOPLE + place + 1
            whose = {"assessment_id": number, "person_id": person, "membership_id": person, "language": "en"}
            when = {"started_at": NOW, "finished_at": at, "answers": {}}
            submissions.append({"id": one, "public_id": f"s{one}"} | which | whose | when)
            for indicator in said:
                level = throws.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, None))
                rating = {"submission_id": one, "indicator": indicator, "level": level}
                ratings.append(rating | {"not_applicable": level is None, "relevance": throws.randint(0, 3)})
                said[indicator] += [] if level is None else [level]
        how = {"relevance": 2.0, "how": Settled.AVERAGE, "at": at}
        settled += [
            {
                "assessment_id": number,
                "indicator": indicator,
                "level": sum(levels) / len(levels) if levels else None,
                "not_applicable": not levels,
            }
            | how
            for indicator, levels in said.items()
        ]
    scores = _scores(assessments, settled)
    yield Assessment, assessments
    yield Submission, submissions
    yield Rating, ratings
    yield SettledLevel, settled
    yield AssessmentScore, scores


def _scores(assessments: Rows, settled: Rows) -> Rows:
    """The means that are kept at sign-off; the whole stands with the assessment."""
    rated = indicators(_form())
    levels: dict[int, dict[str, float | None]] = {}
    for row in settled:
        levels.setdefault(row["assessment_id"], {})[row["indicator"]] = row["level"]
    found: Rows = []
    for one in assessments:
        whole = profile(rated, levels[one["id"]])
        one["overall"] = whole.overall.mean
        kinds = ((ScoreKind.AREA, whole.areas), (ScoreKind.CRITERION, whole.criteria), (ScoreKind.STEP, whole.steps))
        found += [
            {"assessment_id": one["id"], "kind": kind, "key": str(key)} | asdict(score)
            for kind, scores in kinds
            for key, score in scores.items()
        ]
    return found
