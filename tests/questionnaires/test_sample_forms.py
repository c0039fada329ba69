"""The three sample forms, filled in: they are what authors and other tests begin with."""

import io
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.questionnaires import files
from bot.questionnaires.compile import compiled
from bot.questionnaires.folder import SHEETS, joined
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.live import path_of
from bot.questionnaires.plan import plan
from bot.questionnaires.rehearsal import submitted
from bot.questionnaires.source import opened

FORMS = Path(__file__).parents[1] / "forms"
MOMENT = datetime(2026, 11, 28, 10, 0, tzinfo=ZoneInfo("Africa/Tunis"))


def source(name):
    path = FORMS / name
    if not path.is_dir():
        return path.read_bytes(), path.suffix
    parts = {sheet: path / f"{sheet}.csv" for sheet in SHEETS}
    return joined({sheet: part.read_bytes() for sheet, part in parts.items() if part.exists()}), ".csv"


@cache
def planned(name):
    return plan(compiled(*source(name)).form)


def begun(name, language=""):
    form = planned(name)
    beside = files.read({file: (FORMS / file).read_bytes() for file in files.wanted(form)})
    return Interview.begin(form, lists(form.form, beside.tables), moment=MOMENT, language=language, seed="1")


def give(interview, *answers):
    for path, value in answers:
        refused = interview.answer(path, value, MOMENT)
        assert refused is None, (path, refused)


def test_the_workshop_is_rated_without_what_does_not_apply():
    interview = begun("workshop.md")
    give(
        interview,
        ("/data/place/country", "tn"), ("/data/place/region", "tunis"), ("/data/place/centre", "ariana"), ("/data/role", "teacher"),
        ("/data/topics", "green digital"), ("/data/ratings/useful", "4"), ("/data/ratings/pace", "1"), ("/data/ratings/papers", "na"),
    )  # fmt: skip
    values = submitted(interview)
    assert (values["/data/rated"], values["/data/mean"]) == ("2", "2.5")
    assert "/data/better" in {path_of(node) for node in interview.asked()}
    assert (
        interview.answer("/data/topics", "green digital lessons guidance", MOMENT).message
        == "Please choose three at the most."
    )
    give(interview, ("/data/place/country", "al"))
    assert "/data/place/region" not in submitted(interview)
    give(interview, ("/data/again", "yes"))
    assert interview.answer("/data/email", "ana", MOMENT) is not None
    give(interview, ("/data/email", "ana@example.org"))


def test_apprentices_are_counted_over_all_companies():
    interview = begun("apprentices", "fr")
    give(interview, ("/data/centre", "Ariana"), ("/data/companies", "2"))
    give(interview, ("/data/company[1]/company_name", "Bois & Cie"), ("/data/company[2]/company_name", "Métal SA"))
    assert interview.add_repeat("/data/company[1]/apprentice", MOMENT) is None
    for path, name, born, hours in (
        ("/data/company[1]/apprentice[1]", "Ana", "2009-11-29", "20"),
        ("/data/company[1]/apprentice[2]", "Bo", "2000-01-01", "30"),
        ("/data/company[2]/apprentice[1]", "Cy", "2006-05-04", "40"),
    ):
        give(interview, (f"{path}/first_name", name), (f"{path}/born", born), (f"{path}/hours", hours))
    values = submitted(interview)
    assert (values["/data/apprentices"], values["/data/names"], values["/data/mean_hours"]) == (
        "3",
        "Ana, Bo, Cy",
        "30",
    )
    assert values["/data/company[1]/apprentice[1]/age"] == "16"
    asked = {path_of(node): node for node in interview.asked()}
    assert [path for path in asked if path.endswith("minor")] == ["/data/company[1]/apprentice[1]/minor"]
    assert interview.label(asked["/data/company[1]/apprentice[1]/minor"]).startswith("Ana a 16 ans")


def test_an_inspection_looks_places_up_and_asks_about_each_fault():
    interview = begun("inspection.md", "ar")
    give(interview, ("/data/hall", "b"))
    assert [choice.value for choice in interview.choices(interview.node("/data/room"))] == ["joinery", "electrics"]
    give(interview, ("/data/room", "joinery"), ("/data/present", "17"))
    assert submitted(interview)["/data/places"] == "16"
    give(
        interview,
        ("/data/crowded", "OK"), ("/data/where", "36.8 10.2 0 5"), ("/data/at", "09:05:00"), ("/data/gear", "shoes eyes"), ("/data/order", "4"),
        ("/data/fault", "yes"), ("/data/faults[1]/machine", "DR-014"), ("/data/faults[1]/picture", "fault.jpg"),
        ("/data/faults[1]/told", "fault.mp3"), ("/data/risks", "fire falls dust machines"), ("/data/noise", "90"),
    )  # fmt: skip
    assert "/data/loud" in {path_of(node) for node in interview.asked()}
    assert interview.answer("/data/gear", "nothing shoes", MOMENT).message == "«لا شيء» لا يُختار مع غيره."


@pytest.mark.parametrize("name", ["workshop.md", "apprentices", "inspection.md"])
def test_a_form_is_the_same_as_a_spreadsheet(name):
    """Word for word: what was written as text comes back from cells."""
    read = opened(*source(name)).definition
    made = openpyxl.Workbook()
    made.remove(made.active)
    for sheet in ("survey", "choices", "settings"):
        headings = list(getattr(read, f"{sheet}_header")[0])
        page = made.create_sheet(sheet)
        page.append(headings)
        for row in getattr(read, sheet):
            page.append([row.get(heading) for heading in headings])
    file = io.BytesIO()
    made.save(file)
    again = opened(file.getvalue(), ".xlsx").definition
    assert (again.survey, again.choices, again.settings) == (read.survey, read.choices, read.settings)
