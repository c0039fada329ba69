from bot.questionnaires.form import Control, Kind
from bot.questionnaires.scoring import NOT_APPLICABLE
from tests.questionnaires.instruments import MOMENT, asked, begun, described, form, give, leaves, of_list, said

FORM = form("pdca_quality")
SHEETS = ("welcome", "teaching", "placements", "team", "partners", "life")
BLANK = ("own1", "own2")
STEPS = ("plan", "do", "check", "act")


def of_sheet(sheet, *levels):
    return {f"{sheet}_{step}": level for step, level in zip(STEPS, levels, strict=True)}


def at(interview, path, value):
    refused = interview.answer(path, value, MOMENT)
    assert refused is None, (path, refused)


def test_the_first_question_selects_among_six_sheets_and_two_blank_ones():
    interview = begun("pdca_quality")
    first = next(node.part for node in interview.asked() if node.part.control is not Control.INPUT)
    assert (first.name, first.control, first.required) == ("sheets", Control.SELECT_MULTIPLE, "true()")
    assert tuple(described(FORM, first)) == (*SHEETS, *BLANK)


def test_each_sheet_asks_once_for_each_step_in_the_order_of_the_circle():
    for sheet in SHEETS:
        parts = [part for part in leaves(FORM, kind="level", criterion=sheet) if "step" in part.marks]
        assert [part.marks["step"] for part in parts] == list(STEPS)
        assert [part.name for part in parts] == [f"{sheet}_{step}" for step in STEPS]
    assert tuple(of_list(FORM, "steps")) == STEPS


def test_every_level_is_described_and_may_not_apply():
    for part in leaves(FORM, kind="level"):
        assert list(described(FORM, part)) == ["1", "2", "3", "4", NOT_APPLICABLE]
        assert part.required == "true()"


def test_only_what_was_selected_is_asked():
    interview = begun("pdca_quality")
    give(interview, sheets="teaching life")
    assert {name.partition("_")[0] for name in asked(interview) if name.endswith(STEPS)} == {"teaching", "life"}
    assert not [name for name in asked(interview) if name.startswith(BLANK)]


def test_a_blank_sheet_takes_five_indicators_and_no_more():
    interview = begun("pdca_quality")
    give(interview, sheets="own1", own1_name="School meals", own1_count="5")
    rounds = [node for node in interview.root.awake() if node.part.kind is Kind.REPEAT]
    assert [node.part.name for node in rounds] == ["own1_rows"] * 5
    assert interview.answer("/data/own1/own1_count", "6", MOMENT) is not None
    assert interview.answer("/data/own1/own1_count", "0", MOMENT) is not None


def test_an_indicator_of_ones_own_has_a_sentence_a_step_and_a_level():
    interview = begun("pdca_quality")
    give(interview, sheets="own2", own2_name="School meals", own2_count="1")
    row = "/data/own2/own2_rows[1]"
    at(interview, f"{row}/own2_indicator", "Everybody gets a warm meal.")
    at(interview, f"{row}/own2_step", "check")
    at(interview, f"{row}/own2_level", "3")
    assert [node.part.name for node in interview.asked() if interview.is_required(node) and not node.text] == []


def test_each_step_has_a_mean_over_the_sheets_to_which_it_applies():
    for language, words in (
        ("en", "**Plan**: your mean is 2.5 of 4, from 2 of 3 sheets."),
        ("fr", "**Prévoir**\u202f: votre moyenne est de 2,5 sur 4 (fiches comptées\u202f: 2 sur 3)."),
        ("ar", "**التخطيط**: متوسطكم 2.5 من 4 (الأوراق المحسوبة: 2 من 3)."),
    ):
        interview = begun("pdca_quality", language)
        give(interview, sheets="welcome team life")
        give(interview, **of_sheet("welcome", "1", "2", "1", NOT_APPLICABLE))
        give(interview, **of_sheet("team", "4", "2", "2", NOT_APPLICABLE))
        give(interview, **of_sheet("life", NOT_APPLICABLE, "2", "2", NOT_APPLICABLE))
        assert said(interview, "plan_result") == words
        assert "act_result" not in asked(interview)


def test_a_sheet_that_is_put_back_counts_no_longer():
    interview = begun("pdca_quality")
    give(interview, sheets="welcome team")
    give(interview, **of_sheet("welcome", "1", "1", "1", "1"), **of_sheet("team", "3", "3", "3", "3"))
    give(interview, sheets="team own1")
    assert said(interview, "act_result") == "**Act**: your mean is 3 of 4, from 1 of 1 sheets."
    assert "own_result" in asked(interview)


def test_sheets_of_ones_own_alone_have_no_means():
    interview = begun("pdca_quality")
    give(interview, sheets="own1 own2")
    assert not [name for name in asked(interview) if name.endswith("_result")]
