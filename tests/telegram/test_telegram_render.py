"""Messages of ours, and the calls that show them."""

import pytest

from bot.channels.telegram.keyboard import LONGEST_DATA
from bot.channels.telegram.render import Acknowledge, EditWords, Remove, SendFiles, SendWords, calls
from bot.core.messages import Choice, Link, Outgoing
from bot.delivery.channel import Delivery, LoadedFile
from bot.delivery.failures import NothingToDo, Rejected


def made(message, *, edits=None, files=()):
    """The calls, each as one readable line."""
    return [line(call) for call in calls(Delivery("k", "7", message, tuple(files), edits), "our_bot")]


def line(call):
    match call:
        case SendWords(html, keyboard, is_rest):
            return f"say{' rest' if is_rest else ''}: {html}{rows(keyboard)}"
        case SendFiles(files, as_photos, captions, keyboard):
            names = ", ".join(
                f"{file.name} ({caption})" if caption else file.name
                for file, caption in zip(files, captions, strict=True)
            )
            return f"{'photo' if as_photos else 'document'}: {names}{rows(keyboard)}"
        case EditWords(shown, html, keyboard):
            return f"edit {shown}: {html}{rows(keyboard)}"
        case Remove(shown, instead):
            return f"remove {shown}, or: {instead}"
        case Acknowledge(tap_id, toast):
            return f"toast {tap_id}: {toast}"


def rows(keyboard):
    if keyboard is None:
        return ""
    return "".join(" / " + " | ".join(button(each) for each in row) for row in keyboard.inline_keyboard)


def button(each):
    return f"{each.text} -> {each.url}" if each.url else f"{each.text} = {each.callback_data}"


def choices(*labels):
    return tuple(Choice(text, f"q:{place}") for place, text in enumerate(labels))


def acts(*labels):
    return tuple(Choice(text, f"a:{place}", word=f"word {place}") for place, text in enumerate(labels))


def file(name="card.png", media_type="image/png", data=b"x", description=""):
    return LoadedFile(name, media_type, data, description)


PDF = file("plan.pdf", "application/pdf")
LONG = "a" * 3000 + "\n\n" + "b" * 3000
LEVELS = ("Starting: we talk about it", "Growing", "Strong")

