"""The program itself on both platforms at once: a talk begun on Telegram goes on on Matrix, and back."""

import pytest

from tests.faults.program import PATIENCE, Program
from tests.matrix.both_platforms import CODE, OnTelegram, invitation, on_both
from tests.matrix.human import human
from tests.telegram.emulator import Emulator

pytestmark = pytest.mark.slow


async def test_a_talk_begun_on_telegram_goes_on_on_matrix_and_back(homeserver, tmp_path):
    bot = await homeserver.register("bot")
    async with Emulator() as telegram, human(homeserver, "ana") as on_matrix:
        settings = on_both(telegram, homeserver, bot)
        ana = telegram.person(7, "Ana", "en")
        hears = OnTelegram(telegram, ana).hears

        async def reads(beginning):
            return await on_matrix.sees(
                lambda event: (
                    event.get("sender") == bot.user_id and event["content"].get("body", "").startswith(beginning)
                ),
                PATIENCE,
            )

        ana.starts(await invitation(tmp_path))
        async with Program(tmp_path, **settings):
            ana.taps(await hears("I help"), "I agree")
            ana.taps(await hears("You are invited"), "Yes")
            ana.taps(await hears("What would you like"), "Self-assessment")
            ana.taps(await hears("Which area"), "7")
            await hears("Going green, 1 of 3")
            ana.says("2")
            await hears("Going green, 2 of 3")
            ana.says("/link")
            code = CODE.search((await hears("On your other account")).words)[1]
            room = await on_matrix.opens_a_talk_with(bot.user_id)
            await reads("Which language")
            await on_matrix.says(room, f"!link {code}")
            await reads("This account would be joined to Ana")
            await on_matrix.says(room, "1")
            await reads("Your two accounts are one now.")
            await on_matrix.says(room, "go on")
            await reads("Going green, 2 of 3")
            await on_matrix.says(room, "3")
            await reads("Going green, 3 of 3")
            ana.says("hello")
            await hears("You were at question")
            ana.taps(await hears("Going green, 3 of 3"), "Growing")
            await hears("Done: Going green")
