"""Files gathered until "done", whatever comes and however much of it."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.core.gathered import Gathered, Gathering
from bot.core.given import Accepted, Given, Halfway, Listener, Unclear
from bot.core.messages import FileKind, FileReference
from bot.core.sent_files import LARGEST
from bot.i18n.phrase import Lines

LISTENER = Listener("en", "UTC", datetime(2026, 3, 1, tzinfo=UTC), str)
KIND = Gathered(10, "Please send photos.", endings=frozenset({"pdf"}))
PHOTO = FileReference(FileKind.PHOTO, "p", size=1000)
HUGE = FileReference(FileKind.VIDEO, "v", size=LARGEST + 1)
PROGRAM = FileReference(FileKind.DOCUMENT, "d", name="program.exe", size=1000)
PLAN = FileReference(FileKind.DOCUMENT, "d", name="Plan.PDF", size=1000)


def sends(files, album=None, draft=None):
    """One file after the other, as platforms deliver them; the draft afterwards."""
    for file in files:
        understood = KIND.parse(Given(files=(file,), album=album), LISTENER, draft)
        assert isinstance(understood, Halfway)
        draft = {**understood.draft, **({"album": album} if album else {})}
    return draft


def test_an_album_of_thirty_is_never_the_answer_by_itself_and_what_has_no_room_is_counted():
    kept = KIND.load(sends([PHOTO] * 30, album="a"))
    assert (len(kept.files), kept.too_many) == (10, 20)
    assert KIND.parse(Given(control="done"), LISTENER, KIND.dump(kept)) == Accepted(kept)


def test_what_is_too_large_or_of_another_kind_is_left_out_of_its_album_only():
    kept = KIND.load(sends([PHOTO, HUGE, PROGRAM, PLAN], album="a"))
    assert ([file for file, _words in kept.files], kept.too_large, kept.of_another_kind) == ([PHOTO, PLAN], 1, 1)
    later = KIND.load(sends([PHOTO], draft={**KIND.dump(kept), "album": "a"}))
    assert (len(later.files), later.too_large, later.of_another_kind) == (3, 0, 0)


def test_with_nothing_kept_there_is_nothing_to_be_done_with():
    draft = sends([HUGE])
    assert KIND.controls(draft) == ()
    assert KIND.parse(Given(control="done"), LISTENER, draft) == Unclear("Please send photos.")


def test_words_are_no_file_and_take_nothing_away():
    understood = KIND.parse(Given(text="here"), LISTENER, sends([PHOTO]))
    assert isinstance(understood, Unclear)
    assert isinstance(understood.expected, Lines)
    assert KIND.controls(sends([PHOTO])) == ("done",)


def test_the_words_of_a_photo_stay_with_it():
    understood = KIND.parse(Given(text="  A lathe ", files=(PHOTO,)), LISTENER, None)
    assert isinstance(understood, Halfway)
    assert KIND.load(understood.draft).files == ((PHOTO, "A lathe"),)


@given(st.lists(st.sampled_from([PHOTO, HUGE, PROGRAM, PLAN]), max_size=40))
def test_every_file_of_an_album_is_kept_or_counted(files):
    kept = KIND.load(sends(files, album="a")) if files else Gathering()
    assert len(kept.files) + kept.too_large + kept.of_another_kind + kept.too_many == len(files)
    assert len(kept.files) <= KIND.at_most
