"""What is compared against: python-telegram-bot as it is installed, in a process of its own."""

import argparse
import asyncio
import json
import time

from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest

from bot.channels.telegram.transport import Transport


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.message.text is not None
    await update.message.reply_text(update.message.text)


def run_echo(token: str, base_url: str) -> None:
    """Updater polling over httpx, one update after the other: the defaults."""
    application = Application.builder().token(token).base_url(base_url).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


async def run_sends(bot: Bot, first_chat: int, chats: int, count: int, in_flight: int) -> float:
    """Send `count` texts to `chats` chats in turn, `in_flight` at a time; return the seconds it took."""
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await bot.send_message(first_chat + number % chats, f"message {number}")

    async with bot:
        begin = time.perf_counter()
        await asyncio.gather(*(worker() for _ in range(in_flight)))
        return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", choices=["echo", "sends"])
    parser.add_argument("--token", required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--first-chat", type=int, default=0)
    parser.add_argument("--chats", type=int, default=1)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--transport", choices=["httpx", "aiohttp"], default="httpx")
    options = parser.parse_args()
    if options.job == "echo":
        run_echo(options.token, options.base_url)
        return
    request: BaseRequest | None = Transport(options.in_flight) if options.transport == "aiohttp" else None
    bot = Bot(options.token, base_url=options.base_url, request=request)
    seconds = asyncio.run(run_sends(bot, options.first_chat, options.chats, options.count, options.in_flight))
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
