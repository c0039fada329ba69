import pytest

from bot.questionnaires.findings import Finding
from bot.questionnaires.outlines.compile import compiled


def small(survey="", choices="", settings="| | form_id |\n| | small |"):
    """A form that would pass, with rows of a test after its own: they start at row 3 of the survey."""
    return f"""
| survey |
| | type | name | label::English (en) | {survey.splitlines()[0] if survey else ""}
| | text | first | First | |
{chr(10).join(survey.splitlines()[1:])}
| choices |
| | list_name | name | label::English (en) |
| | yn | 1 | Yes |
| | yn | 2 | No |
{choices}
| settings |
{settings}
""".encode()


@pytest.mark.parametrize(
    ("source", "findings"),
    [
        (
            small("|\n| | integer | age | Age | |"),
            ["survey, row 3: “integer” cannot be asked yet; the bot knows select_one, text, note and groups."],
        ),
        (
            small("|\n| | begin_repeat | r | R | |\n| | end_repeat | | | |"),
            [
                "survey, row 3: “begin_repeat” cannot be asked yet; the bot knows select_one, text, note and groups.",
                "survey, row 4: “end_repeat” cannot be asked yet; the bot knows select_one, text, note and groups.",
            ],
        ),
        (
            small("|\n| | select_one yn or_other | o | O | |"),
            [
                "survey, row 3: “select_one yn or_other” cannot be asked yet; the bot knows select_one, text, note and groups."
            ],
        ),
        (
            small("relevant |\n| | text | why | Why? | ${first} = 'x' |"),
            [
                "survey, row 3: the column “relevant” cannot be used yet.",
                "survey, row 3: “${…}” cannot be used yet: a text cannot name another answer.",
            ],
        ),
        (
            small("requierd |\n| | text | why | Why? | yes |"),
            ["survey, row 3: the column “requierd” cannot be used yet."],
        ),
        (
            small(
                "|\n| | begin_group | a | A | |\n| | begin_group | b | B | |\n| | end_group | | | |\n| | end_group | | | |"
            ),
            ["survey, row 4: a group inside a group cannot be used yet."],
        ),
        (
            small("|\n| | text | first | Again | |"),
            ["survey, row 3: the name “first” stands in row 2 already."],
        ),
        (
            small("|\n| | text | silent | | |"),
            ["survey, row 3: there is no label in English (en)."],
        ),
        (
            small("|\n| | note | n | Dear ${first} | |"),
            ["survey, row 3: “${…}” cannot be used yet: a text cannot name another answer."],
        ),
        (
            small("required |\n| | text | b | B | ${first} |"),
            [
                "survey, row 3: “${…}” cannot be used yet: a text cannot name another answer.",
                "survey, row 3: “required” is yes or no here, not “${first}”.",
            ],
        ),
        (
            small("label::Français |\n| | text | b | B | Bé |"),
            ["survey, row 1: the language “Français” needs its code in brackets: “Français (…)”."],
        ),
        (
            small("bind::passerelle:scale |\n| | select_one yn | b | B | levels |"),
            ["survey, row 3: the list “levels” lacks some choices of this question."],
        ),
        (
            small("bind::passerelle:area |\n| | text | b | B | wbl |"),
            ["survey, row 3: only a select_one can count for an area."],
        ),
        (
            small("bind::passerelle:area |\n| | select_one yn | b | B | wbl |", "| | yn | maybe | Maybe |"),
            ["survey, row 3: levels are named by whole numbers, or “na”."],
        ),
        (
            small("bind::passerelle:weight |\n| | select_one yn | b | B | 0.0 |"),
            [
                "survey, row 3: an indicator or a weight needs an area to count for.",
                "survey, row 3: a weight is a number above zero, not “0.0”.",
            ],
        ),
        (
            small("bind::passerelle:area | bind::passerelle:weight |\n| | select_one yn | b | B | wbl | 1e99999 |"),
            ["survey, row 3: a weight is a number above zero, not “1e99999”."],
        ),
        (
            small(settings="| | form_title |\n| | Small |"),
            ["settings: a form needs a “form_id”, so that its answers can be told from others."],
        ),
        (
            small(settings="| | form_id | submission_url |\n| | small | https://example.org |"),
            ["settings, row 2: the column “submission_url” cannot be used yet."],
        ),
        (
            small() + b"| entities |\n| | dataset |\n| | trees |\n",
            ["entities: this sheet cannot be used yet; the bot knows survey, choices and settings."],
        ),
        (
            b"| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | form_id |\n| | x |\n",
            ["settings: “default_language” must say in which language the texts are: “English (en)”."],
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_sheet_and_row(source, findings):
    result = compiled(source, ".md")
    assert result.form is None
    assert [str(finding) for finding in result.refusals] == findings


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        (
            small("|\n| | select_one colours | c | C | |"),
            Finding("survey", 3, "List name not in choices sheet: colours"),
        ),
        (
            small("|\n| | begin_group | g | G | |\n| | text | b | B | |"),
            Finding("survey", 3, "Unmatched 'begin_group'. No matching 'end_group' was found for the name 'g'."),
        ),
    ],
)
def test_what_pyxform_refuses_keeps_its_row(source, finding):
    assert compiled(source, ".md").refusals == (finding,)
