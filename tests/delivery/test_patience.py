"""How long a channel waits for its platform, and what the log tells of it."""

import logging

from bot.delivery.patience import Patience


async def test_patience_doubles_up_to_a_minute_obeys_the_platform_and_begins_anew(caplog):
    caplog.set_level(logging.INFO)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    patience = Patience("reading failed", "it is read again", sleep)
    for _attempt in range(8):
        await patience.wait("no connection")
    await patience.wait("asked for patience", at_least=333)
    patience.end()
    patience.end()
    await patience.wait("no connection")
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60, 333, 1]
    assert [(record.message, getattr(record, "why", None)) for record in caplog.records] == [
        ("reading failed", "no connection"),
        ("it is read again", None),
        ("reading failed", "no connection"),
    ]


async def test_another_reason_is_told_too_and_only_people_are_waited_for_longer_than_a_minute(caplog):
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    patience = Patience("reading failed", "it is read again", sleep)
    await patience.wait("no connection")
    for _attempt in range(9):
        await patience.wait("401", sentence="Give me another token.", longest=300)
    await patience.wait("no connection")
    assert waited == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 60]
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", "reading failed"),
        ("ERROR", "Give me another token."),
        ("WARNING", "reading failed"),
    ]
