from pathlib import Path

from bot.demo.load_questionnaires import demo_form
from bot.questionnaires.compile import as_text, compiled

SOURCE = Path(__file__).parent.parent.parent / "bot" / "demo" / "after_workshop.md"


def test_the_questionnaire_of_the_demonstration_is_what_its_source_says():
    result = compiled(SOURCE.read_bytes(), ".md", "after_workshop")
    assert result.form == demo_form()
    assert SOURCE.with_suffix(".json").read_text(encoding="utf-8") == as_text(result.form)


def test_its_titles_are_in_the_three_languages():
    assert {tag: demo_form().title_in(tag) for tag in ("en", "fr", "ar")} == {
        "en": "After the workshop",
        "fr": "Après l’atelier",
        "ar": "بعد الورشة",
    }
