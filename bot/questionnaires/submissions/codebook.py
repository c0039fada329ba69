"""What the columns of an export mean: one row for each part of the form, for people who read the tables."""

import re
from collections.abc import Iterator, Sequence

from bot.questionnaires.form import Form, Kind, Part
from bot.questionnaires.submissions.questions import choices, label, type_of

_MOST_CHOICES = 300
_PATH = re.compile(r" ?((?:/[\w.-]+)+) ?")


def codebook(forms: Sequence[Form]) -> Iterator[list[str]]:
    """The headings first. Of several versions, each part as in the newest that has it; `forms` oldest first."""
    languages = list(dict.fromkeys(language for form in reversed(forms) for language in form.languages))
    yield [
        "name", "type", *(f"label ({language})" for language in languages), "choices", "group", "required", "relevant",
        "constraint", "constraint message", "calculation", "path", "versions",
    ]  # fmt: skip
    told: set[str] = set()
    for form in reversed(forms):
        for part in form.root.walk():
            if part is not form.root and part.path not in told:
                told.add(part.path)
                versions = ", ".join(one.version for one in forms if part.path in one.parts)
                yield [*_row(form, part, languages), versions]


def _row(form: Form, part: Part, languages: Sequence[str]) -> Iterator[str]:
    yield part.name
    yield type_of(part) if part.kind is Kind.LEAF else part.kind.value
    yield from (label(form, part.label, language) if language in form.languages else "" for language in languages)
    found = choices(form, part, form.languages[0])
    listed = [f"{value} = {text}" for value, text in list(found.items())[:_MOST_CHOICES]]
    if len(found) > _MOST_CHOICES:
        listed.append(f"… ({len(found)} choices)")
    yield "\n".join(listed)
    yield "/".join(part.place[1:-1])
    yield {"true()": "yes", "false()": ""}.get(part.required, as_written(form, part.required))
    yield as_written(form, part.relevant)
    yield as_written(form, part.constraint)
    yield label(form, part.constraint_message, form.languages[0])
    yield as_written(form, part.calculate)
    yield part.path


def as_written(form: Form, expression: str) -> str:
    """With `${name}` again where the form has a path that is as good."""
    names = [part.name for part in form.root.walk()]

    def named(found: re.Match[str]) -> str:
        part = form.parts.get(found[1])
        return f"${{{part.name}}}" if part is not None and names.count(part.name) == 1 else found[0]

    return _PATH.sub(named, expression).strip()
