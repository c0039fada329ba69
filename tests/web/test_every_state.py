"""The demonstration as it is started, on a small phone: whatever a page shows can be seen, reached and read out."""

import pytest

from tests.faults.program import Program
from tests.web.chromium import NARROW, overflow, phone
from tests.web.test_accessibility import findings

pytestmark = pytest.mark.slow
WORDS = {  # whose phones, and what is tapped: invite, and at last send, what nobody has to wait for until the morning
    "en": ("achieng", "barasa", "1 Invite them", "4 Now, it is urgent", "1 Send"),
    "fr": ("rokhaya", "ousmane", "1 Inviter", "4 Urgent, maintenant", "1 Envoyer"),
    "ar": ("salma", "tariq", "1 إرسال الدعوة", "4 الآن، فهو عاجل", "1 إرسال"),
}
LOOKED_AT = ".log > .message:not(:nth-last-child(-n + 8))"  # in an earlier state
HOLD = 60_000  # milliseconds: ten seconds in which it can be undone, on a busy machine
TITLE, NEWS = "CNC 5 · مخرطة", "HACCP 2.0: قريبًا https://example.org/x?a=1"


class Tour:
    """Goes from state to state, and looks at each."""

    def __init__(self, page) -> None:
        self.page = page
        self.side = "left"
        self.troubles: list[object] = []

    async def looks(self, at, but=LOOKED_AT):
        found = await findings(self.page, but)
        wider = await overflow(self.page)
        self.troubles += [f"{at}: {one}" for one in (*found, *([f"wider by {wider}"] if wider else []))]

    async def writes(self, text, *, at=None):
        said = await self._said()
        await phone(self.page, self.side).get_by_role("textbox").fill(text)
        await phone(self.page, self.side).get_by_role("textbox").press("Enter")
        await self._goes_on(said, at or text)

    async def taps(self, name):
        said = await self._said()
        await phone(self.page, self.side).get_by_role("button", name=name, exact=True).last.click()
        await self._goes_on(said, name)

    async def turns_to(self, side):
        self.side = side
        await self.page.locator(".tabs button").nth(0 if side == "left" else 1).click()
        await phone(self.page, side).get_by_role("textbox").wait_for()

    async def reads(self, text, *, within=None):
        await phone(self.page, self.side).locator(".theirs", has_text=text).last.wait_for(timeout=within)
        await self.looks(text)

    async def _said(self):
        return await phone(self.page, self.side).locator(".theirs").count()

    async def _goes_on(self, said, at):
        await phone(self.page, self.side).locator(".theirs").nth(said).wait_for()
        await self.looks(at)


@pytest.fixture
async def demo(tmp_path):
    async with Program(tmp_path, "demo") as program:
        await program.hears("The demonstration is ready")
        yield f"http://127.0.0.1:{program.port}"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_axe_finds_nothing_and_nothing_is_too_wide_in_any_state(demo, chromium, language):
    who, coordinator, invite, urgent, send = WORDS[language]
    address = f"{demo}/?left={who}&right={coordinator}"
    scheme = "dark" if language == "fr" else "light"  # colours do not depend on the language: each is looked at once
    async with chromium(address, viewport=NARROW, locale=language, color_scheme=scheme) as page:
        tour = Tour(page)
        await phone(page).locator(".theirs").first.wait_for()
        await tour.looks("menu")
        for text in (
            "/help",
            "/dance",
            "/language",
            "9",
            "/pictures",
            "/sessions",
            "/results",
            "/mydata",
            "/link",
            "/stop",
        ):
            await tour.writes(text)
        await tour.writes("/questionnaire")
        for text in ("1", "4", "1 3", "/skip", "1", "2", "2"):
            await tour.writes(text)
        await tour.writes("/assessment")
        for text in ("1", "x" * 60, "2", "/back", "3", "/pause"):
            await tour.writes(text)
        await tour.turns_to("right")
        await tour.writes("/propose")
        for text in (
            TITLE,
            "1",
            "never",
            "31 December 2030 15:00",
            "yes",
            "2",
            "https://meet.example.org/kitchen",
            "1",
        ):
            await tour.writes(text)
        await tour.taps(invite)
        await tour.turns_to("left")
        await tour.reads(TITLE)
        await tour.turns_to("right")
        await tour.writes("/announce")
        await tour.writes(NEWS)
        for _question in range(12):
            if await phone(page, "right").get_by_role("button", name=send, exact=True).count():
                break
            last = phone(page, "right").locator(".theirs").last
            if await last.get_by_role("button", name=urgent, exact=True).count():
                await tour.taps(urgent)
            else:
                await tour.writes("skip" if await last.locator(".controls").count() else "1")
        await tour.taps(send)
        await tour.turns_to("left")
        await tour.reads(NEWS, within=HOLD)
        await page.locator("[data-side=left] .holder .round").click()
        await tour.looks("who holds this phone", but="")
        await page.locator(".newcomer button").click()
        await phone(page).locator(".theirs").first.wait_for()
        await tour.looks("welcome")
        for text in ("2", "1", "tunis", "language", "1"):
            await tour.writes(text)
        for side in ("left", "right"):
            await tour.turns_to(side)
            await tour.looks(f"everything on the {side}", but="")
    assert tour.troubles == []