CASES = {
    "words": (Outgoing("Hello *you* & all"), ["say: Hello <b>you</b> &amp; all"]),
    "two short answers share a row": (Outgoing("Sure?", choices=choices("Yes", "No")), ["say: Sure? / Yes = q:0 | No = q:1"]),
    "what is wider stands two by two": (
        Outgoing("Who?", choices=choices("teacher", "trainer", "head", "centre coordinator")),
        ["say: Who? / teacher = q:0 | trainer = q:1 / head = q:2 | centre coordinator = q:3"],
    ),
    "labels are plain, whatever they hold": (
        Outgoing("?", choices=choices("a\\*b & <c>", "*x*")),
        ["say: ? / a*b & <c> = q:0 | x = q:1"],
    ),
    "one label that is too long puts all into the text": (
        Outgoing("How far?", choices=choices(*LEVELS)),
        ["say: How far?\n\n1. Starting: we talk about it\n2. Growing\n3. Strong / 1 = q:0 | 2 = q:1 | 3 = q:2"],
    ),
    "what the words list already is not listed again": (
        Outgoing("How far?\n1. *Starting*: we talk about it\n…", choices=choices(*LEVELS), listed=True),
        ["say: How far?\n1. <b>Starting</b>: we talk about it\n… / 1 = q:0 | 2 = q:1 | 3 = q:2"],
    ),
    "the next page numbers on": (
        Outgoing("How far?", choices=choices(*LEVELS), first_number=9),
        ["say: How far?\n\n9. Starting: we talk about it\n10. Growing\n11. Strong / 9 = q:0 | 10 = q:1 | 11 = q:2"],
    ),
    "eight numbers stand in two rows": (
        Outgoing("?", choices=choices("a label of twenty-one", *"bcdefgh")),
        [
            "say: ?\n\n1. a label of twenty-one\n2. b\n3. c\n4. d\n5. e\n6. f\n7. g\n8. h / 1 = q:0 | 2 = q:1 | 3 = q:2 | 4 = q:3 / 5 = q:4 | 6 = q:5 | 7 = q:6 | 8 = q:7"
        ],
    ),
    "what is ticked shows it": (
        Outgoing("?", choices=(Choice("red", "q:0", chosen=True), Choice("green", "q:1"))),
        ["say: ? / ✓ red = q:0 | green = q:1"],
    ),
    "what is ticked shows it in the list too": (
        Outgoing("?", choices=(Choice("work-based learning", "q:0", chosen=True), Choice("green", "q:1"))),
        ["say: ?\n\n1. ✓ work-based learning\n2. green / ✓ 1 = q:0 | 2 = q:1"],
    ),
    "a list keeps the markup of its labels": (
        Outgoing("?", choices=choices("*bold* and some more words", "\\*plain\\*")),
        ["say: ?\n\n1. <b>bold</b> and some more words\n2. *plain* / 1 = q:0 | 2 = q:1"],
    ),
    "actions are buttons, however long, and controls come last": (
        Outgoing("?", choices=acts("▶ Go on: question 7 of 24", "Yes", "No"), controls=acts("back", "skip")),
        ["say: ? / ▶ Go on: question 7 of 24 = a:0 / Yes = a:1 | No = a:2 / back = a:0 | skip = a:1"],
    ),
    "a label over sixty signs is cut": (
        Outgoing("?", choices=acts("x" * 61)),
        ["say: ? / " + "x" * 59 + "… = a:0"],
    ),
    "answers and actions together": (
        Outgoing("?", choices=(*choices("a label of twenty-one", "b"), *acts("Other"))),
        ["say: ?\n\n1. a label of twenty-one\n2. b / 1 = q:0 | 2 = q:1 / Other = a:0"],
    ),
    "a link is a button": (
        Outgoing("?", links=(Link("Open *it*", "https://example.org/a?b=1"),)),
        ["say: ? / Open it -> https://example.org/a?b=1"],
    ),
    "an address that Telegram does not take stands in the text": (
        Outgoing("?", links=(Link("The dashboard", "http://localhost:8080/a_*b*"), Link("x", "http://["))),
        ["say: ?\n\nThe dashboard: http://localhost:8080/a_*b*\nx: http://["],
    ),
    "a link into the private chat": (
        Outgoing("?", links=(Link("Open a private chat", "private:menu"),)),
        ["say: ? / Open a private chat -> https://t.me/our_bot?start=menu"],
    ),
    "a payload that no link can carry leads to the menu": (
        Outgoing("?", links=(Link("Open", "private:é.x"),)),
        ["say: ? / Open -> https://t.me/our_bot?start=menu"],
    ),
    "Arabic": (
        Outgoing("ما اسمكم؟", language="ar", choices=choices("Centre de formation de Tunis", "نعم")),
        ["say: ما اسمكم؟\n\n\u200f1. Centre de formation de Tunis\n2. نعم / 1 = q:0 | 2 = q:1"],
    ),
    "a long text is several messages, the last with the buttons": (
        Outgoing(LONG, choices=choices("Yes")),
        ["say: " + "a" * 3000, "say rest: " + "b" * 3000 + " / Yes = q:0"],
    ),
    "a toast": (Outgoing("Already *answered*.", acknowledges="t1"), ["toast t1: Already answered."]),
    "a silent acknowledgement": (Outgoing("", acknowledges="t1"), ["toast t1: "]),
    "too much for a toast": (Outgoing("w" * 201, acknowledges="t1"), ["toast t1: ", "say: " + "w" * 201]),
}  # fmt: skip


@pytest.mark.parametrize(("message", "expected"), CASES.values(), ids=CASES)
def test_a_message_is_shown(message, expected):
    assert made(message) == expected


