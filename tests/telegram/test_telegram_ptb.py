"""python-telegram-bot as it is installed, Application, Updater and httpx included, runs against the emulator."""

import asyncio
import io

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters


async def start(update, context):
    keyboard = InlineKeyboardMarkup(
        [[InlineKeyboardButton("Yes", callback_data="y"), InlineKeyboardButton("No", callback_data="n")]]
    )
    await update.message.reply_text(
        f"<b>Ready</b> for {context.args[0]}?", parse_mode=ParseMode.HTML, reply_markup=keyboard
    )


async def tap(update, context):
    await update.callback_query.answer("Noted")
    await update.callback_query.edit_message_text(f"You said {update.callback_query.data}")


async def echo(update, context):
    await update.message.reply_text(update.message.text)


async def echo_photo(update, context):
    file = await update.message.photo[-1].get_file()
    body = bytes(await file.download_as_bytearray())
    await update.message.reply_photo(io.BytesIO(body), caption=update.message.caption)
    await update.message.reply_document(io.BytesIO(body), filename="copy.png")
    await context.bot.send_chat_action(update.effective_chat.id, "typing")
    await update.message.reply_media_group([InputMediaPhoto(body, caption="twice"), InputMediaPhoto(body)])


async def break_html(update, context):
    await update.message.reply_text("1 <2 and 3> 2", parse_mode=ParseMode.HTML)


async def failed(update, context):
    await context.bot_data["errors"].put(context.error)


@pytest.fixture
async def application(telegram):
    application = (
        Application.builder()
        .token(telegram.token)
        .base_url(telegram.base_url)
        .base_file_url(telegram.base_file_url)
        .build()
    )
    application.bot_data["errors"] = asyncio.Queue()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CommandHandler("break", break_html))
    application.add_handler(CallbackQueryHandler(tap))
    application.add_handler(MessageHandler(filters.PHOTO, echo_photo))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_error_handler(failed)
    async with application:
        await application.updater.start_polling(timeout=1)
        await application.start()
        yield application
        await application.updater.stop()
        await application.stop()


async def test_it_echoes(telegram, application):
    ana = telegram.person(7)
    ana.says("good morning")
    assert (await telegram.reply(ana)).text == "good morning"


async def test_it_asks_is_tapped_answers_and_edits(telegram, application):
    ana = telegram.person(7)
    ana.starts("round-3")
    question = await telegram.reply(ana)
    assert (question.text, question.rows) == ("Ready for round-3?", [["Yes", "No"]])
    assert question.entities == [{"type": "bold", "offset": 0, "length": 5}]
    tapped = ana.taps(question, "Yes")
    await telegram.waits_for(lambda: question.edits)
    assert (tapped.toast, question.text, question.rows) == ("Noted", "You said y", [])


async def test_it_fetches_and_sends_files(telegram, application, picture):
    ana = telegram.person(7)
    original = picture(80, 60)
    ana.sends_photo(original, "our workshop")
    await telegram.reply(ana, at_least=4)
    photo, document, first, second = telegram.replies(ana)
    stored = telegram.world.files[photo.media["photo"][-1]["file_id"]]
    assert (photo.caption, stored.body) == ("our workshop", original)
    assert (document.media["document"]["file_name"], document.media["document"]["mime_type"]) == (
        "copy.png",
        "image/png",
    )
    assert (first.caption, first.album == second.album) == ("twice", True)
    assert telegram.world.actions == [(7, "typing")]


async def test_its_error_handler_hears_telegrams_words(telegram, application):
    telegram.person(7).says("/break")
    error = await asyncio.wait_for(application.bot_data["errors"].get(), 60)
    assert (type(error), str(error)) == (
        BadRequest,
        'Can\'t parse entities: unsupported start tag "2" at byte offset 2',
    )
