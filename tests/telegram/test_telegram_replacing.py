"""A file is put in place of another one where it stands: in a message of its own, and in an album."""

import pytest

from bot.core.messages import Outgoing
from bot.delivery.channel import Delivery, LoadedFile
from bot.delivery.failures import NothingToDo, Rejected
from tests.telegram.emulator import faults
from tests.telegram.emulator.errors import bad_request
from tests.telegram.test_telegram_send import met

PDF = LoadedFile("plan.pdf", "application/pdf", b"%PDF", "plan.pdf", sha256="d" * 64)


@pytest.fixture
def ana(telegram):
    return met(telegram, 7)


@pytest.fixture
def view(picture):
    def drawn(name="view.png", sha256=None):
        return LoadedFile(name, "image/png", picture(), "A *view*", sha256=sha256)

    return drawn


def to(chat, *files, edits=None, key="k", text="", **parts):
    return Delivery(key, str(chat), Outgoing(text, **parts), files, edits, replaces_file=edits is not None)


async def test_a_document_takes_the_place_of_another_and_says_so_below(telegram, channel, ana):
    old = LoadedFile("old.pdf", "application/pdf", b"%PDF old")
    sent = await channel.send(to(7, old, text="1 file"))
    [message] = telegram.replies(ana)
    assert sent.files == (sent.message,) == (f"{message.id}c",)
    assert await channel.send(to(7, PDF, edits=sent.files[0], text="Replaced on *3 May*.")) == sent.message
    assert message.media["document"]["file_name"] == "plan.pdf"
    assert message.caption == "Replaced on 3 May."
    assert telegram.replies(ana) == [message]


async def test_a_picture_alone_can_become_a_document_and_a_document_a_picture(telegram, channel, ana, view):
    sent = await channel.send(to(7, view(), text="1 file"))
    [message] = telegram.replies(ana)
    await channel.send(to(7, PDF, edits=sent.files[0]))
    assert list(message.media) == ["document"]
    await channel.send(to(7, view(), edits=sent.files[0]))
    assert (list(message.media), message.caption) == (["photo"], "A view")


async def test_in_an_album_one_is_replaced_and_the_others_stay(telegram, channel, ana, view):
    sent = await channel.send(to(7, view("1.png"), view("2.png"), text="2 files"))
    first, second = telegram.replies(ana)
    assert sent.files == (f"{first.id}c", f"{second.id}c")
    before = first.media
    await channel.send(to(7, view("3.png"), edits=sent.files[1], text="Replaced."))
    assert (first.media, first.caption, second.caption) == (before, "2 files", "A view\nReplaced.")
    assert first.album == second.album


async def test_files_of_two_albums_are_told_in_their_order(telegram, channel, ana, view):
    sent = await channel.send(to(7, view(), PDF, view("2.png"), text="3 files"))
    *files, words = telegram.replies(ana)
    assert sent.files == tuple(f"{one.id}c" for one in files)
    assert sent.message == str(words.id)


@pytest.mark.parametrize("reverse", [False, True])
async def test_another_kind_does_not_fit_into_an_album(telegram, channel, ana, view, reverse):
    pair = (PDF, PDF) if reverse else (view(), view())
    sent = await channel.send(to(7, *pair, text="2 files"))
    with pytest.raises(Rejected, match="Can't change media type in the album"):
        await channel.send(to(7, view() if reverse else PDF, edits=sent.files[1]))
    assert len(telegram.replies(ana)) == 2


async def test_what_is_no_picture_for_telegram_becomes_a_document(telegram, channel, ana, view, picture):
    sent = await channel.send(to(7, view()))
    [message] = telegram.replies(ana)
    steep = LoadedFile("steep.png", "image/png", picture(2100, 100), "Steep")
    await channel.send(to(7, steep, edits=sent.files[0]))
    assert list(message.media) == ["document"]


async def test_what_was_taken_away_cannot_be_replaced(telegram, channel, ana):
    sent = await channel.send(to(7, PDF))
    [message] = telegram.replies(ana)
    message.deleted = True
    with pytest.raises(Rejected, match="Message to edit not found"):
        await channel.send(to(7, PDF, edits=sent.files[0]))


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        ("message is not modified: specified new message content and reply markup are exactly the same", NothingToDo),
        ("message can't be edited", Rejected),
        ("message media can't be edited", Rejected),
        ("MESSAGE_ID_INVALID", Rejected),
        ("MEDIA_GROUPED_INVALID", Rejected),
    ],
)
async def test_each_refusal_says_what_is_to_be_done(telegram, channel, ana, said, failure):
    sent = await channel.send(to(7, PDF))
    telegram.faults.add(faults.Refuses(bad_request(said)), "editMessageMedia")
    with pytest.raises(failure):
        await channel.send(to(7, PDF, edits=sent.files[0]))


# -- what Telegram has already -----------------------------------------------------------------------------------------
def uploaded(telegram):
    return [bool(call.files) for call in telegram.calls if call.method.lower().startswith(("send", "editmessagemedia"))]


async def test_a_stored_file_goes_up_once_however_many_get_it(telegram, channel, ana):
    ben = met(telegram, 8)
    sent = [await channel.send(to(person.user.id, PDF, key=str(person.user.id))) for person in (ana, ben)]
    new = LoadedFile("new.pdf", "application/pdf", b"%PDF new", "new", sha256="e" * 64)
    for person, one in zip((ana, ben), sent, strict=True):
        await channel.send(to(person.user.id, new, edits=one.files[0]))
    names = [telegram.replies(person)[-1].media["document"]["file_id"] for person in (ana, ben)]
    assert uploaded(telegram)[-4:] == [True, False, True, False]
    assert names[0] == names[1]


async def test_an_edit_that_is_made_twice_is_as_good_as_done(telegram, channel, ana):
    sent = await channel.send(to(7, PDF))
    new = LoadedFile("new.pdf", "application/pdf", b"%PDF new", "new", sha256="e" * 64)
    await channel.send(to(7, new, edits=sent.files[0]))
    with pytest.raises(NothingToDo):
        await channel.send(to(7, new, edits=sent.files[0]))


async def test_a_file_that_telegram_has_no_longer_goes_up_again(telegram, channel, ana):
    await channel.send(to(7, PDF))
    telegram.world.files.clear()
    await channel.send(to(7, PDF, key="again"))
    assert uploaded(telegram)[-3:] == [True, False, True]
    assert len(telegram.replies(ana)) == 2


async def test_an_album_and_a_single_file_share_what_is_there(telegram, channel, ana, view):
    first, second = view("1.png", "1" * 64), view("2.png", "2" * 64)
    await channel.send(to(7, first, second, text="2 files"))
    await channel.send(to(7, second, key="one"))
    assert uploaded(telegram)[-2:] == [True, False]


async def test_what_is_drawn_goes_up_each_time(telegram, channel, ana, view):
    for key in "ab":
        await channel.send(to(7, view(), key=key))
    assert uploaded(telegram)[-2:] == [True, True]
