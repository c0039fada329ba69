from datetime import UTC, datetime

import pytest

from bot.core.given import Accepted, Given, Halfway, Listener, Unclear
from bot.core.messages import FileKind, FileReference
from bot.core.sent import Sent, WordsOrFiles
from bot.core.sent_files import LARGEST
from bot.i18n.phrase import Lines

LISTENER = Listener("en", "UTC", datetime(2026, 3, 1, tzinfo=UTC), str)
NOTE = WordsOrFiles("Please write or speak.")
SEVERAL = WordsOrFiles("Anything.", tuple(FileKind), at_most=3, longest=20)


def file(kind=FileKind.PHOTO, media_type=None, size=1000):
    return FileReference(kind, "f", media_type=media_type, size=size)


def draft_of(*given, kind=SEVERAL):
    draft = None
    for one in given:
        understood = kind.parse(one, LISTENER, draft)
        assert isinstance(understood, Halfway)
        draft = understood.draft
    return draft


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (Given(text=" It works.\n"), Sent("It works.")),
        (Given(files=(file(FileKind.VOICE),), unreadable="voice"), Sent("", (file(FileKind.VOICE),))),
        (
            Given(files=(file(FileKind.DOCUMENT, "audio/mpeg"),)),
            Sent("", (file(FileKind.VOICE, "audio/mpeg"),)),
        ),
    ],
)
def test_words_or_a_recording_are_an_answer_at_once(given, sent):
    assert NOTE.parse(given, LISTENER, None) == Accepted(sent)
    assert NOTE.load(NOTE.dump(sent)) == sent


@pytest.mark.parametrize(
    "given",
    [
        Given(),
        Given(text="  "),
        Given(unreadable="sticker"),
        Given(files=(file(FileKind.PHOTO),)),
        Given(files=(file(FileKind.DOCUMENT, "application/pdf"),)),
        Given(place=(36.8, 10.2)),
    ],
)
def test_anything_else_is_asked_for_again(given):
    assert NOTE.parse(given, LISTENER, None) == Unclear("Please write or speak.")


def test_words_and_files_come_one_after_the_other_until_it_is_all():
    draft = draft_of(
        Given(text="Monday"), Given(text="a caption", files=(file(),)), Given(files=(file(FileKind.VIDEO),))
    )

    done = SEVERAL.parse(Given(control="done"), LISTENER, draft)

    assert done == Accepted(Sent("Monday\na caption", (file(), file(FileKind.VIDEO))))


def test_what_is_too_much_or_too_large_is_refused_and_what_came_before_is_kept():
    draft = draft_of(Given(text="Monday"), Given(files=(file(), file())))

    for given in (
        Given(files=(file(), file())),
        Given(text="x" * 20),
        Given(files=(file(size=LARGEST + 1),)),
        Given(unreadable="sticker"),
    ):
        assert isinstance(SEVERAL.parse(given, LISTENER, draft), Unclear)
    assert SEVERAL.parse(Given(control="done"), LISTENER, draft) == Accepted(Sent("Monday", (file(), file())))
    too_large = SEVERAL.parse(Given(files=(file(size=LARGEST + 1),)), LISTENER, draft)
    assert isinstance(too_large.expected, Lines)


def test_done_is_offered_once_there_is_something():
    assert SEVERAL.controls(None) == ()
    assert SEVERAL.controls(draft_of(Given(text="Monday"))) == ("done",)
    assert isinstance(SEVERAL.parse(Given(control="done"), LISTENER, None), Unclear)


def test_amid_several_a_word_such_as_stop_is_obeyed_and_in_a_single_answer_asked_about():
    assert (NOTE.name, SEVERAL.name) == ("text", "files")
