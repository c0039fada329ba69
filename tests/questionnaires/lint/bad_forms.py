"""The forms in tests/forms/bad, and what is to be said about each.

After a change of words: `python -m tests.questionnaires.lint.bad_forms` writes the findings anew; then read every line.
"""

from pathlib import Path

from bot.questionnaires.check import checked
from bot.questionnaires.files import columns

FORMS = Path(__file__).parents[2] / "forms"
BAD = sorted((FORMS / "bad").glob("*.md"))


def found(form: Path) -> str:
    beside = {path.name: columns(path.name, path.read_bytes().splitlines()[0]) for path in form.parent.glob("*.csv")}
    return "".join(f"{one}\n" for one in checked(form.read_bytes(), ".md", form.stem, beside).findings)


def expected(form: Path) -> Path:
    return form.with_suffix(".findings")


if __name__ == "__main__":
    for form in BAD:
        expected(form).write_text(found(form), encoding="utf-8")
