"""The HTML that Telegram understands: tags to entities, byte offsets in errors, lengths in UTF-16 units."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .errors import ApiError, bad_request
from .texts import utf16_length

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACES = b" \t\r\n\v\0"
SPECIAL = re.compile(rb"[<&]")
REFERENCE = re.compile(rb"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-zA-Z]+));?")
NAME_TOKEN = re.compile(rb"[a-zA-Z0-9.-]*")
LONGEST_REFERENCE = 10
HIGHEST_CODE = 0x10FFFF


@dataclass(slots=True)
class Tag:
    name: str
    arguments: dict[str, str]
    text_from: int
    offset: int


@dataclass(slots=True)
class Parsed:
    """What has been read: pieces of text, finished entities, open tags."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    entities: list[Entity] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the plain text and its entities; raise what Telegram would answer to bad markup."""
    data = source.encode() + b"\0"  # the sentinel lets the scanners look one byte ahead
    parsed = Parsed()
    at = 0
    while special := SPECIAL.search(data, at):
        parsed.write(data[at : special.start()].decode())
        at = special.start()
        if data[at : at + 1] == b"&":
            text, at = reference(data, at)
            parsed.write(text)
        elif data[at + 1 : at + 2] == b"/":
            at = close_tag(data, at, parsed)
        else:
            at = open_tag(data, at, parsed)
    parsed.write(data[at:-1].decode())
    if parsed.tags:
        raise broken(f'Can\'t find end tag corresponding to start tag "{parsed.tags[-1].name}"')
    text = "".join(parsed.pieces)
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise broken(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
        )
    for entity in parsed.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, sorted(parsed.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def broken(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")


def reference(data: bytes, at: int) -> tuple[str, int]:
    """Decode `&lt;` and its like; anything that Telegram does not know stays as typed, ampersand included."""
    found = REFERENCE.match(data, at)
    if found is None:
        return "&", at + 1
    if name := found["name"]:
        known = NAMED.get(name)
        return (known, found.end()) if known else ("&", at + 1)
    code = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    digits_end = found.end() - found[0].endswith(b";")
    if not 0 < code < HIGHEST_CODE or digits_end - at >= LONGEST_REFERENCE:
        return "&", at + 1
    return chr(code), found.end()


def skip_spaces(data: bytes, at: int) -> int:
    while data[at] and data[at] in SPACES:
        at += 1
    return at


def until(data: bytes, at: int, stops: bytes) -> int:
    while data[at] not in SPACES and data[at] not in stops:
        at += 1
    return at


def open_tag(data: bytes, begin: int, parsed: Parsed) -> int:
    at = until(data, begin + 1, b">")
    if not data[at]:
        raise broken(f"Unclosed start tag at byte offset {begin}")
    name = data[begin + 1 : at].decode().lower()
    if name not in TAGS:
        raise broken(f'Unsupported start tag "{name}" at byte offset {begin}')
    arguments: dict[str, str] = {}
    at = skip_spaces(data, at)
    while data[at : at + 1] != b">":
        at = attribute(data, at, begin, name, arguments)
    if name == "span" and arguments.get("class") != "tg-spoiler":
        raise broken(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    parsed.tags.append(Tag(name, arguments, len(parsed.pieces), parsed.length))
    return at + 1


def attribute(data: bytes, at: int, begin: int, tag: str, arguments: dict[str, str]) -> int:
    """Read one attribute into `arguments`; return where the next one, or `>`, stands."""
    end = until(data, at, b"=>")
    name = data[at:end].decode()
    if not name:
        raise broken(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
    at = skip_spaces(data, end)
    if data[at : at + 1] != b"=":
        if not data[at]:
            raise broken(f'Unclosed start tag "{tag}" at byte offset {begin}')
        arguments[name] = ""
        return at
    at = skip_spaces(data, at + 1)
    if not data[at]:
        raise broken(f'Unclosed start tag "{tag}" at byte offset {begin}')
    value, at = quoted(data, at) if data[at] in b"'\"" else name_token(data, at)
    if not data[at]:
        raise broken(f"Unclosed start tag at byte offset {begin}")
    arguments[name] = value
    return skip_spaces(data, at)


def name_token(data: bytes, at: int) -> tuple[str, int]:
    token = NAME_TOKEN.match(data, at)
    assert token is not None
    if data[token.end()] not in SPACES + b">":
        raise broken(f"Unexpected end of name token at byte offset {at}")
    return token[0].decode().lower(), token.end()


def quoted(data: bytes, at: int) -> tuple[str, int]:
    quote, at, value = data[at], at + 1, bytearray()
    while data[at] != quote and data[at]:
        if data[at : at + 1] == b"&":
            text, at = reference(data, at)
            value += text.encode("utf-8", "surrogatepass")
        else:
            value.append(data[at])
            at += 1
    return value.decode("utf-8", "replace"), at + (data[at] == quote)


def close_tag(data: bytes, begin: int, parsed: Parsed) -> int:
    if not parsed.tags:
        raise broken(f"Unexpected end tag at byte offset {begin}")
    end = until(data, begin + 2, b">")
    name = data[begin + 2 : end].decode().lower()
    at = skip_spaces(data, end)
    if data[at : at + 1] != b">":
        raise broken(f"Unclosed end tag at byte offset {begin}")
    tag = parsed.tags.pop()
    if name and name != tag.name:
        raise broken(f'Unmatched end tag at byte offset {begin}, expected "</{tag.name}>", found "</{name}>"')
    if parsed.length > tag.offset:
        finish(tag, parsed)
    return at + 1


def finish(tag: Tag, parsed: Parsed) -> None:
    """Turn a closed tag into an entity; a link that leads nowhere becomes plain text, as with Telegram."""
    entity: Entity = {"type": TAGS[tag.name], "offset": tag.offset, "length": parsed.length - tag.offset}
    if tag.name == "a":
        address = tag.arguments.get("href") or "".join(parsed.pieces[tag.text_from :])
        target = link_target(address)
        if target is None:
            return
        entity |= target
    elif tag.name == "tg-emoji":
        if not tag.arguments.get("emoji-id", "").isdecimal():
            raise broken("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = tag.arguments["emoji-id"]
    elif tag.name == "blockquote" and "expandable" in tag.arguments:
        entity["type"] = "expandable_blockquote"
    elif tag.name in ("pre", "code"):
        merge_code(entity, tag, parsed)
        return
    parsed.entities.append(entity)


def merge_code(entity: Entity, tag: Tag, parsed: Parsed) -> None:
    """`<pre><code class="language-x">` over the same text is one entity with a language."""
    language = tag.arguments.get("class", "").removeprefix("language-") if tag.name == "code" else ""
    last = parsed.entities[-1] if parsed.entities else {}
    same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
    if tag.name == "pre" and same and last["type"] == "code" and last.get("language"):
        last["type"] = "pre"
        return
    if tag.name == "code" and same and last["type"] == "pre" and language:
        last["language"] = language
        return
    parsed.entities.append({**entity, "language": language} if language else entity)


def link_target(address: str) -> Entity | None:
    checked = checked_url(address)
    if checked is None:
        return None
    parts = urlsplit(checked)
    if parts.scheme == "tg" and parts.netloc == "user":
        number = parse_qs(parts.query).get("id", [""])[0]
        return {"type": "text_mention", "user": {"id": int(number), "is_bot": False, "first_name": ""}}
    return {"url": checked}


def checked_url(address: str) -> str | None:
    """Return the address as Telegram stores it, or None where it refuses it: a host needs a dot."""
    address = address.strip()
    if address.startswith(("tg://", "tg:", "ton://")):
        return address
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", "ftp", "tonsite") or "." not in host.strip(".") or " " in host:
        return None
    return address if parts.path or parts.query or parts.fragment else f"{address}/"
