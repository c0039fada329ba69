"""Small forms with scripts, and what an author who knows ODK expects: one file of `.cases` for each subject.

A case begins with `=== ` and a sentence. Its form follows in Markdown, then perhaps files beside it (`--- NAME`), then `---` and steps:

    language: fr                                 before anything else: how it begins; zone, now and seed, too
    answer PATH: VALUE                           is taken
    refuse PATH: VALUE -> MESSAGE                is not; without a message of the form's own nothing stands behind
    add PATH / remove PATH                       a round; `refuse add PATH`, `refuse remove PATH`
    relevant: PATH PATH                          all that is asked, in order
    values: PATH=VALUE | PATH=VALUE              all that would be handed in
    value PATH: VALUE                            one of them; nothing: it is not handed in
    label PATH: TEXT
    choices PATH: VALUE LABEL | VALUE LABEL
    speak: LANGUAGE

Paths leave `/data/` out. After each step the interview is kept, brought back from that, and must stand as it stood; a
refused step must change nothing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.questionnaires import files
from bot.questionnaires.compile import compiled
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import Lists, lists
from bot.questionnaires.plan import plan
from bot.questionnaires.rehearsal import told

HERE = Path(__file__).parent
_BEGINNING = {"language": "", "zone": "Africa/Tunis", "now": "2026-05-04T10:30", "seed": "7"}


@dataclass
class Case:
    name: str
    form: str = ""
    beside: dict[str, str] = field(default_factory=dict)
    steps: list[tuple[int, str]] = field(default_factory=list)  # with the number of the line


def cases(folder: Path = HERE) -> Iterator[tuple[str, Case]]:
    for file in sorted(folder.glob("*.cases")):
        for case in _read(file.read_text()):
            yield f"{file.stem}: {case.name}", case


def _read(text: str) -> list[Case]:
    found: list[Case] = []
    part = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("=== "):
            found.append(Case(line.removeprefix("=== ")))
            part = "form"
        elif line.startswith("---"):
            part = line.removeprefix("---").strip() or "steps"
        elif part == "form":
            found[-1].form += f"{line}\n"
        elif part == "steps":
            if line.strip() and not line.startswith("#"):
                found[-1].steps.append((number, line))
        elif part:
            found[-1].beside[part] = found[-1].beside.get(part, "") + f"{line}\n"
    return found


class Player:
    def __init__(self, case: Case) -> None:
        said = {**_BEGINNING}
        self.steps = [(number, step) for number, step in case.steps if not _is_beginning(step, said)]
        self.moment = datetime.fromisoformat(said["now"]).replace(tzinfo=ZoneInfo(said["zone"]))
        self.plan, self.lists = planned(case.form, tuple(case.beside.items()))
        self.interview = Interview.begin(
            self.plan, self.lists, moment=self.moment, language=said["language"], seed=said["seed"]
        )

    def play(self) -> None:
        for number, step in self.steps:
            try:
                self.step(step)
                self.comes_back()
            except AssertionError as error:
                error.add_note(f"line {number}: {step}")
                raise

    def step(self, step: str) -> None:
        if step.startswith("refuse "):
            before = told(self.interview), self.interview.kept()
            wanted, _arrow, message = step.removeprefix("refuse ").partition(" -> ")
            refused = self.change(wanted)
            assert refused is not None, "it was taken"
            assert refused.message == message
            assert (told(self.interview), self.interview.kept()) == before
        elif step.startswith(("answer ", "add ", "remove ")):
            refused = self.change(step.removeprefix("answer "))
            assert refused is None, refused
        elif step.startswith("speak: "):
            self.interview.speak(step.removeprefix("speak: "))
        else:
            self.look(step)

    def change(self, what: str):
        word, _space, path = what.partition(" ")
        if word == "add":
            return self.interview.add_repeat(_full(path), self.moment)
        if word == "remove":
            return self.interview.remove_repeat(_full(path), self.moment)
        path, colon, value = what.partition(":")
        assert colon, f"no value in {what}"
        return self.interview.answer(_full(path), value.removeprefix(" "), self.moment)

    def look(self, step: str) -> None:
        what, _colon, wanted = step.partition(":")
        wanted = wanted.strip()
        stands = told(self.interview)
        kind, _space, path = what.partition(" ")
        if kind == "relevant":
            assert [_short(each) for each in stands["relevant"]] == wanted.split()
        elif kind == "values":
            assert [f"{_short(each)}={value}" for each, value in stands["values"].items()] == _parts(wanted)
        elif kind == "value":
            assert stands["values"].get(_full(path), "") == wanted
        elif kind == "label":
            assert stands["labels"].get(_full(path), "") == wanted
        elif kind == "choices":
            assert [" ".join(each) for each in stands["choices"][_full(path)]] == _parts(wanted)
        else:
            raise ValueError(step)

    def comes_back(self) -> None:
        kept = json.loads(json.dumps(self.interview.kept()))
        again = Interview.restore(self.plan, self.lists, kept, language=self.interview.language)
        assert told(again) == told(self.interview)
        assert again.kept() == kept


def _is_beginning(step: str, said: dict[str, str]) -> bool:
    what, _colon, value = step.partition(":")
    if what in said:
        said[what] = value.strip()
    return what in said


@cache
def planned(form: str, beside: tuple[tuple[str, str], ...] = ()) -> tuple[plan, Lists]:
    result = compiled(form.encode(), ".md")
    assert result.form is not None, result.refusals
    read = files.read({name: content.encode() for name, content in beside})
    return plan(result.form), lists(result.form, read.tables, read.trees)


def _full(path: str) -> str:
    return path if path.startswith("/") else f"/data/{path}"


def _short(path: str) -> str:
    return path.removeprefix("/data/")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]
