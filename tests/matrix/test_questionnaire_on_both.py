"""The program itself: a questionnaire with every kind of question, begun on Telegram and handed in on Matrix."""

import shutil
from pathlib import Path

import pytest

from tests.faults.program import PATIENCE, Program
from tests.matrix.both_platforms import CODE, OnTelegram, invitation, on_both
from tests.matrix.human import human
from tests.telegram.emulator import Emulator
from tests.web.pictures import picture

pytestmark = pytest.mark.slow
FORM = Path(__file__).parent.parent / "web" / "gallery.md"
TOWNS = Path(__file__).parent.parent / "conversations" / "questionnaire" / "towns.csv"
SCALE = "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10"


async def published(folder):
    shutil.copy(FORM, folder / "our_workshop.md")
    shutil.copy(TOWNS, folder)
    (folder / "sign.png").write_bytes(picture(60, 60))
    for words in (("forms", "import", "our_workshop.md"), ("forms", "publish", "our_workshop")):
        async with Program(folder, *words) as command:
            assert await command.ends() == 0, command.output


async def test_every_kind_of_question_is_answered_on_both_platforms(homeserver, tmp_path):  # noqa: PLR0915  one long talk
    bot = await homeserver.register("bot")
    async with Emulator() as telegram, human(homeserver, "bea") as on_matrix:
        settings = on_both(telegram, homeserver, bot)
        bea = telegram.person(8, "Bea", "en")
        hears = OnTelegram(telegram, bea).hears

        async def reads(beginning):
            event = await on_matrix.sees(
                lambda event: (
                    event.get("sender") == bot.user_id and event["content"].get("body", "").startswith(beginning)
                ),
                PATIENCE,
            )
            return event["content"]["body"]

        bea.starts(await invitation(tmp_path))
        async with Program(tmp_path, **settings):
            bea.taps(await hears("I help"), "I agree")
            bea.taps(await hears("You are invited"), "Yes")
            await hears("What would you like")
            await published(tmp_path)
            bea.says("/questionnaire")
            trade = await hears("The training shop · 1 of about 11")
            assert trade.labels == ["Mechanics", "Cooking", "Textile", "Woodwork"]
            bea.taps(trade, "Cooking")
            needs = await hears("The training shop · 2 of about 11")
            bea.taps(needs, "Tools")
            await telegram.waits_for(lambda: "✓ Tools" in needs.labels, PATIENCE)
            bea.taps(needs, "done")
            agree = await hears("The training shop · 3 of about 11")
            assert agree.labels[-2:] == ["Strongly agree", "skip"]
            bea.taps(agree, "Agree")
            marks = await hears("The training shop · 4 of about 11")
            assert marks.labels == [*SCALE.split("\n"), "skip"]
            bea.says("/link")
            code = CODE.search((await hears("On your other account")).words)[1]
            room = await on_matrix.opens_a_talk_with(bot.user_id)
            await reads("Which language")
            await on_matrix.says(room, f"!link {code}")
            await reads("This account would be joined to Bea")
            await on_matrix.says(room, "1")
            await reads("Your two accounts are one now.")
            await on_matrix.says(room, "go on")
            asked = await reads("The training shop · 4 of about 11")
            assert SCALE in asked  # not "1. 0": a scale is answered with its own numbers
            await on_matrix.says(room, "7")
            await reads("The training shop · 5 of about 11")
            await on_matrix.says(room, "ka")
            assert "1. Kairouan\n2. Kasserine\n3. Search again" in await reads(
                "The training shop · 5 of about 11\nWhich town is your centre in?\nOr"
            )
            bea.taps(marks, "9")  # late: it was answered on Matrix
            bea.taps(await hears("The training shop · 5 of about 11"), "Kasserine")
            sign = await hears("The training shop · 6 of about 11")
            assert "photo" in sign.media
            bea.taps(sign, "Wear glasses")
            await hears("Your last visit · 7 of about 11")
            bea.says("3/4/2023")
            bea.taps(await hears("That is Monday 3 April 2023"), "yes")
            await hears("Your last visit · 8 of about 11")
            bea.sends_voice()
            await hears("I cannot use this kind of message here. Please send a photo.")
            bea.sends_photo(picture(60, 60))
            await hears("Your last visit · 9 of about 11")
            bea.sends_location(36.8, 10.2)
            bea.taps(await hears("Machine: is there one to tell of?"), "No, none")
            card = await hears("Please check what you say:")
            assert "How good is the light? 7" in card.words
            await on_matrix.says(room, "hello")
            await reads("Please check what you say:")
            await on_matrix.says(room, "1")
            await reads("Thank you! Your answers to Our workshop have arrived.")
