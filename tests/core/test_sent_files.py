from datetime import UTC, datetime

import pytest

from bot.core.given import Accepted, Given, Listener, Unclear
from bot.core.messages import FileKind, FileReference
from bot.core.sent_files import LARGEST, Files

WANTED = {
    FileKind.PHOTO: ((FileKind.PHOTO, FileKind.DOCUMENT), "image"),
    FileKind.VOICE: ((FileKind.VOICE, FileKind.DOCUMENT), "audio"),
    FileKind.VIDEO: ((FileKind.VIDEO, FileKind.DOCUMENT), "video"),
    FileKind.DOCUMENT: (tuple(FileKind), ""),
}
LISTENER = Listener("en", "UTC", datetime(2026, 3, 1, tzinfo=UTC), str)


def sent(kind, media_type=None, size=1000):
    return Given(files=(FileReference(kind, "f", media_type=media_type, size=size),))


@pytest.mark.parametrize(
    ("wanted", "given", "taken"),
    [
        (FileKind.PHOTO, sent(FileKind.PHOTO), True),
        (FileKind.PHOTO, sent(FileKind.DOCUMENT, "image/png"), True),
        (FileKind.PHOTO, sent(FileKind.DOCUMENT), True),
        (FileKind.PHOTO, sent(FileKind.DOCUMENT, "audio/ogg"), False),
        (FileKind.PHOTO, sent(FileKind.VOICE), False),
        (FileKind.VOICE, sent(FileKind.VOICE), True),
        (FileKind.VOICE, sent(FileKind.DOCUMENT, "audio/mpeg"), True),
        (FileKind.VOICE, sent(FileKind.PHOTO), False),
        (FileKind.VIDEO, sent(FileKind.VIDEO), True),
        (FileKind.VIDEO, sent(FileKind.PHOTO), False),
        (FileKind.DOCUMENT, sent(FileKind.PHOTO), True),
        (FileKind.DOCUMENT, Given(text="here it is"), False),
    ],
)
def test_only_what_was_asked_for_is_taken(wanted, given, taken):
    kinds, family = WANTED[wanted]
    understood = Files(at_most=1, kinds=kinds, family=family).parse(given, LISTENER, None)
    assert isinstance(understood, Accepted if taken else Unclear)


def test_a_file_that_is_too_large_is_refused_with_the_limit():
    understood = Files(at_most=1).parse(sent(FileKind.PHOTO, size=LARGEST + 1), LISTENER, None)
    assert isinstance(understood, Unclear)
    assert understood.expected.values == {"most": 20}
