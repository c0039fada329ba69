"""Reply markup: what Telegram accepts as a keyboard, and what it answers to the rest."""

import json
from typing import Any

from .calls import Call
from .errors import bad_request
from .html import checked_url

Markup = dict[str, Any]

MOST_BUTTONS = 100
MOST_BUTTONS_IN_A_ROW = 8  # Telegram folds wider rows in ways that nobody wants to see; here they are refused
LONGEST_DATA = 64
LONGEST_MARKUP = 10_240
PRIVATE_ONLY = {
    "request_contact": "Phone number can be requested in private chats only",
    "request_location": "Location can be requested in private chats only",
}


def read_markup(call: Call, *, private: bool = True) -> Markup | None:
    markup = call.json("reply_markup", "Can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    if rows := markup.get("keyboard"):
        check_rows(rows, "keyboard", 'Field "keyboard" must be an Array of Arrays')
        for row in rows:
            for button in row:
                check_reply_button(button, private=private)
        return {key: value for key, value in markup.items() if value is not False}
    if rows := markup.get("inline_keyboard"):
        return {"inline_keyboard": inline_keyboard(rows)}
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if markup.get("force_reply"):
        return {"force_reply": True}
    return None


def check_rows(rows: Any, name: str, complaint: str) -> None:
    if not isinstance(rows, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(complaint)


def check_reply_button(button: Any, *, private: bool) -> None:
    if isinstance(button, str):
        return
    if not isinstance(button, dict):
        raise bad_request("Can't parse keyboard button: KeyboardButton must be a String or an Object")
    button_text(button, "keyboard button")
    for field, complaint in PRIVATE_ONLY.items():
        if button.get(field) and not private:
            raise bad_request(complaint)


def button_text(button: dict[str, Any], what: str) -> str:
    if "text" not in button:
        raise bad_request(f"Can't parse {what}: Can't find field \"text\"")
    if not isinstance(button["text"], str):
        raise bad_request(f'Can\'t parse {what}: Field "text" must be of type String')
    return button["text"]


def inline_keyboard(rows: Any) -> list[list[dict[str, Any]]]:
    check_rows(
        rows, "inline_keyboard", 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    )
    keyboard = [[inline_button(button) for button in row] for row in rows if row]
    count = sum(map(len, keyboard))
    if (
        count > MOST_BUTTONS
        or any(len(row) > MOST_BUTTONS_IN_A_ROW for row in keyboard)
        or len(json.dumps(keyboard, ensure_ascii=False).encode()) > LONGEST_MARKUP
    ):
        raise bad_request("reply markup is too long")
    return keyboard


def inline_button(button: Any) -> dict[str, Any]:
    what = "inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"Can't parse {what}: InlineKeyboardButton must be an Object")
    text = button_text(button, what)
    if not text.strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    if url := button.get("url"):
        checked = checked_url(url)
        if checked is None:
            raise bad_request(f"Inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {"text": text, "url": checked}
    data = button.get("callback_data")
    if data and not isinstance(data, str):
        raise bad_request(f'Can\'t parse {what}: Field "callback_data" must be of type String')
    if data:
        if len(data.encode()) > LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"text": text, "callback_data": data}
    raise bad_request(f"Can't parse {what}: Text buttons are unallowed in the inline keyboard")
