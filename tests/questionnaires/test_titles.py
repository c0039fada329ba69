import pytest

from bot.questionnaires.compile import compiled

FORM = """
| survey | | | |
|---|---|---|---|
| | type | name | label |
| | text | name | Name |

| settings | | |
|---|---|---|
| | form_title | {heading} |
| | After the visit | Après la visite |
"""


@pytest.mark.parametrize("heading", ["form_title_fr", "form_title::French (fr)", "form_title :: Français (fr)"])
def test_a_form_has_its_title_in_several_languages(heading):
    result = compiled(FORM.format(heading=heading).encode(), ".md", "visit")
    assert result.form is not None, result.refusals
    assert result.form.title_in("French (fr)") == "Après la visite"
    assert result.form.title_in("fr-CA") == "Après la visite"
    assert result.form.title_in("ar") == "After the visit"
