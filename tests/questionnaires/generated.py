"""Forms that nobody wrote, and what people might do in them."""

from dataclasses import dataclass, field

from hypothesis import strategies as st

CHOICES = """| choices | | | | |
| | list_name | name | label | up |
| | c | a | A | |
| | c | b | B | |
| | c | c | C | |
| | d | x | X | a |
| | d | y | Y | b |
| | d | z | Z | a |
"""
VALUES = ["", "1", "2", "3", "7", "-1", "a", "b", "x", "y", "a b", "x y z", "2026-05-04", "words", "1.5", "OK"]
KINDS = ["integer", "text", "select_one c", "select_multiple c", "date", "note", "calculate", "decimal", "acknowledge"]
FIELDS = ("type", "name", "label", "relevant", "constraint", "calculation", "choice_filter", "required", "repeat_count")


@dataclass
class Writing:
    """A form as it grows; `seen` are names that expressions may look at from here."""

    draw: object
    keeps_everything: bool  # no choice leaves its list, nothing is remembered
    rows: list[dict[str, str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    count: int = 0

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def source(self) -> str:
        lines = [f"| | {' | '.join(row.get(name, '') for name in FIELDS)} |" for row in self.rows]
        return "\n".join(["| survey |", f"| | {' | '.join(FIELDS)} |", *lines, CHOICES])


@st.composite
def forms(draw, *, keeps_everything=False):
    writing = Writing(draw, keeps_everything)
    writing.rows.append({"type": "integer", "name": "n", "label": "N", "constraint": ". < 4"})
    writing.seen.append("n")
    _some(writing, depth=0)
    return writing.source()


def _some(writing: Writing, depth: int) -> None:
    draw = writing.draw
    for _row in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([*KINDS, "group", "repeat"] if depth < 3 else KINDS))
        if kind in {"group", "repeat"}:
            _section(writing, kind, depth)
        else:
            _question(writing, kind)


def _section(writing: Writing, kind: str, depth: int) -> None:
    row = {"type": f"begin_{kind}", "name": writing.name(kind[0]), "label": "Part", "relevant": _condition(writing)}
    if kind == "repeat" and writing.draw(st.booleans()):
        row["repeat_count"] = writing.draw(st.sampled_from(["2", "${n}", "${n} + 1"]))
    writing.rows.append(row)
    _some(writing, depth + 1)
    writing.rows.append({"type": f"end_{kind}"})
    if kind == "repeat":
        writing.rows.append(
            {"type": "calculate", "name": writing.name("k"), "calculation": f"count(${{{row['name']}}})"}
        )
        writing.seen.append(writing.rows[-1]["name"])


def _question(writing: Writing, kind: str) -> None:
    draw = writing.draw
    row = {"type": kind, "name": writing.name("q"), "label": f"About {_reference(writing)}"}
    row["relevant"] = _condition(writing)
    if kind == "calculate":
        row["calculation"] = _calculation(writing)
        row["label"] = ""
    elif kind in {"integer", "decimal"} and draw(st.booleans()):
        row["constraint"] = draw(st.sampled_from([". < 5", f". != {_reference(writing)}"]))
    elif kind == "text" and draw(st.booleans()):
        row["required"] = draw(st.sampled_from(["yes", _condition(writing)]))
    elif kind.startswith("select") and not writing.keeps_everything and draw(st.booleans()):
        row |= {"type": kind.replace(" c", " d"), "choice_filter": f"selected({_reference(writing)}, up)"}
    writing.rows.append(row)
    if kind != "note":
        writing.seen.append(row["name"])


def _reference(writing: Writing) -> str:
    return f"${{{writing.draw(st.sampled_from(writing.seen))}}}"


def _condition(writing: Writing) -> str:
    one = _reference(writing)
    return writing.draw(
        st.sampled_from(
            ["", "", f"{one} > 1", f"{one} = 'a'", f"{one} != ''", f"not({one} = 2)", f"selected({one}, 'b')"]
        )
    )


def _calculation(writing: Writing) -> str:
    one, other = _reference(writing), _reference(writing)
    shapes = [
        f"coalesce({one}, 0) + coalesce({other}, 0)",
        f"concat({one}, '-', {other})",
        f"if({one} > {other}, {one}, 'less')",
        f"count-selected({one})",
        "position(..)",
        "today()",
        f"string-length({one})",
    ]
    if not writing.keeps_everything:
        shapes += [f"once({one})", "once(random())"]
    return writing.draw(st.sampled_from(shapes))


@st.composite
def deeds(draw):
    """Which place, by a number; what is done; with what value."""
    return draw(
        st.tuples(st.integers(0, 40), st.sampled_from(["answer"] * 6 + ["add", "remove"]), st.sampled_from(VALUES))
    )
