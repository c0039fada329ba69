"""Taking over and writing out the list of centres."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.centres import STATES, CentreRow
from bot.domain.centres_list import CentreSheet, read_centres, write_centres
from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.i18n.translator import Translator
from bot.storage.audit import ActorKind, AuditLine
from bot.storage.centres import Centre, CentreState
from bot.storage.networks import Network, NetworkCentre
from bot.storage.people import Person
from bot.storage.variants import TextVariant, VariantState, texts
from bot.usecases import rights
from bot.usecases.centres import Imported, NotImported, import_centres, listed_centres
from bot.usecases.work import COMMAND, Actor, Work

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LIST = """\
code,country,name,name:fr,name:ar,city,languages,zone,areas,networks,state
TN-1,TN,Tunis Centre,Centre de Tunis,مركز تونس,Tunis,ar fr,Africa/Tunis,wbl green,maintenance,active
IT-1,IT,Trento Centre,,,Trento,it,Europe/Rome,digital,maintenance green-building,active
"""


def working(session, *, now=NOW, actor=COMMAND) -> Work:
    return Work(session, now, actor, Translator({}), lambda channel, account: None)


def imported(database, text, *, now=NOW, new_networks=True, actor=COMMAND):
    sheet = read_centres(text.encode())
    return database.write_now(
        lambda session: import_centres(working(session, now=now, actor=actor), sheet, new_networks=new_networks)
    )


def listed(database):
    return database.read_now(lambda session: listed_centres(working(session)))


def said(result: NotImported) -> list[tuple[int | None, str | None, str]]:
    return [(p.row, p.column, p.says.msgid.format(**dict(p.says.values))) for p in result.problems]


def test_a_list_of_centres_is_taken_over(database):
    assert imported(database, LIST) == Imported(2, 0, 0, ("green-building", "maintenance"))
    assert listed(database) == (
        CentreRow(
            "IT-1",
            "IT",
            "Trento Centre",
            {},
            "Trento",
            ("it",),
            "Europe/Rome",
            ("digital",),
            ("green-building", "maintenance"),
        ),
        CentreRow(
            "TN-1",
            "TN",
            "Tunis Centre",
            {"fr": "Centre de Tunis", "ar": "مركز تونس"},
            "Tunis",
            ("ar", "fr"),
            "Africa/Tunis",
            ("wbl", "green"),
            ("maintenance",),
        ),
    )


def test_the_same_list_again_changes_nothing(database):
    imported(database, LIST)
    assert imported(database, LIST) == Imported(0, 0, 2)
    exported = write_centres(listed(database)).decode()
    assert imported(database, exported) == Imported(0, 0, 2)


def test_a_known_centre_is_changed_where_the_list_says_so(database):
    imported(database, LIST)
    changed = LIST.replace("Tunis Centre", "Tunis Technical Centre").replace("active\nIT", "closed\nIT")
    assert imported(database, changed.replace("TN-1", "tn-1")) == Imported(0, 1, 1, leaving=("tn-1",))
    assert imported(database, changed.replace("closed", "active")) == Imported(0, 1, 1)  # back again
    tunis = listed(database)[-1]
    assert (tunis.code, tunis.name, tunis.state) == ("TN-1", "Tunis Technical Centre", "active")


def test_a_column_that_is_not_there_changes_nothing(database):
    imported(database, LIST)
    before = listed(database)
    assert imported(database, "code,country,name\nTN-1,TN,Tunis\n") == Imported(0, 1, 0)
    assert listed(database) == (before[0], replace(before[1], name="Tunis"))


def test_an_empty_cell_takes_away_what_stood_there(database):
    imported(database, LIST)
    imported(database, "code,country,name,name:fr,city,areas,networks\nTN-1,TN,Tunis Centre,,,,\n")
    tunis = listed(database)[-1]
    assert (tunis.names, tunis.city, tunis.areas, tunis.networks) == ({"ar": "مركز تونس"}, "", (), ())


def test_a_centre_can_be_searched_by_its_names_and_its_country(database):
    imported(database, LIST)
    search = database.read_now(lambda s: s.exec(select(Centre.search).where(Centre.code == "TN-1")).one())
    assert search.split("\n") == ["tunis centre", "centre de tunis", "مركز تونس", "tunisia", "tunisie", "تونس"]


def test_nothing_is_taken_over_while_the_list_has_problems(database):
    result = imported(database, LIST.replace("IT,Trento", "XX,Trento"))
    assert said(result) == [
        (3, "country", "“XX” is not the code of a country. Write its two letters, for example GE for Georgia.")
    ]
    assert listed(database) == ()


def test_a_network_that_is_not_known_is_told_and_nothing_is_taken_over(database):
    imported(database, LIST.replace(" green-building", ""))
    result = imported(database, LIST.replace("green-building", "gren-building"), new_networks=False)
    assert said(result) == [(3, "networks", "There is no network “gren-building”. There are: maintenance.")]
    assert result.unknown_networks == ("gren-building",)


def test_an_opened_network_has_a_name(database):
    imported(database, LIST)

    def names(session):
        ids = {network.id: network.slug for network in session.exec(select(Network))}
        return {ids[number]: name for number, name in texts(session, "network", ids, "name").items()}

    assert database.read_now(names) == {
        "green-building": {"en": "Green building"},
        "maintenance": {"en": "Maintenance"},
    }


def test_leaving_and_joining_a_network_is_kept_with_its_dates(database):
    def stays(session):
        rows = session.exec(select(NetworkCentre).order_by(col(NetworkCentre.joined_on)))
        return [(row.joined_on, row.left_on) for row in rows]

    inside = "code,country,name,networks\nTN-1,TN,Tunis,maintenance\n"
    outside = "code,country,name,networks\nTN-1,TN,Tunis,\n"
    imported(database, inside)
    imported(database, outside)
    assert database.read_now(stays) == [(date(2026, 11, 22), date(2026, 11, 22))]
    imported(database, inside)
    assert database.read_now(stays) == [(date(2026, 11, 22), None)]
    imported(database, outside, now=NOW.replace(month=12))
    imported(database, inside, now=NOW.replace(month=12, day=24))
    assert database.read_now(stays) == [
        (date(2026, 11, 22), date(2026, 12, 22)),
        (date(2026, 12, 24), None),
    ]


def test_a_centre_that_somebody_brought_keeps_the_name_they_gave_it(database):
    def bring(session):
        work = working(session)
        import_centres(work, read_centres(b"code,country,name\nA,TN,x\n"))
        variant = session.exec(select(TextVariant)).one()
        variant.language, variant.text = "fr", "Centre de Sfax"

    database.write_now(bring)
    (row,) = listed(database)
    assert (row.name, row.names) == ("Centre de Sfax", {})
    assert imported(database, write_centres([row]).decode()) == Imported(0, 0, 1)
    assert imported(database, "code,country,name,name:fr\nA,TN,Sfax Centre,\n") == Imported(0, 1, 0)
    (row,) = listed(database)
    assert (row.name, row.names) == ("Sfax Centre", {"fr": "Centre de Sfax"})


def test_names_in_other_languages_are_approved_translations_of_the_first(database):
    imported(database, LIST)
    states = database.read_now(
        lambda s: dict(
            s.exec(select(TextVariant.language, TextVariant.state).where(col(TextVariant.text).contains("Tunis"))).all()
        )
    )
    assert states == {"en": VariantState.ORIGINAL, "fr": VariantState.APPROVED}


def test_an_import_is_noted(database):
    imported(database, LIST)
    imported(database, LIST.replace("Trento,it", "Rovereto,it"))
    lines = database.read_now(lambda s: s.exec(select(AuditLine).order_by(col(AuditLine.id))).all())
    assert [(line.verb, line.actor_kind, line.detail) for line in lines if line.verb == "import centres"] == [
        ("import centres", ActorKind.COMMAND, {"created": 2, "updated": 0}),
        ("import centres", ActorKind.COMMAND, {"created": 0, "updated": 1}),
    ]


@pytest.mark.parametrize(
    ("role", "may"), [(None, False), (Role.COUNTRY_COORDINATOR, False), (Role.ADMINISTRATOR, True)]
)
def test_only_who_administers_the_programme_may_import_and_export(database, role, may):
    imported(database, LIST)

    def somebody(session):
        person = Person(created_at=NOW, seen_at=NOW)
        session.add(person)
        session.flush()
        if role is not None:
            rights.give(working(session), person.id, HeldRole(role, ScopeKind.PROGRAMME, "1"))
        return person.id

    actor = Actor(ActorKind.PERSON, database.write_now(somebody))
    result = imported(database, LIST, actor=actor)
    rows = database.read_now(lambda session: listed_centres(working(session, actor=actor)))
    assert (isinstance(result, Imported), isinstance(rows, tuple)) == (may, may)
    assert (isinstance(result, Refusal), isinstance(rows, Refusal)) == (not may, not may)


def test_a_sheet_without_rows_is_fine(database):
    sheet = CentreSheet(frozenset({"code", "country", "name"}))
    assert database.write_now(lambda session: import_centres(working(session), sheet)) == Imported(0, 0, 0)


def test_the_words_for_a_state_are_those_of_the_table():
    assert tuple(state.value for state in CentreState) == STATES
