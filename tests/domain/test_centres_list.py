"""The list of centres as CSV: what is read, what is refused in which words, and what comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.centres import STATES, CentreRow, countries, tidy, zones
from bot.domain.centres_list import CentreSheet, read_centres, write_centres
from bot.domain.names import fold
from bot.i18n.languages import BY_TAG

HEADINGS = "code,country,name,name:ka,city,languages,zone,areas,networks,state"
AKHALI = CentreRow(
    code="GE-01",
    country="GE",
    name='LEPL "Akhali Talga"',
    names={"ka": "ახალი თალგა"},
    city="Kobuleti",
    languages=("ka", "en"),
    zone="Asia/Tbilisi",
    areas=("inclusion", "wbl"),
    networks=("black-sea",),
    state="active",
)
LINE = 'GE-01,GE,"LEPL ""Akhali Talga""",ახალი თალგა,Kobuleti,ka en,Asia/Tbilisi,inclusion wbl,black-sea,active'


def said(sheet: CentreSheet) -> list[tuple[int | None, str | None, str]]:
    """Problems as people would read them in English."""
    return [
        (problem.row, problem.column, problem.says.msgid.format(**dict(problem.says.values)))
        for problem in sheet.problems
    ]


def read(text: str) -> CentreSheet:
    return read_centres(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADINGS}\n{LINE}".encode(),
        f"{HEADINGS}\r\n{LINE}\r\n".encode(),
        f"{HEADINGS}\r{LINE}\r".encode(),
        b"\xef\xbb\xbf" + f"{HEADINGS}\n{LINE}\n".encode(),
        f"{HEADINGS}\n{LINE}\n".replace(",", ";").encode(),
        f"{HEADINGS}\n{LINE}\n".replace(",", "\t").encode(),
        f"sep=;\r\n{HEADINGS}\r\n{LINE}\r\n".replace(",", ";").encode(),
        f"\n\n{HEADINGS}\n,,,,,,,,,\n{LINE}\n  \n".encode(),
        f"{HEADINGS},,\n{LINE},,\n".encode(),
        f"{HEADINGS.upper()}\n{LINE}\n".encode(),
        "\n".join(['"' + HEADINGS.replace(",", '","') + '"', LINE]).encode(),
        f"{HEADINGS.replace('name:ka', ' Name : KA ')}\n{LINE}\n".encode(),
        f"{HEADINGS}\n{LINE}\n".replace("ka en", '"KA, en"').replace("inclusion wbl", "Inclusion|WBL|wbl").encode(),
        f"{HEADINGS}\n{LINE}\n".replace(",GE,", ",ge,").replace("active", "").encode(),
        f"{HEADINGS}\n{LINE}\n".replace("Asia/Tbilisi", "").encode(),
        f"{HEADINGS}\n{LINE}\n".replace("Kobuleti", '"  Kobu\u0000leti\n"').replace("Kobu\u0000", "Kobu").encode(),
    ],
)
def test_one_centre_is_read_however_the_file_was_saved(data):
    assert read_centres(data) == CentreSheet(frozenset(HEADINGS.split(",")), (AKHALI,))


def test_three_columns_are_enough_and_the_others_have_their_usual_values():
    sheet = read("name,code,country\nMD4,MD-01,MD\n")
    assert sheet == CentreSheet(
        frozenset({"name", "code", "country"}), (CentreRow("MD-01", "MD", "MD4", zone="Europe/Chisinau"),)
    )


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    sheet = read('code,country,name\n\nA,MD,"one\ntwo"\nB,MD,three\n')
    assert [(row.row, row.name) for row in sheet.rows] == [(3, "one two"), (4, "three")]


@pytest.mark.parametrize(
    "typed", ["=1+1", "+40", "-2", "@SUM(A1)", '=HYPERLINK("x")', "＝1", "'=1", "''@a", "'quoted'"]
)
def test_what_looks_like_a_formula_is_a_name_like_any_other(typed):
    row = CentreRow("A", "MD", typed, zone="Europe/Chisinau")
    assert read_centres(write_centres([row])).rows == (row,)


def test_no_cell_of_an_export_begins_like_a_formula():
    data = write_centres([CentreRow("A", "MD", "=1+1", {"fr": "+1"}, city="@here", zone="Europe/Chisinau")])
    assert data.decode("utf-8-sig") == (
        "code,country,name,name:fr,city,languages,zone,areas,networks,state\r\n"
        "A,MD,'=1+1,'+1,'@here,,Europe/Chisinau,,,active\r\n"
    )


