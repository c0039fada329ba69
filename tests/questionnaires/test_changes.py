"""What a new version of a form means to people who are inside the old one."""

import pytest

from bot.questionnaires.changes import Changes, Extent, changes, dropped, moved
from bot.questionnaires.compile import compiled

BASE = """\
| survey |
| | type | name | label | relevant |
| | text | who | Who? | |
| | select_one yn | came | Came? | |
| | begin_repeat | p | People | |
| | integer | age | Age? | |
| | end_repeat | | | |

| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
"""


def form(old="", new=""):
    result = compiled(BASE.replace(old, new).encode() if old else BASE.encode(), ".md", "visit")
    assert result.form is not None, result.refusals
    return result.form


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Who?", "Who are you?", Changes(Extent.WORDING)),
        ("| Yes |", "| Of course |", Changes(Extent.WORDING)),
        ("| | text | who | Who? | |", "| | text | who | Who? | |\n| | text | why | Why? | |", Changes(Extent.COMPATIBLE, ("/visit/why",))),
        ("Came? | |", "Came? | ${who} != '' |", Changes(Extent.COMPATIBLE)),
        ("| | yn | no | No |", "| | yn | no | No |\n| | yn | late | Late |", Changes(Extent.COMPATIBLE)),
        ("| | yn | no | No |\n", "", Changes(Extent.INCOMPATIBLE, (), ("/visit/came",))),
        ("text | who", "integer | who", Changes(Extent.INCOMPATIBLE, (), ("/visit/who",))),
        ("| | text | who | Who? | |\n", "", Changes(Extent.INCOMPATIBLE, (), ("/visit/who",))),
        ("repeat", "group", Changes(Extent.INCOMPATIBLE, (), ("/visit/p/age",))),
    ],
)  # fmt: skip
def test_a_new_version_is_told_by_what_it_does_to_answers(old, new, expected):
    found = changes(form(), form(old, new))
    root = form().root.path
    assert found == Changes(
        expected.extent,
        *(tuple(path.replace("/visit", root) for path in paths) for paths in (expected.added, expected.lost)),
    )


def test_answers_that_a_new_version_cannot_take_are_left_out_with_their_rounds():
    kept = {"values": {"/data/who": "Ana", "/data/p[1]/age": "3", "/data/p[2]/age": "4"}, "at": "then"}
    assert dropped(kept, ("/data/p/age",)) == ["/data/p[1]/age", "/data/p[2]/age"]
    assert moved(kept, ("/data/p/age",)) == {"values": {"/data/who": "Ana"}, "at": "then"}
