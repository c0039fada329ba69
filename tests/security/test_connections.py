"""The bot opens no link that somebody sent: what could ask another server does so for a platform or a setting, and is named here."""

import ast
from pathlib import Path

import bot

PROGRAM = Path(bot.__file__).parent
# Whoever has one of these can ask whatever address they like.
ASKS = {
    "aiohttp",
    "asyncio.open_connection",
    "ftplib",
    "http.client",
    "httpx",
    "jwt.PyJWKClient",
    "nio",
    "requests",
    "smtplib",
    "socket",
    "telegram",
    "urllib.request",
    "urllib3",
    "webbrowser",
    "websockets",
    "xmlrpc",
}
WORDS = {"open_connection", "create_connection", "PyJWKClient", "urlopen"}
MAY = {
    "channels/telegram/": "Telegram",
    "channels/matrix/": "the homeserver of the settings",
    "cli_matrix.py": "the same",
    "doctor/": "what the settings name",
    "metrics_page.py": "listens",
    "serve.py": "listens",
    "service_manager.py": "systemd, on this machine",
    "worker.py": "listens",
}


def asking(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                found |= {one.name for one in names}
            case ast.ImportFrom(module=str(module), names=names):
                found |= {module, *(f"{module}.{one.name}" for one in names)}
            case ast.Attribute(attr=word) | ast.Name(id=word) if word in WORDS:
                found.add(f"asyncio.open_connection: {word}")
    return {name for name in found if any(name == one or name.startswith((f"{one}.", f"{one}:")) for one in ASKS)}


def test_only_what_talks_with_platforms_can_ask_another_server():
    files = {path.relative_to(PROGRAM).as_posix(): path for path in PROGRAM.rglob("*.py")}
    found = {name: asks for name, path in sorted(files.items()) if (asks := asking(path))}
    assert {name: asks for name, asks in found.items() if not name.startswith(tuple(MAY))} == {}
    assert [one for one in MAY if not any(name.startswith(one) for name in found)] == []  # nor more than is needed