def test_a_formula_typed_into_a_file_is_kept_as_text():
    assert read("code,country,name\nA,MD,=cmd|' /C calc'!A0\n").rows[0].name == "=cmd|' /C calc'!A0"


def test_an_empty_list_is_a_line_of_headings():
    assert write_centres([]).decode("utf-8-sig") == "code,country,name,city,languages,zone,areas,networks,state\r\n"


LONG = "x" * 10_000


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            ",MD,Name,,,,",
            (2, "code", "The code is missing. Every centre needs one of its own, for example GE-01."),
        ),
        (
            "=1,MD,Name,,,,",
            (2, "code", "“=1” cannot be a code. Use letters from A to Z, digits, dots and dashes, as in GE-01."),
        ),
        (
            "A,,Name,,,,",
            (2, "country", "The country is missing. Write its two letters, for example GE for Georgia."),
        ),
        (
            "A,Moldova,Name,,,,",
            (
                2,
                "country",
                "“Moldova” is not the code of a country. Write its two letters, for example GE for Georgia.",
            ),
        ),
        (
            "A,ZZ,Name,,,,",
            (2, "country", "“ZZ” is not the code of a country. Write its two letters, for example GE for Georgia."),
        ),
        ("A,MD,,,,,", (2, "name", "The name is missing. Please write the name of the centre.")),
        ("A,MD,\u200f…,,,,", (2, "name", "The name is missing. Please write the name of the centre.")),
        (
            "A,MD,Name,—,,,",
            (2, "name:ru", "“—” is not a name: it has no letters. Write the name or leave the cell empty."),
        ),
        (f"A,MD,{LONG},,,,", (2, "name", "This cell holds 10000 characters; 200 fit. Please shorten it.")),
        (f"A,MD,Name,,,,{LONG}", (2, "areas", "This cell holds 10000 characters; 500 fit. Please shorten it.")),
        (
            "A,MD,Name,,ro xx,,",
            (
                2,
                "languages",
                "“xx” is not one of our languages. Write codes with spaces between them, for example fr ar.",
            ),
        ),
        (
            "A,MD,Name,,,Europe/Chisinaw,",
            (2, "zone", "“Europe/Chisinaw” is not a time zone. Did you mean Europe/Chisinau?"),
        ),
        ("A,MD,Name,,,here,", (2, "zone", "“here” is not a time zone. Write it like Africa/Tunis.")),
        ("A,MD,Name,,,../etc,", (2, "zone", "“../etc” is not a time zone. Write it like Africa/Tunis.")),
        ("A,NO,Name,,,,", (2, "zone", "Please add the time zone, for example Africa/Tunis.")),
        (
            "A,MD,Name,,,,wbl sports",
            (
                2,
                "areas",
                "“sports” is not an area. These are: wbl entrepreneurship pedagogy specialisation digital autonomy green inclusion. Put spaces between them.",
            ),
        ),
        (
            "A,MD,Name,,,,,,wbl",
            (2, None, "“wbl” stands in column 9, which has no heading. Does an earlier cell need quotation marks?"),
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place_and_what_to_do(line, problem):
    sheet = read(f"code,country,name,name:ru,languages,zone,areas\n{line}\n")
    assert (sheet.rows, said(sheet)) == ((), [problem])


def test_a_wrong_network_is_named():
    assert said(read("code,country,name,networks\nA,MD,Name,black-sea Caf\u00e9\n")) == [
        (
            2,
            "networks",
            "“Café” cannot be a network. Write its short name, in letters from A to Z, digits and dashes.",
        )
    ]


def test_a_wrong_state_is_named():
    assert said(read("code,country,name,state\nA,MD,Name,open\n")) == [
        (2, "state", "“open” is not a state. These are: active asking closed.")
    ]


def test_all_or_nothing_every_problem_of_a_file_is_told_and_no_row_is_taken():
    sheet = read("code,country,name\nA,MD,One\na,MD,Two\nB,??,\nC,MD,Four\nA,MD,Five\n")
    assert sheet.rows == ()
    assert said(sheet) == [
        (3, "code", "The code a stands in row 2 too. Every centre needs one of its own."),
        (4, "country", "“??” is not the code of a country. Write its two letters, for example GE for Georgia."),
        (4, "name", "The name is missing. Please write the name of the centre."),
        (6, "code", "The code A stands in row 2 too. Every centre needs one of its own."),
    ]


@pytest.mark.parametrize(
    ("headings", "problems"),
    [
        ("code,country,name,citty", ["There is no column “citty”. Did you mean “city”?"]),
        (
            "code,country,name,phone",
            [
                "There is no column “phone”. These are: code, country, name, city, languages, zone, areas, networks, state, and names in other languages such as name:fr."
            ],
        ),
        (
            "code,country,name,name:xx",
            ["“name:xx” is not one of our languages. Name a language like this: name:fr."],
        ),
        (
            "code,country,name,name:en",
            ["The English name stands in the column “name”: please remove “name:en”."],
        ),
        ("code,country,name,name", ["There are two columns “name”. Please keep one."]),
        ("code,country,name,name:pt,name:pt-BR", ["There are two columns “name:pt”. Please keep one."]),
        (
            "code,state",
            ["The column “country” is missing. Please add it.", "The column “name” is missing. Please add it."],
        ),
    ],
)
def test_wrong_headings_are_named_before_any_row_is_read(headings, problems):
    assert said(read(f"{headings}\nA,??\n")) == [(1, None, problem) for problem in problems]


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (
            b"",
            [
                (
                    None,
                    None,
                    "The file is empty. Its first line must hold the headings: code, country, name, city, languages, zone, areas, networks, state.",
                )
            ],
        ),
        (
            "code".encode("utf-16"),
            [(None, None, "This file is written in UTF-16. Please save it as “CSV UTF-8”.")],
        ),
        (
            b"code,country,name\nA,MD,Chi\xbainau\nB,MD,ok\nC,MD,B\xe3l\xfei\n",
            [
                (2, None, "This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”."),
                (4, None, "This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”."),
            ],
        ),
        (
            b'code,country,name\nA,MD,ok\nB,MD,"open\nC,MD,swallowed\n',
            [
                (
                    3,
                    None,
                    "A quotation mark opens a cell and does not close it. Write a quotation mark inside a cell twice.",
                )
            ],
        ),
        (
            b'code,country,name\nA,MD,"LEPL" Akhali\n',
            [
                (
                    2,
                    None,
                    "A quotation mark opens a cell and does not close it. Write a quotation mark inside a cell twice.",
                )
            ],
        ),
        (
            b"code,country,name\nA,MD," + b"x" * 200_000 + b"\n",
            [(2, None, "A cell of this row is far too long. Is a quotation mark missing at its end?")],
        ),
        (
            b"x" * 5_000_001,
            [(None, None, "The file is larger than 5 MB. A list is much smaller: is it the right file?")],
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, problems):
    assert said(read_centres(data)) == problems


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(data):
    sheet = read_centres(b"code,country,name\n" + data)
    assert not (sheet.rows and sheet.problems)


@given(st.text(alphabet=st.sampled_from("A,;\t\"\n\r'=@ …é\x00\u2028"), max_size=60))
def test_no_signs_make_the_reader_fail(text):
    sheet = read(f"code,country,name\n{text}")
    assert not (sheet.rows and sheet.problems)


def texts(at_most: int):
    return st.text(st.characters(exclude_categories=("Cs",)), max_size=at_most).map(tidy)


def named(at_most: int):
    return texts(at_most).filter(fold)


centre_rows = st.builds(
    CentreRow,
    code=st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,39}\Z"),
    country=st.sampled_from(sorted(countries())),
    name=named(60),
    names=st.dictionaries(st.sampled_from(sorted(set(BY_TAG) - {"en"})), named(60), max_size=4),
    city=texts(40),
    languages=st.lists(st.sampled_from(sorted(BY_TAG)), unique=True, max_size=4).map(tuple),
    zone=st.sampled_from(sorted(zones())),
    areas=st.lists(st.sampled_from([area.value for area in PriorityArea]), unique=True).map(tuple),
    networks=st.lists(st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,19}\Z"), unique=True, max_size=3).map(tuple),
    state=st.sampled_from(STATES),
)


@given(st.lists(centre_rows, max_size=5, unique_by=lambda row: row.code.casefold()))
def test_what_is_exported_is_imported_again_unchanged(rows):
    assert read_centres(write_centres(rows)).rows == tuple(rows)


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)
