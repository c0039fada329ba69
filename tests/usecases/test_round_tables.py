"""Tables of a round: each coordinator gets the rows of their own centres, with names or so that nobody can tell whose they are."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.i18n.phrase import Variants
from bot.reports.results_tables import Settled, results_tables
from bot.storage.audit import AuditLine
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import papers, round_tables
from bot.usecases.chat_exports import XLSX
from bot.usecases.rights import NO_RIGHT
from bot.usecases.round_tables import NONE_SIGNED, STILL_OPEN, TOO_FEW
from bot.usecases.rounds import NO_SUCH_ROUND
from bot.usecases.work import COMMAND, Work
from tests.delivery.listening import overheard
from tests.reports.sample_words import renderer
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import TRANSLATOR, does, looks
from tests.usecases.rounds_answered import CENTRES, NETWORK, READERS, asked, furnished, signed

pytestmark = pytest.mark.slow  # whole rounds, written as workbooks

LATER = BEGINNING + timedelta(days=40)


def named_centres(session):
    for number in CENTRES:
        about = {"language": "en", "text": f"Centre {number}", "state": VariantState.ORIGINAL, "at": BEGINNING}
        session.add(TextVariant(subject_kind="centre", subject_id=number, field="name", **about))


def answered(database, centres=CENTRES, *, is_open=False) -> int:
    furnished(database)
    database.write_now(named_centres)
    number = asked(database, is_open=is_open)
    signed(
        database, number, {centre: {"sorting": centre % 5 + 1, "energy": None} for centre in centres}, {"sorting": 3}
    )
    return number


def table(database, name, number, *, named=True):
    return looks(
        database,
        READERS[name],
        lambda work: round_tables.table(work, number, named=named),
        now=LATER,
    )


def cells(found, heading: str) -> list[object]:
    headings, *rows = results_tables(found, "en", renderer("en"))[0].rows
    return [row[headings.index(heading)] for row in rows]


def test_each_coordinator_gets_the_centres_that_they_coordinate_and_no_others(database, subtests):
    number = answered(database)
    for name, centres in [("tunisia", range(1, 9)), ("network", NETWORK), ("programme", CENTRES)]:
        with subtests.test(name=name):
            found = table(database, name, number)

            assert [one.id for one in found.centres] == [str(centre) for centre in centres]
            assert set(cells(found, "name")) == {f"Centre {centre}" for centre in centres}


def test_nobody_else_gets_a_table(database, subtests):
    number = answered(database)
    for named in [True, False]:
        for name in ["stranger", "member", "centre"]:
            with subtests.test(name=name, named=named):
                assert table(database, name, number, named=named) == Refusal(NO_RIGHT)


def test_a_row_tells_what_counts_and_how_it_came_to_be(database):
    found = table(database, "tunisia", answered(database))
    first = found.centres[0]

    assert (first.name, first.country, first.signed) == (Variants({"en": "Centre 1"}), "TN", "2023-03-15")
    assert first.levels == {
        "sorting": Settled(2.0, relevance=3.0, how="one"),
        "energy": Settled(None, not_applicable=True, relevance=None, how="one"),
    }
    assert cells(found, "state")[:3] == ["rated", "not applicable", "not rated"]


def test_the_codebook_tells_what_was_asked_in_the_order_of_the_questionnaire(database):
    sorting, energy, welcome = table(database, "tunisia", answered(database)).indicators

    assert (sorting.id, energy.id, welcome.id) == ("sorting", "energy", "welcome")
    assert (sorting.words, sorting.area, sorting.criterion, sorting.step) == (
        Variants({"default": "Is waste sorted?"}),
        "green",
        "waste",
        "do",
    )
    assert (sorting.lowest, sorting.highest, sorting.weight, sorting.reverse) == (1, 5, 1.0, False)
    assert sorting.levels[5] == Variants({"default": "Level 5"})


def test_without_names_nothing_tells_which_centre_it_is(database):
    number = answered(database)
    found, again = (table(database, "programme", number, named=False) for _each in range(2))
    headings, *rows = results_tables(found, "en", renderer("en"))[0].rows

    assert {"name", "signed"}.isdisjoint(headings)
    assert not any("Centre" in str(cell) for row in rows for cell in row)
    assert Counter(cells(found, "country")) == {"TN": 24, "": 24}  # Georgia would give Malawi's one away
    assert found.salt != again.salt


def test_without_names_there_is_none_while_rows_would_tell_who_has_just_signed(database):
    number = answered(database, is_open=True)

    assert table(database, "programme", number, named=False) == Refusal(STILL_OPEN, "names")
    assert len(table(database, "programme", number).centres) == len(CENTRES)


def test_without_names_there_is_none_of_fewer_than_five_centres(database):
    number = answered(database, range(5, 13))  # four of Tunisia, four of Georgia

    assert table(database, "tunisia", number, named=False) == Refusal(TOO_FEW, "names")
    assert len(table(database, "tunisia", number).centres) == 4
    assert len(table(database, "programme", number, named=False).centres) == 8


def test_where_no_centre_of_theirs_has_signed_it_is_said(database):
    assert table(database, "tunisia", answered(database, range(9, 16))) == Refusal(NONE_SIGNED)


def test_a_round_that_is_not_there_has_no_table(database, subtests):
    furnished(database)
    for number in [7, 2**70]:
        with subtests.test(number=number):
            assert table(database, "programme", number) == Refusal(NO_SUCH_ROUND)


def audited(database) -> list[AuditLine]:
    return database.read_now(lambda session: session.exec(select(AuditLine).where(AuditLine.verb == "export")).all())


def test_what_is_taken_away_is_in_the_audit_and_what_is_refused_is_not(database):
    number = answered(database)

    def ask(work, *, csv):
        return papers.of_centres(work, number, named=True, csv=csv)

    workbook = does(database, READERS["tunisia"], lambda work: ask(work, csv=False), now=LATER)
    files = does(database, READERS["tunisia"], lambda work: ask(work, csv=True), now=LATER)
    refused = does(database, READERS["member"], lambda work: ask(work, csv=True), now=LATER)

    assert (workbook.name, workbook.media_type) == ("round-1.xlsx", XLSX)
    assert (files.name, files.media_type) == ("round-1.zip", "application/zip")
    assert workbook.arguments == {
        "round": 1,
        "named": True,
        "person": READERS["tunisia"],
        "language": "en",
        "zone": "UTC",
        "at": LATER.isoformat(),
    }
    assert refused == Refusal(NO_RIGHT)
    told = [(one.actor_id, one.subject_kind, one.subject_id, one.detail) for one in audited(database)]
    assert told == [(READERS["tunisia"], "round", "1", {"centres": 8, "named": True})] * 2


def test_the_command_line_gets_all_centres(database):
    number = answered(database)

    def read(session):
        work = Work(session, LATER, COMMAND, TRANSLATOR, lambda *_: None)
        return round_tables.table(work, number, named=True)

    assert len(database.read_now(read).centres) == len(CENTRES)


def test_it_takes_as_many_queries_for_few_centres_as_for_many(database):
    few, many = answered(database, range(1, 3)), asked(database)
    signed(database, many, {centre: {"sorting": 3} for centre in CENTRES})

    def statements(number):
        with overheard(database.backend.reading) as heard:
            table(database, "programme", number)
        return len(heard)

    assert statements(few) == statements(many)
