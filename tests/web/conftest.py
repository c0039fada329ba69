from pathlib import Path

import pytest

from bot.channels.web.demo import DemoAccess, Persona
from bot.i18n.phrase import _
from bot.i18n.translator import Translator
from tests.web.browsing import browsing
from tests.web.serving import serving

CATALOGUES = Path(__file__).parent / "catalogues"
AMAL = Persona("amal", "Amal Ben Salah", _("Teacher"), "CFPTI Sfax (fictitious)", "fr")
SALMA = Persona("salma", "سلمى الدالي", _("Trainer"), "مركز إربد (وهمي)", "ar")
TARIQ = Persona("tariq", "طارق الزيتوني", _("Coordinator"), "مركز إربد (وهمي)", "ar")
ACHIENG = Persona("achieng", "Achieng Wekesa", _("Teacher"), "Kisumu Lakeside College (fictitious)", "en")
BARASA = Persona("barasa", "Barasa Njoroge", _("Coordinator"), "Kisumu Lakeside College (fictitious)", "en")


@pytest.fixture(scope="session")
def translator():
    return Translator.from_folder(CATALOGUES)


@pytest.fixture
def demo():
    return DemoAccess((ACHIENG, BARASA, SALMA, TARIQ, AMAL), left="achieng", right="barasa")


@pytest.fixture
async def web(database, translator):
    """The web chat for real use, on each engine."""
    async with serving(database, translator) as running:
        yield running


@pytest.fixture
async def sqlite_web(sqlite_database, translator):
    """The same where the engine makes no difference."""
    async with serving(sqlite_database, translator) as running:
        yield running


@pytest.fixture
async def demo_web(sqlite_database, translator, demo):
    async with serving(sqlite_database, translator, demo) as running:
        yield running


@pytest.fixture
async def browser(web):
    async with browsing(web.address) as browser:
        await browser.get("/")
        yield browser


@pytest.fixture
async def demo_browser(demo_web):
    async with browsing(demo_web.address) as browser:
        yield browser
