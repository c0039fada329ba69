"""`passerelle invitation-sheets`, and that the codes on paper really let people in."""

import re
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from bot.delivery.channel import CONTACT, LINK
from bot.storage.audit import AuditLine
from bot.storage.centres import Centre
from bot.storage.channel_states import remember
from bot.storage.database import Database
from bot.storage.invitations import Invitation
from bot.usecases import invitations
from bot.usecases.work import COMMAND, Work
from tests.transcripts.world import furnish
from tests.usecases.announcing import TRANSLATOR

pytestmark = pytest.mark.slow  # a whole process for Typst at each command: two seconds

CODE = re.compile(r"\?start=([ABCDEFGHJKMNPQRSTUVWXYZ23456789]{8})\b")


@pytest.fixture
def database(database_url):
    opened = Database.open(database_url, durable=False)
    opened.write_now(furnish)
    yield opened
    opened.close()


@pytest.fixture
def connected(database):
    def notes(session):
        remember(session, "telegram", "1", LINK, "https://t.me/passerelle_bot?start=")
        remember(session, "matrix", "@bot:example.org", CONTACT, "@bot:example.org")

    database.write_now(notes)


def pages(folder):
    return [page.extract_text() for page in PdfReader(folder / "sheets.pdf").pages]


def test_each_centre_has_a_page_in_its_language_with_a_code_that_lets_people_in(
    command_line, database, database_url, connected, tmp_path
):
    done = command_line(
        "invitation-sheets",
        "sheets.pdf",
        "--country",
        "tn",
        "--centre",
        "TN-1",
        "--centre",
        "IT-1",
        DATABASE_URL=database_url,
    )
    assert done == (0, "1 sheet is in sheets.pdf.\n", "")
    [tunisian] = pages(tmp_path)
    assert "Telegram" in tunisian
    assert "Tap “Start”" not in tunisian  # its first language is Arabic
    [code] = CODE.findall(tunisian)

    def opened(session):
        row = session.exec(select(Invitation).where(Invitation.code == code)).one()
        work = Work(session, row.created_at, COMMAND, TRANSLATOR, lambda _channel, _account: None)
        audited = session.exec(select(AuditLine).where(AuditLine.verb == "invite")).all()
        return invitations.invited(work, code), row.most_uses, len(audited)

    invited, uses, audited = database.read_now(opened)
    assert (invited.country, invited.function, uses, audited) == ("TN", "teacher", 30, 1)


def test_a_centre_of_which_no_language_is_listed_has_a_page_in_its_countrys(
    command_line, database, database_url, connected, tmp_path
):
    def forget(session):
        session.exec(select(Centre).where(Centre.code == "TN-1")).one().languages = []

    database.write_now(forget)
    assert command_line("invitation-sheets", "sheets.pdf", "--centre", "TN-1", DATABASE_URL=database_url)[0] == 0
    [tunisian] = pages(tmp_path)
    assert "Telegram" in tunisian
    assert "Tap “Start”" not in tunisian


def test_a_sheet_that_is_printed_again_has_the_same_code_until_it_is_nearly_out_of_date(
    command_line, database, database_url, connected, tmp_path
):
    def printed(*more):
        words = ("invitation-sheets", "sheets.pdf", "--centre", "TN-1", "--overwrite", *more)
        assert command_line(*words, DATABASE_URL=database_url)[0] == 0
        return CODE.findall("".join(pages(tmp_path)))

    first = printed()
    assert printed() == first
    assert printed("--function", "head") != first

    def age(session):
        for row in session.exec(select(Invitation)):
            row.expires_at -= timedelta(days=70)

    database.write_now(age)
    assert printed() != first


def test_what_cannot_be_printed_says_why(command_line, database, database_url, tmp_path):
    code, _told, problems = command_line("invitation-sheets", "sheets.pdf", DATABASE_URL=database_url)
    assert (code, problems.startswith("Nobody could come in with such a sheet yet: no platform is known.")) == (1, True)
    database.write_now(lambda session: remember(session, "telegram", "1", LINK, "https://t.me/b?start="))
    assert command_line("invitation-sheets", "sheets.pdf", "--centre", "lost", DATABASE_URL=database_url) == (
        1,
        "",
        "There is no such centre in the list, or it is not active.\n",
    )
    assert list(tmp_path.glob("sheets*")) == []


def test_centres_are_chosen_by_network_too_and_all_pages_may_be_in_one_language(
    command_line, database, database_url, connected, tmp_path
):
    words = ("invitation-sheets", "sheets.pdf", "--network", "hotel-and-tourism", "--language", "fr")
    assert command_line(*words, DATABASE_URL=database_url) == (0, "2 sheets are in sheets.pdf.\n", "")
    assert ["Sur Telegram" in page for page in pages(tmp_path)] == [True, True]
