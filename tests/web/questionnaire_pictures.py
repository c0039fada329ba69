"""Renews the pictures of docs/questionnaires.md from the web chat: `python -m tests.web.questionnaire_pictures`."""

import asyncio
import shutil
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from tests.faults.program import ROOT, Program
from tests.web.chromium import opened, phone, running_chromium

PICTURES = ROOT / "docs" / "pictures"
FORM = Path(__file__).parent / "gallery.md"
TOWNS = ROOT / "tests" / "conversations" / "questionnaire" / "towns.csv"
PHONE = {"width": 400, "height": 640}
COLOURS = 48
LARGEST = 60_000  # bytes
# What is written, and the picture to take of what comes then.
STEPS = (
    ("/questionnaire", None),
    ("1", "choice"),
    ("Woodwork", None),
    ("tap:Tools", None),
    ("tap:Light", "several"),
    ("done", "scale"),
    ("Agree", "range"),
    ("7", None),
    ("ka", "search"),
    ("1", "picture"),
    ("1", None),
    ("3/4/2023", "day"),
    ("yes", "photo"),
    ("skip", "place"),
    ("36.8 10.2", None),
    ("yes", None),
    ("Lathe", None),
    ("12", "rounds"),
    ("that is all", "check"),
    ("2", None),
    ("3", "change"),
)


async def renew() -> None:
    with TemporaryDirectory() as name, running_chromium() as chromium:
        folder = Path(name)
        shutil.copy(TOWNS, folder)
        shutil.copy(FORM, folder / "our_workshop.md")
        _sign().save(folder / "sign.png")
        async with Program(folder, "demo") as program:
            await program.hears("The demonstration is ready")
            await _command(program, "forms", "import", "our_workshop.md")
            await _command(program, "forms", "publish", "our_workshop")
            address = f"http://127.0.0.1:{program.port}/?left=achieng&right=barasa"
            async with opened(chromium, address, viewport=PHONE, device_scale_factor=1) as page:
                await phone(page).locator(".theirs").first.wait_for()
                for said, picture in STEPS:
                    await _say(page, said)
                    if picture is not None:
                        await page.mouse.move(0, 0)  # no button is to look as if it were about to be tapped
                        await page.wait_for_timeout(400)  # until the page has come to rest
                        _keep(await phone(page).locator(".log").screenshot(), picture)


async def _say(page, said: str) -> None:
    theirs = phone(page).locator(".theirs")
    before = await theirs.count()
    if said.startswith("tap:"):
        await phone(page).get_by_role("button", name=said.removeprefix("tap:")).last.click()
        await page.wait_for_timeout(400)  # the message changes in place
        return
    await phone(page).get_by_role("textbox").fill(said)
    await phone(page).get_by_role("textbox").press("Enter")
    await theirs.nth(before).wait_for()


async def _command(program: Program, *words: str) -> None:
    environment = {**program.environment, "PASSERELLE_DATA_DIR": str(program.folder / "data" / "demo")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=program.folder, env=environment
    )
    assert await process.wait() == 0, words


def _keep(png: bytes, name: str) -> None:
    file = PICTURES / f"questionnaire-{name}.png"
    Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size < LARGEST, f"{file.name} is too large for a weak connection"


def _sign() -> Image.Image:
    """Wear glasses."""
    sign = Image.new("RGB", (220, 220), "white")
    draw = ImageDraw.Draw(sign)
    draw.ellipse((5, 5, 215, 215), fill="#0a4fa3")
    for left in (45, 120):
        draw.ellipse((left, 85, left + 58, 140), outline="white", width=9)
    draw.line((102, 108, 121, 108), fill="white", width=9)
    return sign


if __name__ == "__main__":
    asyncio.run(renew())
