"""Where the web chat listens, and whether its public address leads there."""

import errno
import json
import socket
from urllib.parse import urlsplit

import aiohttp

from bot.doctor.combinations import is_this_machine
from bot.doctor.finding import Finding
from bot.settings import Settings

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is written in the settings, and where to look then
_SAYS_NO = {
    errno.EACCES: "this account may not listen there: take a port above 1023.",
    errno.EADDRNOTAVAIL: "no address of this machine is called so: take 127.0.0.1, or 0.0.0.0 for all.",
}


async def page(http: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    what = f"web chat on {settings.web_host}:{settings.web_port}"
    host = EVERYWHERE.get(settings.web_host, settings.web_host)
    answered = await _asked(http, f"http://{f'[{host}]' if ':' in host else host}:{settings.web_port}")
    if answered is None:
        why = _why_not(settings.web_host, settings.web_port)
        return [Finding(what, why is None, why or "free")]
    if not answered:
        said = (
            "another program answers there: stop it, or choose another port, for instance "
            f"PASSERELLE_WEB_PORT={settings.web_port + 1}."
        )
        return [Finding(what, False, said)]
    found = [Finding(what, True, "the bot answers there")]
    if settings.web_url is not None and not is_this_machine(urlsplit(settings.web_url).hostname or ""):
        found.append(await _public(http, settings.web_url))
    return found


async def _public(http: aiohttp.ClientSession, address: str) -> Finding:
    """Asked only while the bot runs: else nobody could tell a wrong address from a bot that is not there."""
    answered = await _asked(http, address)
    if answered:
        return Finding("public address", True, f"{address} leads here")
    said = (
        f"{address} (PASSERELLE_WEB_URL) cannot be reached from this machine: look at its name, its certificate and whether the "
        "web server runs."
        if answered is None
        else f"at {address} (PASSERELLE_WEB_URL) something else answers: let the web server hand on to port "
        "PASSERELLE_WEB_PORT of the bot."
    )
    return Finding("public address", False, said)


async def _asked(http: aiohttp.ClientSession, address: str) -> bool | None:
    """Whether a Passerelle answers at this address; None: nobody does."""
    try:
        async with http.get(f"{address}/healthz") as answer:
            told = json.loads(await answer.text())
    except ValueError:
        return False
    except (aiohttp.ClientConnectionError, TimeoutError):
        return None
    except aiohttp.ClientError:
        return False
    return isinstance(told, dict) and "status" in told


def _why_not(host: str, port: int) -> str | None:
    """Why nobody could listen there; None where it is possible."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        other = f"it cannot be used ({error.strerror}): look at PASSERELLE_WEB_HOST and PASSERELLE_WEB_PORT."
        return _SAYS_NO.get(error.errno or 0, other)
    return None
