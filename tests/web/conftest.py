from functools import partial

import pytest

from bot.app import translator as our_translator
from bot.channels.web.demo import DemoAccess, Persona
from bot.i18n.phrase import _
from tests.web.browsing import browsing
from tests.web.chromium import opened, running_chromium
from tests.web.serving import serving
from tests.web.talking import talking

AMAL = Persona("amal", "Amal Ben Salah", _("Teacher"), "CFPTI Sfax (fictitious)", "fr")
SALMA = Persona("salma", "سلمى الدالي", _("Trainer"), "مركز إربد (وهمي)", "ar")
TARIQ = Persona("tariq", "طارق الزيتوني", _("Coordinator"), "مركز إربد (وهمي)", "ar")
ACHIENG = Persona("achieng", "Achieng Wekesa", _("Teacher"), "Kisumu Lakeside College (fictitious)", "en")
BARASA = Persona("barasa", "Barasa Njoroge", _("Coordinator"), "Kisumu Lakeside College (fictitious)", "en")


@pytest.fixture(scope="session")
def translator():
    return our_translator()


@pytest.fixture
def demo():
    return DemoAccess((ACHIENG, BARASA, SALMA, TARIQ, AMAL), left="achieng", right="barasa")


@pytest.fixture
async def web(sqlite_database, translator):
    """The web chat for real use; what the engines could make of it is in test_storage.py."""
    async with serving(sqlite_database, translator) as running:
        yield running


@pytest.fixture
async def demo_web(sqlite_database, translator, demo):
    async with serving(sqlite_database, translator, demo) as running:
        yield running


@pytest.fixture
async def talk(sqlite_database, translator):
    """The web chat for real use with the real core behind it."""
    async with talking(sqlite_database, translator) as running:
        yield running


@pytest.fixture
async def demo_talk(sqlite_database, translator, demo):
    async with talking(sqlite_database, translator, demo) as running:
        yield running


@pytest.fixture(scope="session")
def chromium_endpoint():
    with running_chromium() as endpoint:
        yield endpoint


@pytest.fixture
def chromium(chromium_endpoint):
    """`async with chromium(address, viewport=…) as page`"""
    return partial(opened, chromium_endpoint)


@pytest.fixture
async def browser(web):
    async with browsing(web.address) as browser:
        await browser.get("/")
        yield browser


@pytest.fixture
async def demo_browser(demo_web):
    async with browsing(demo_web.address) as browser:
        yield browser
