"""A simple form as sections of questions with levels that count for something."""

from fractions import Fraction

from bot.questionnaires.compile import compiled
from bot.questionnaires.form import Form
from bot.questionnaires.outline import Choice, Question, QuestionType, outline
from bot.questionnaires.scoring import Rated

FORM = """\
| survey |
| | type | name | label::English (en) | label::French (fr) | hint::English (en) | required | bind::passerelle:area | bind::passerelle:indicator | bind::passerelle:weight | bind::passerelle:scale |
| | begin_group | wbl | At work | Au travail | | | | | | |
| | note | intro | Some words. | Quelques mots. | | | | | | |
| | select_one plans | plans | Do companies help? | Les entreprises aident-elles ? | Think of last year. | yes | wbl | planning | 1.5 | levels |
| | end_group | | | | | | | | | |
| | text | more | Anything else? | Autre chose ? | | | | | | |

| choices |
| | list_name | name | label::English (en) | label::French (fr) |
| | plans | 1 | They do not. | Non. |
| | plans | 2 | They do. | Oui. |
| | plans | na | That does not concern us. | Sans objet. |
| | levels | 1 | Not yet | Pas encore |
| | levels | 2 | Growing | En cours |
| | levels | na | Not applicable | Sans objet |

| settings |
| | form_id | namespaces | default_language |
| | plans | passerelle="urn:passerelle:xlsform" | English (en) |
"""


def compiled_form() -> Form:
    result = compiled(FORM.encode(), ".md")
    assert result.form is not None, result.refusals
    return result.form


def test_groups_become_sections_and_what_stands_outside_of_them_one_without_a_name():
    area, rest = outline(compiled_form()).sections
    assert (area.name, area.label) == ("wbl", {"en": "At work", "fr": "Au travail"})
    assert [item.type for item in area.items] == [QuestionType.NOTE, QuestionType.SELECT_ONE]
    assert [item.name for item in area.questions] == ["plans"]
    assert (rest.name, rest.label, [item.type for item in rest.items]) == ("", {}, [QuestionType.TEXT])


def test_a_question_has_its_levels_short_and_long_and_what_it_counts_for():
    assert outline(compiled_form()).question("plans") == Question(
        name="plans",
        path="/data/wbl/plans",
        type=QuestionType.SELECT_ONE,
        label={"en": "Do companies help?", "fr": "Les entreprises aident-elles ?"},
        hint={"en": "Think of last year."},
        required=True,
        choices=(
            Choice("1", {"en": "They do not.", "fr": "Non."}, {"en": "Not yet", "fr": "Pas encore"}),
            Choice("2", {"en": "They do.", "fr": "Oui."}, {"en": "Growing", "fr": "En cours"}),
            Choice(
                "na",
                {"en": "That does not concern us.", "fr": "Sans objet."},
                {"en": "Not applicable", "fr": "Sans objet"},
            ),
        ),
        rating=Rated("planning", "/data/wbl/plans", "wbl", "", "", Fraction(3, 2), 1, 2, reverse=False, relevance=None),
    )