FILES = {
    "a picture carries the words as its caption": (
        Outgoing("Your *result*", choices=choices("Thanks")),
        [file(description="a card")],
        ["photo: card.png (Your <b>result</b>) / Thanks = q:0"],
    ),
    "a picture without words carries its description": (
        Outgoing(""),
        [file(description="strong in *green*")],
        ["photo: card.png (strong in green)"],
    ),
    "a picture without anything": (Outgoing(""), [file()], ["photo: card.png"]),
    "words that are too long for a caption follow": (
        Outgoing("w" * 1025, choices=choices("Thanks")),
        [file(description="a card")],
        ["photo: card.png (a card)", "say: " + "w" * 1025 + " / Thanks = q:0"],
    ),
    "an album carries the words with its first picture": (
        Outgoing("Two views"),
        [file("a.png"), file("b.png", description="b")],
        ["photo: a.png (Two views), b.png"],
    ),
    "an album cannot carry buttons": (
        Outgoing("Two views", choices=choices("Thanks")),
        [file("a.png"), file("b.png", description="b")],
        ["photo: a.png, b.png (b)", "say: Two views / Thanks = q:0"],
    ),
    "pictures and documents are not mixed": (
        Outgoing("All of it"),
        [file("a.png"), PDF, file("b.png")],
        ["photo: a.png", "document: plan.pdf", "photo: b.png", "say: All of it"],
    ),
    "an album holds ten": (
        Outgoing("All of it"),
        [file(f"{number}") for number in range(11)],
        ["photo: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9", "photo: 10", "say: All of it"],
    ),
    "a picture that is too heavy goes as a document": (
        Outgoing("x"),
        [file(data=bytes(10 * 1024 * 1024 + 1))],
        ["document: card.png (x)"],
    ),
    "a drawing in a format that is no photo": (
        Outgoing("x"),
        [file("a.svg", "image/svg+xml")],
        ["document: a.svg (x)"],
    ),
    "buttons need words": (
        Outgoing("", choices=choices("Thanks")),
        [file("a.png"), file("b.png")],
        ["photo: a.png, b.png", "say: — / Thanks = q:0"],
    ),
}


@pytest.mark.parametrize(("message", "files", "expected"), FILES.values(), ids=FILES)
def test_a_message_with_files_is_shown(message, files, expected):
    assert made(message, files=files) == expected


EDITS = {
    "an answered question loses its buttons": ("12", Outgoing("Sure?\n✓ Yes", edits="q"), ["edit 12: Sure?\n✓ Yes"]),
    "a toggled one keeps them": (
        "12",
        Outgoing("?", edits="q", choices=choices("Yes")),
        ["edit 12: ? / Yes = q:0"],
    ),
    "a caption is edited as a caption": ("12c", Outgoing("x", edits="q"), ["edit 12c: x"]),
    "what does not fit into the message follows it": (
        "12",
        Outgoing(LONG, edits="q", choices=choices("Yes")),
        ["edit 12: " + "a" * 3000, "say rest: " + "b" * 3000 + " / Yes = q:0"],
    ),
    "what does not fit into the caption follows it": (
        "12c",
        Outgoing("w" * 1000 + "\n\n" + "x" * 100, edits="q", choices=choices("Yes")),
        ["edit 12c: " + "w" * 1000, "say rest: " + "x" * 100 + " / Yes = q:0"],
    ),
    "of a text in several messages the last is edited": ("13r", Outgoing(LONG, edits="q"), ["edit 13r: " + "b" * 3000]),
    "a message is taken away": ("12", Outgoing("", edits="q", removes=True), ["remove 12, or: —"]),
    "what it said is replaced where it cannot go": (
        "12",
        Outgoing("*Cancelled*", edits="q", removes=True),
        ["remove 12, or: <b>Cancelled</b>"],
    ),
    "an edit of what was never shown is a message": (None, Outgoing("x", edits="q"), ["say: x"]),
    "an edit of what we do not understand is a message": ("$abc", Outgoing("x", edits="q"), ["say: x"]),
}


@pytest.mark.parametrize(("shown", "message", "expected"), EDITS.values(), ids=EDITS)
def test_an_edit_is_made(shown, message, expected):
    assert made(message, edits=shown) == expected


def test_files_of_an_edit_follow_it():
    assert made(Outgoing("x", edits="q"), edits="12", files=[file(description="a card")]) == [
        "edit 12: x",
        "photo: card.png (a card)",
    ]


def test_nothing_can_be_taken_away_that_was_never_shown():
    with pytest.raises(NothingToDo):
        made(Outgoing("", edits="q", removes=True))


@pytest.mark.parametrize("data", ["", "x" * (LONGEST_DATA + 1), "é" * 33])
def test_a_button_that_carries_too_much_is_refused_before_telegram_does(data):
    with pytest.raises(Rejected, match="what a button carries must have 1 to 64 bytes"):
        made(Outgoing("?", choices=(Choice("Yes", data),)))
