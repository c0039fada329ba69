"""What looks odd and is right is left in peace."""

import pytest

from bot.questionnaires.check import checked

COLUMNS = "type | name | label | relevant | constraint | calculation | choice_filter | default | repeat_count | parameters | trigger"
FORM = """| survey |
| | {columns} |
| | select_one yn | more | More? |
| | select_multiple colour | colours | Which? |
| | integer | age | Age |
| | begin_repeat | person | Person |
| | text | called | Name |
{rows}
| | end_repeat |
| choices |
| | list_name | name | label | up |
| | yn | yes | Yes | |
| | yn | no | No | |
| | colour | red | Red | yes |
| | colour | green | Green | no |
| settings |
| | form_id | version | instance_name |
| | fine | 1 | concat(${{age}}, ' ', ${{more}}) |
"""


@pytest.mark.parametrize(
    "row",
    [
        "text | q | Q | ${more} = ‘yes’ and ${colours} != “red”",
        "text | q | Q | ${more} = ''",
        "text | q | Q | selected(${colours}, 'red') and selected(${colours}, 'green')",
        "text | q | Q | ${colours} = 'red green'",
        "text | q | Q | ${age} > 3 and ${age} <= 4",
        "text | q | Q | ${called} = 'a' or ${called} = 'b'",
        "text | q | Hello ${called}, you said ${more} | not(${more} = 'no')",
        "text | q | Q | yes",
        "text | q | Q | | regex(., '^[a-z]+$') and string-length(.) < 20",
        "text | q | Q | | regex(., '.*[a-z].*')",
        "text | q | Q | | . != '(' and . != \"it's\"",
        "calculate | q | | | | once(uuid())",
        "calculate | q | | | | ${last-saved#age} + 1",
        "calculate | q | | | | jr:choice-name(${more}, '${more}')",
        "calculate | q | | | | instance('colour')/root/item[up = ${more}]/label",
        "calculate | q | | | | indexed-repeat(${called}, ${person}, position(..) - 1)",
        "calculate | q | | | | indexed-repeat(${q}, ${person}, position(..) - 1) + 1",
        "calculate | q | | | | count(${person}) + sum(${age}) + coalesce(${age}, 0)",
        "calculate | q | | | | if(${age} = '', 0, ${age}) div count-non-empty(${age})",
        "calculate | q | | | | pulldata('towns', 'name', 'code', ${more})",
        "select_one colour | q | Q | | | | up = ${more} or true()",
        "select_one ${person} | q | Q",
        "select_one_from_file towns.csv | q | Q | | | | country = 'tn' | | | value=code, label=name",
        "text | q | Q | | | | | a note (see below)",
        "date | q | Q | | | | | 2026-05-04",
        "date | q | Q | | | | | today()",
        "range | q | Q | | | | | | | start=1 end=5 step=1",
        "text | q | Q | | | ${age} + 1 | | | | | ${age}",
        "begin_repeat | q | Q | | | | | | ${age} |\n| | text | q1 | Q |\n| | end_repeat",
    ],
)
def test_what_is_right_is_left_in_peace(row):
    rows = f"| | {row} |"
    source = FORM.format(columns=COLUMNS, rows=rows)
    result = checked(source.encode(), ".md", "fine", {"towns.csv": ["code", "name", "country"]})
    assert [str(found) for found in result.findings] == []
    assert result.form is not None
