"""Rounds that many centres have signed, as rows: what their teams settled on, and who may look at it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from sqlmodel import Session

from bot.app import translator
from bot.domain.rights import Role, ScopeKind
from bot.domain.scores import profile
from bot.questionnaires.compile import compiled
from bot.questionnaires.form import Form
from bot.storage.assessments import Assessment, AssessmentState, Rating, Settled, SettledLevel
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
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import assessment_scores
from bot.usecases.forms import indicators
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.world import BEGINNING

TRANSLATOR = translator()
COUNTRIES = {"TN": 8, "GE": 7, "MW": 1}  # centres 1 to 8, 9 to 15, and 16
NETWORK = (1, 2, 3, 9, 10)  # the centres of network 1
CENTRES = range(1, sum(COUNTRIES.values()) + 1)
READERS = {
    "member": 1,  # of centre 1
    "stranger": 2,
    "programme": 3,
    "tunisia": 4,
    "network": 5,
    "centre": 6,  # coordinates centre 1
}
ROLES = {
    "programme": (Role.PROGRAMME_COORDINATOR, ScopeKind.PROGRAMME, "1"),
    "tunisia": (Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY, "TN"),
    "network": (Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, "1"),
    "centre": (Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, "1"),
}
INSTRUMENT = """| survey |
| | type | name | label | bind::passerelle:area | bind::passerelle:criterion | bind::passerelle:step | bind::passerelle:indicator | bind::passerelle:kind |
| | begin_group | waste | Waste | | | | | |
| | select_one levels | sorting | Is waste sorted? | green | waste | do | sorting | level |
| | select_one matters | sorting_matters | Does sorting matter? | | | | sorting | relevance |
| | select_one levels | energy | Is energy saved? | green | waste | plan | energy | level |
| | end_group | | | | | | | |
| | select_one levels | welcome | Is everybody welcome? | inclusion | | | welcome | level |
| choices |
| | list_name | name | label |
{levels}| | levels | na | Not applicable |
| | matters | 0 | Not at all |
| | matters | 3 | Very |
| settings |
| | form_id | namespaces |
| | small | passerelle="urn:passerelle:xlsform" |
"""


@cache
def instrument(highest: int = 5) -> Form:
    levels = "".join(f"| | levels | {level} | Level {level} |\n" for level in range(1, highest + 1))
    return form(INSTRUMENT.format(levels=levels))


def form(source: str) -> Form:
    result = compiled(source.encode(), ".md")
    assert result.form is not None, result.refusals
    return result.form


def furnished(database: Database) -> None:
    """Centres in three countries, a network, those who look, and nothing asked yet."""
    database.write_now(_furnish)


def asked(database: Database, of: Form | None = None, *, is_open: bool = False, baseline: int | None = None) -> int:
    """A round about a version of its own; its number."""

    def job(session: Session) -> int:
        number = len(session.connection().exec_driver_sql("SELECT id FROM round").all()) + 1
        whole = of or instrument()
        session.add(Questionnaire(id=number, programme_id=1, form_id=f"small-{number}", created_at=BEGINNING))
        session.flush()
        version = {"version": "1", "title": "Small", "sha256": f"{number}" * 64, "file_name": "small.md"}
        session.add(
            QuestionnaireVersion(
                id=number,
                questionnaire_id=number,
                number=1,
                compiled=whole.to_json(),
                created_at=BEGINNING,
                **version,
            )
        )
        closed = None if is_open else BEGINNING + timedelta(days=30)
        times = {"opens_at": BEGINNING, "closed_at": closed, "created_at": BEGINNING}
        state = RoundState.OPEN if is_open else RoundState.CLOSED
        session.add(Round(id=number, programme_id=1, baseline_id=baseline, state=state, **times))
        session.flush()
        session.add(
            Publication(
                id=number,
                programme_id=1,
                version_id=number,
                way=PublicationWay.TEAM,
                round_id=number,
                state=PublicationState(state.value),
                **times,
            )
        )
        session.add(
            TextVariant(
                subject_kind="round",
                subject_id=number,
                field="name",
                language="en",
                text=f"Round {number}",
                state=VariantState.ORIGINAL,
                at=BEGINNING,
            )
        )
        return number

    return database.write_now(job)


def signed(
    database: Database,
    number: int,
    levels: Mapping[int, Mapping[str, float | None]],
    relevances: Mapping[str, float] | None = None,
    *,
    day: int = 1,
) -> dict[int, int]:
    """Each of these centres signs what it settled on, one after the other; None: does not apply. Assessments by centre."""

    def job(session: Session) -> dict[int, int]:
        found = {}
        version = session.get_one(QuestionnaireVersion, number)
        rated = indicators(Form.from_json(version.compiled))
        for minute, (centre, said) in enumerate(levels.items()):
            at = BEGINNING + timedelta(days=day, minutes=minute)
            one = Assessment(
                centre_id=centre,
                publication_id=number,
                version_id=number,
                state=AssessmentState.SIGNED,
                opened_at=BEGINNING,
                signed_at=at,
                first_signed_at=at,
            )
            session.add(one)
            session.flush()
            found[centre] = one.id
            session.add_all(
                SettledLevel(
                    assessment_id=one.id,
                    indicator=indicator,
                    level=level,
                    not_applicable=level is None,
                    relevance=(relevances or {}).get(indicator),
                    how=Settled.ONE,
                    at=at,
                )
                for indicator, level in said.items()
            )
            whole = profile(rated, said)
            one.overall = whole.overall.mean
            session.flush()
            assessment_scores.write(Work(session, at, SYSTEM, TRANSLATOR, lambda *_: None), one.id, whole)
        return found

    return database.write_now(job)


def handed_in(
    database: Database, assessment: int, function: CentreFunction, levels: Mapping[str, int | None], *, by: int
) -> None:
    """By a person with that function in centre 1; handed in again, what is newer counts."""

    def job(session: Session) -> None:
        membership = Membership(
            person_id=by,
            centre_id=1,
            function=function,
            state=MembershipState.CONFIRMED,
            from_on=BEGINNING.date(),
            created_at=BEGINNING,
        )
        session.add(membership)
        session.flush()
        where: dict[str, Any] = {"assessment_id": assessment, "version_id": 1, "language": "en", "answers": {}}
        when = {"started_at": BEGINNING, "finished_at": BEGINNING}
        submission = Submission(person_id=by, membership_id=membership.id, **where, **when)
        session.add(submission)
        session.flush()
        session.add_all(
            Rating(submission_id=submission.id, indicator=indicator, level=level, not_applicable=level is None)
            for indicator, level in levels.items()
        )

    database.write_now(job)


def _furnish(session: Session) -> None:
    session.add(Programme(id=1, slug="ene"))
    session.flush()
    numbers = iter(CENTRES)
    for country, centres in COUNTRIES.items():
        for _centre in range(centres):
            number = next(numbers)
            row = {"programme_id": 1, "country": country, "fictitious": True, "created_at": BEGINNING}
            session.add(Centre(id=number, code=f"{country}-{number}", **row))
    session.add(Network(id=1, programme_id=1, slug="hotel"))
    session.flush()
    session.add_all(NetworkCentre(network_id=1, centre_id=one, joined_on=BEGINNING.date()) for one in NETWORK)
    for name, number in READERS.items():
        seen = {"created_at": BEGINNING, "seen_at": BEGINNING}
        session.add(Person(id=number, name=name, language="en", state=PersonState.ACTIVE, **seen))
    session.flush()
    session.add(
        Membership(
            person_id=READERS["member"],
            centre_id=1,
            function=CentreFunction.TEACHER,
            state=MembershipState.CONFIRMED,
            from_on=BEGINNING.date(),
            created_at=BEGINNING,
        )
    )
    for name, (role, kind, scope) in ROLES.items():
        session.add(Grant(person_id=READERS[name], role=role, scope_kind=kind, scope_id=scope, from_at=BEGINNING))
