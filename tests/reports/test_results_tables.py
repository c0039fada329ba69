import csv
import io
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.domain.scores import FEWEST_CENTRES
from bot.i18n.phrase import Variants
from bot.reports.process import HelperProcess
from bot.reports.results_tables import (
    CentreResults,
    CodedIndicator,
    RoundResults,
    Settled,
    countries_shown,
    results_tables,
)
from bot.reports.tables_writing import csv_files, workbook
from bot.reports.written_tables import Written
from tests.reports.sample_words import renderer

pytestmark = pytest.mark.slow  # writes whole workbooks in the helper

INDICATORS = (
    CodedIndicator(
        "wbl_planning",
        Variants({"en": "Placements are planned together", "fr": "Les stages sont préparés ensemble"}),
        1,
        5,
        {1: "not yet", 5: "leading others"},
        2,
        area="wbl",
        criterion="placements",
        step="plan",
    ),
    CodedIndicator("green_waste", '=cmd|"/c calc"!A1', 1, 4, reverse=True, area="green"),
)
LEVELS = {"wbl_planning": Settled(3.5, relevance=2, how="average")}


def centre(number: int, country: str = "TN", levels=LEVELS) -> CentreResults:
    return CentreResults(f"id-{number}", f"Centre {number}", country, "2022-03-14", levels)


def results(*, named: bool = False, count: int = 6, salt: str = "a secret") -> RoundResults:
    return RoundResults(INDICATORS, tuple(centre(number) for number in range(count)), named, salt)


def rows_of(found: RoundResults, language: str = "en") -> list[dict[str, object]]:
    headings, *rows = results_tables(found, language, renderer(language))[0].rows
    return [dict(zip(headings, row, strict=True)) for row in rows]


def codebook_of(found: RoundResults, language: str = "en") -> list[dict[str, object]]:
    headings, *rows = results_tables(found, language, renderer(language))[1].rows
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_each_centre_has_a_row_for_each_indicator_also_for_those_nobody_rated():
    rows = rows_of(results(count=5))

    assert len(rows) == 10
    assert rows[0] == {
        "centre": "C0001",
        "country": "TN",
        "indicator": "wbl_planning",
        "state": "rated",
        "level": 3.5,
        "relevance": 2,
        "settled": "average",
    }
    assert (rows[1]["state"], rows[1]["level"]) == ("not rated", None)


def test_what_does_not_apply_is_told_from_what_nobody_rated():
    found = RoundResults(
        INDICATORS, (centre(1, levels={"green_waste": Settled(None, not_applicable=True)}),), named=True
    )

    assert [row["state"] for row in rows_of(found)] == ["not rated", "not applicable"]


def test_names_and_days_are_there_for_those_who_may_see_them_only():
    assert rows_of(results(named=True))[0]["name"] == "Centre 0"
    assert rows_of(results(named=True))[0]["signed"] == "2022-03-14"
    written = [
        str(cell) for table in results_tables(results(), "en", renderer("en")) for row in table.rows for cell in row
    ]
    assert not any(cell.startswith(("Centre ", "id-")) for cell in written)
    assert {"name", "signed"}.isdisjoint(rows_of(results())[0])


def test_keys_follow_no_order_and_another_secret_gives_others():
    def marked(salt: str) -> list[object]:
        centres = tuple(centre(number, levels={"wbl_planning": Settled(number)}) for number in range(20))
        found = RoundResults(INDICATORS[:1], centres, named=False, salt=salt)
        return [row["level"] for row in rows_of(found)]

    assert sorted(marked("one")) == list(range(20))
    assert list(range(20)) != marked("one") != marked("two")
    assert marked("one") == marked("one")


def test_a_country_of_few_centres_is_left_out_and_stays_readable_with_names():
    centres = (*(centre(number) for number in range(6)), *(centre(number, "IL") for number in range(6, 8)))
    few = RoundResults(INDICATORS[:1], centres, named=False, salt="s")

    assert {row["country"] for row in rows_of(few)} == {""}
    assert {row["country"] for row in rows_of(replace(few, named=True))} == {"TN", "IL"}


@given(st.lists(st.sampled_from(["TN", "FR", "IL", "GE", "TR"]), max_size=40))
def test_whoever_knows_the_registry_finds_no_group_of_fewer_than_five(countries):
    counts, shown = Counter(countries), countries_shown(countries)
    hidden = sum(count for country, count in counts.items() if country not in shown)

    assert all(counts[country] >= FEWEST_CENTRES for country in shown)
    assert hidden >= FEWEST_CENTRES or hidden == 0 or len(countries) < FEWEST_CENTRES


def test_the_codebook_explains_each_column_and_each_indicator_in_the_language():
    english, french = codebook_of(results()), codebook_of(results(), "fr")
    headings = results_tables(results(), "en", renderer("en"))[0].rows[0]

    assert [row["name"] for row in english if row["what"] == "column"] == list(headings)
    assert english[-2] == {
        "what": "indicator",
        "name": "wbl_planning",
        "words": "Placements are planned together",
        "lowest": 1,
        "highest": 5,
        "levels": "1 = not yet\n5 = leading others",
        "weight": 2,
        "reverse": "no",
        "area": "wbl",
        "criterion": "placements",
        "step": "plan",
    }
    assert french[-2]["words"] == "Les stages sont préparés ensemble"
    assert french[0]["words"] == "Une clé pour chaque centre, faite pour ce seul fichier."


def as_data(found: RoundResults, language: str = "en"):
    return [table.as_data() for table in results_tables(found, language, renderer(language))]


def test_the_workbook_has_both_sheets_with_numbers_as_numbers_and_no_formula():
    book = load_workbook(io.BytesIO(workbook(tables=as_data(results(), "ar"))))

    assert book.sheetnames == ["results", "codebook"]
    assert (book["results"].sheet_view.rightToLeft, book["codebook"].sheet_view.rightToLeft) == (False, True)
    assert book["results"]["E2"].value == 3.5
    last = book["codebook"][book["codebook"].max_row][2]
    assert (last.value, last.data_type) == ('\'=cmd|"/c calc"!A1', "s")
    assert book["results"].freeze_panes == "A2"


def test_the_csv_files_say_the_same_and_are_always_the_same_bytes():
    written = csv_files(tables=as_data(results()))

    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.namelist() == ["results.csv", "codebook.csv"]
        rows = list(csv.reader(io.StringIO(archive.read("codebook.csv").decode("utf-8-sig"))))
        assert rows[-1][2] == '\'=cmd|"/c calc"!A1'
    assert csv_files(tables=as_data(results())) == written


@pytest.mark.parametrize("typed", ["", "#N/A", "\x07\ud800", "a\r\nb", "x" * 40_000, "-1+1", "日本"])
def test_any_text_makes_a_workbook_that_can_be_opened(typed):
    table = Written("results", (("heading",), (typed,)))
    book = load_workbook(io.BytesIO(workbook(tables=[table.as_data()])))

    assert book["results"]["A2"].data_type in {"s", "n"}
    assert not str(book["results"]["A2"].value).startswith(("=", "-"))


async def test_the_helper_process_writes_both():
    async with HelperProcess() as helper:
        assert (await helper.call("write_tables", tables=as_data(results())))[:2] == b"PK"
        assert await helper.call("write_csv_tables", tables=as_data(results())) == csv_files(tables=as_data(results()))
