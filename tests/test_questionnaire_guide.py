"""What the guide for authors shows is true: its example compiles, its pictures are there and small."""

import re
from pathlib import Path

from bot.questionnaires.check import check_form
from bot.questionnaires.checked import Checked
from bot.questionnaires.compile import compiled

DOCS = Path(__file__).parent.parent / "docs"
GUIDE = (DOCS / "questionnaires.md").read_text(encoding="utf-8")
LARGEST_PICTURE = 60_000  # bytes


def example() -> bytes:
    return GUIDE.split("<!-- the example -->\n```\n")[1].split("```")[0].encode()


def test_the_example_compiles_and_nothing_is_said_against_it():
    result = compiled(example(), ".md", "visit")
    assert result.form is not None, result.refusals
    assert [part.name for part in result.form.root.children if part.is_asked] == ["hello", "came", "useful", "better"]
    assert result.form.title_in("fr") == "Après la visite"
    assert Checked.from_json(check_form(example(), ".md", "visit")).findings == ()


def test_its_pictures_are_there_told_in_words_and_small():
    pictures = re.findall(r"!\[(.+?)\]\((pictures/.+?)\)", GUIDE)
    assert {file.name for file in (DOCS / "pictures").glob("questionnaire-*")} == {
        Path(name).name for _words, name in pictures
    }
    assert all((DOCS / name).stat().st_size < LARGEST_PICTURE for _words, name in pictures)
