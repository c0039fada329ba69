"""The self-assessment itself in a real browser: by keyboard, in two directions, with the picture of its result."""

from datetime import date
from functools import partial

import pytest

from bot import app
from bot.channels.web.demo import DemoAccess, Persona
from bot.i18n.phrase import _
from bot.reports.process import HelperProcess
from bot.serve import drawn
from bot.storage.addresses import Address
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person, PersonState
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import RATED, everywhere, hands_in, settled
from tests.web.chromium import NARROW, overflow, phone, tab_to
from tests.web.talking import led_by
from tests.web.test_accessibility import findings

pytestmark = pytest.mark.slow
PERSONAS = (
    Persona("leila", "Leila", _("Teacher"), "Centre de Tunis", "ar"),
    Persona("sami", "Sami", _("Teacher"), "Centre de Tunis", "fr"),
    Persona("grace", "Grace", _("Teacher"), "Mikolongwe", "en"),
)
WORDS = {  # to open it, its first area, a level, go on, send; what comes last
    "en": ("assessment", "1. Work-based learning", "4 Established", "1 Go on", "1 Send", "league table"),
    "fr": ("évaluation", "1. Formation par le travail", "4 Bien en place", "1 Continuer", "1 Envoyer", "classement"),
    "ar": ("تقييم", "1. التعلم القائم على العمل", "4 راسخ", "1 متابعة", "1 إرسال", "ترتيب للمراكز"),
}
HOLDER = {"en": "grace", "fr": "sami", "ar": "leila"}


def holds(session, persona, centre):
    """A phone of the demonstration, in the hands of somebody who came in long ago."""
    person = Person(
        name=persona.name,
        language=persona.language,
        language_chosen=True,
        zone="Africa/Tunis",
        state=PersonState.ACTIVE,
        created_at=BEGINNING,
        seen_at=BEGINNING,
    )
    session.add(person)
    session.flush()
    place = f"demo:{persona.id}"
    times = {"created_at": BEGINNING, "seen_at": BEGINNING}
    address = Address(person_id=person.id, channel="web", account="web", external_id=place, chat=place, **times)
    session.add(address)
    session.flush()
    person.preferred_address_id = address.id
    session.add(
        Membership(
            person_id=person.id,
            centre_id=centre,
            function=CentreFunction.TEACHER,
            state=MembershipState.CONFIRMED,
            from_on=date(2022, 1, 1),
            created_at=BEGINNING,
        )
    )


@pytest.fixture
async def page_of(sqlite_database, translator, chromium):
    """Opens the demonstration for somebody whose network has answered already."""
    for level, person in enumerate(settled(sqlite_database).values(), 1):
        hands_in(sqlite_database, person, everywhere(level))
    for persona, centre in zip(PERSONAS, (1, 1, 4), strict=True):
        sqlite_database.write_now(partial(holds, persona=persona, centre=centre))
    demo = DemoAccess(PERSONAS, left="grace", right="sami")
    router = app.talks(translator).router
    async with (
        HelperProcess() as helper,
        led_by(router, sqlite_database, translator, demo, partial(drawn, helper)) as running,
    ):
        yield lambda who, **options: chromium(
            f"{running.address}/?left={who}&right={'grace' if who == 'sami' else 'sami'}", **options
        )


async def presses(page, name):
    """Tab to it, press Enter, and wait for what the bot says then."""
    said = await phone(page).locator(".theirs").count()
    await tab_to(page, name, at_most=40)
    await page.keyboard.press("Enter")
    await phone(page).locator(".theirs").nth(said).wait_for()


async def writes(page, text):
    said = await phone(page).locator(".theirs").count()
    await phone(page).get_by_role("textbox").focus()
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")
    await phone(page).locator(".theirs").nth(said).wait_for()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_whole_assessment_by_keyboard_alone_and_axe_finds_nothing_on_the_way(page_of, language):
    word, area, level, go_on, send, last_words = WORDS[language]
    async with page_of(HOLDER[language], viewport=NARROW, locale=language) as page:
        await phone(page).get_by_role("textbox").wait_for()
        await writes(page, word)
        await presses(page, area)
        assert await findings(page) == []
        for number, levels in enumerate(RATED.values(), 1):
            for _level in levels:
                await presses(page, level)
            if number < len(RATED):
                await presses(page, go_on)
        await writes(page, "* <b> *")
        assert await findings(page) == []
        await presses(page, send)
        await phone(page).get_by_text(last_words).wait_for()
        card = phone(page).get_by_role("img").last
        await card.wait_for()
        assert await findings(page) == []
        shown = (await card.evaluate("one => one.naturalWidth"), await overflow(page))
    assert shown == (640, 0)
