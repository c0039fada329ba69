"""The rule of an instrument, read from its settings, and what of it has been answered."""

import pytest

from bot.domain.recognition import KIND_NAMES
from bot.questionnaires.check import checked
from bot.questionnaires.recognition import NEEDED, Badge, badge, kinds_answered
from tests.questionnaires.instruments import NAMES, form, leaves

SETTINGS = {
    "form_title": "Kitchens",
    "form_id": "kitchens",
    "version": "1",
    "namespaces": 'passerelle="urn:passerelle:xlsform"',
}
SURVEY = """
| survey |
| | type | name | label | bind::passerelle:kind | bind::passerelle:indicator |
| | select_one levels | tidy | Tidy? | level | kitchen_tidy |
| | select_one levels | warm | Warm? | level | kitchen_warm |
| | text | first | What first? | action | |
| | begin_repeat | story | Stories | | |
| | text | told | A story? | story | |
| | end_repeat | | | | |
| choices |
| | list_name | name | label |
| | levels | 1 | Not yet |
| | levels | 2 | Yes |
"""


def kitchens(**settings):
    columns = SETTINGS | {f"attribute::passerelle:{name}": value for name, value in settings.items()}
    sheet = "\n".join(("| settings |", f"| | {' | '.join(columns)} |", f"| | {' | '.join(columns.values())} |"))
    return checked((sheet + SURVEY).encode(), ".md", "kitchens")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("eight_areas_in_depth", Badge(40, ("action",))),
        ("social_inclusion", Badge(16, ("action", "story"))),
        ("pdca_quality", Badge(16, ("action",))),
    ],
)
def test_the_instruments_for_teams_have_a_rule_that_can_be_met(name, wanted):
    of = form(name)
    assert badge(of.to_json()) == wanted
    assert wanted.indicators <= len(
        {part.marks["indicator"] for part in leaves(of, kind="level") if "indicator" in part.marks}
    )
    assert all(leaves(of, kind=kind) for kind in wanted.needs)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"eight_areas_in_depth", "social_inclusion", "pdca_quality"}))
def test_the_others_recognise_nothing(name):
    assert badge(form(name).to_json()) is None


def test_a_rule_of_ones_own_is_read_from_the_settings():
    result = kitchens(badge_indicators="2", badge_needs="action story")
    assert [str(found) for found in result.findings] == []
    assert badge(result.form.to_json()) == Badge(2, ("action", "story"))


def test_every_kind_that_can_be_asked_for_has_words():
    assert set(NEEDED) == set(KIND_NAMES)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"badge_indicators": "many"}, "“many” is no whole number from 1 on."),
        ({"badge_indicators": "0"}, "“0” is no whole number from 1 on."),
        ({"badge_indicators": "3"}, "nobody can rate 3 indicators: the form has 2."),
        ({"badge_needs": "action"}, "it takes effect only together with “attribute::passerelle:badge_indicators”"),
        ({"badge_indicators": "2", "badge_needs": "actions"}, "did you mean “action”?"),
        ({"badge_indicators": "2", "badge_needs": "party"}, "there are action, evidence"),
        ({"badge_indicators": "2", "badge_needs": "wish"}, "no question of the form is of the kind “wish”"),
        ({"badge_indicator": "2"}, "this setting says nothing"),
    ],
    ids=str,
)
def test_a_rule_that_nobody_can_meet_or_read_is_told(settings, told):
    assert any(told in str(found) for found in kitchens(**settings).findings)


def test_kinds_are_answered_by_anybody_of_the_team_and_in_any_round():
    of = kitchens(badge_indicators="1").form
    root = of.root.path
    assert kinds_answered(of.to_json(), [{f"{root}/tidy": "2"}, {f"{root}/first": " "}]) == {"level"}
    team = [{f"{root}/first": "The sink."}, {f"{root}/story[2]/told": "It works."}, {f"{root}/gone": "x"}]
    assert kinds_answered(of.to_json(), team) == {"action", "story"}
