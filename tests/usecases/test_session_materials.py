"""What there is to read for a session: who adds it, who gets it, and that nothing else stays."""

import pytest
from sqlmodel import select

from bot.core.messages import FileKind, FileReference
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.blobs import Blob
from bot.storage.wanted_files import WantedFile
from bot.usecases import session_materials, sessions
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, STARTS, Learning

LINK = "https://example.org/slides"
FILE = FileReference(FileKind.DOCUMENT, "r1", "..\\plans/kitchen\u202e.pdf", "application/pdf", 5)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, Named("amina", member=True, centre="TN-2"), Named("nino", member=True, centre="GE-1"))
    assert world.proposes("fatou", audience=Audience(countries=("TN",))) == 1
    world.clock_ticks()
    return world


def adds(learning, name, *given):
    person = learning.number_of(name)
    address = learning.database.read_now(lambda s: s.exec(select(Address.id).where(Address.person_id == person)).one())
    return learning.does(name, session_materials.add, 1, given, address)


def arrives(learning):
    """As the channel's owner settles it."""

    def job(work):
        row = work.session.exec(select(WantedFile)).one()
        row.sha256 = blobs.store(work.session, b"%PDF-", "application/pdf", work.now)
        session_materials.arrived(work, row, 5)
        work.session.delete(row)

    learning.does("fatou", job)


def test_links_are_there_at_once_and_files_when_they_have_come(learning):
    assert adds(learning, "fatou", LINK, FILE) is None
    assert [one.link for one in learning.does("amina", session_materials.listed, 1)] == [LINK]
    arrives(learning)
    file = learning.does("amina", session_materials.listed, 1)[1]
    assert (file.name, file.size, file.link) == ("kitchen.pdf", 5, None)
    [sent] = learning.does("amina", session_materials.attachments, 1, [str(file.id)])
    assert (sent.name, sent.media_type) == ("kitchen.pdf", "application/pdf")


def test_who_is_not_invited_sees_nothing_of_it(learning):
    adds(learning, "fatou", LINK, FILE)
    arrives(learning)
    assert learning.does("nino", session_materials.listed, 1) == ()
    assert learning.does("nino", session_materials.attachments, 1, ["1", "2"]) == ()


def test_what_is_no_link_or_too_much_is_refused(learning, subtests):
    for given in [("ftp://example.org",), ("javascript:alert(1)",), (LINK,) * (session_materials.MOST + 1)]:
        with subtests.test(given=given):
            assert isinstance(adds(learning, "fatou", *given), Refusal)


def test_only_who_looks_after_the_session_adds_and_takes_away(learning):
    adds(learning, "fatou", LINK)
    assert isinstance(adds(learning, "amina", LINK), Refusal)
    assert isinstance(learning.does("amina", session_materials.remove, 1, 1), Refusal)
    assert learning.does("fatou", session_materials.remove, 1, 1) is None
    assert isinstance(learning.does("fatou", session_materials.remove, 1, 1), Refusal)


def test_what_is_taken_away_leaves_no_bytes_behind(learning):
    adds(learning, "fatou", FILE)
    arrives(learning)
    learning.does("fatou", session_materials.remove, 1, 1)
    kept = learning.database.read_now(lambda s: s.exec(select(Blob.media_type)).all())
    assert "application/pdf" not in kept


def test_something_can_be_added_after_it_was_held_but_not_once_it_was_called_off(learning):
    learning.now = STARTS
    assert adds(learning, "fatou", LINK) is None
    learning.now = STARTS.replace(day=STARTS.day - 1)
    assert learning.does("fatou", sessions.cancel, 1, None) is None
    assert isinstance(adds(learning, "fatou", LINK), Refusal)
