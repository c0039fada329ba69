"""A real Matrix homeserver (Synapse on SQLite) that tests start, stop and start again."""

import base64
import contextlib
import hashlib
import hmac
import itertools
import json
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

SYNAPSE_PYTHON = Path(__file__).parents[2] / ".venv-synapse" / "bin" / "python"
SERVER_NAME = "centres.example"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 20

_FAST = {"per_second": 10_000, "burst_count": 10_000}
NO_LIMITS: dict[str, Any] = {
    "rc_message": _FAST,
    "rc_login": {"address": _FAST, "account": _FAST, "failed_attempts": _FAST},
    "rc_joins": {"local": _FAST, "remote": _FAST},
    "rc_joins_per_room": _FAST,
    "rc_invites": {"per_room": _FAST, "per_user": _FAST, "per_issuer": _FAST},
    "rc_room_creation": _FAST,
    "rc_media_create": _FAST,
}
DEFAULT_LIMITS: dict[str, Any] = {}  # Synapse's own: 0.2 messages a second after a burst of 10


@dataclass(frozen=True)
class Account:
    user_id: str
    password: str
    access_token: str
    device_id: str


class Homeserver:
    def __init__(self, folder: Path, limits: dict[str, Any]) -> None:
        self.folder = folder
        self.limits = limits
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "homeserver.log"
        self._secret = secrets.token_hex(16)
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._write_configuration()

    def start(self) -> None:
        if not SYNAPSE_PYTHON.exists():
            raise FileNotFoundError("The tests need a Matrix homeserver: please run `make .venv-synapse/.ready` first.")
        with _ready_socket(self.folder / "ready") as ready, self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [SYNAPSE_PYTHON, "-m", "synapse.app.homeserver", "-c", self.folder / "homeserver.yaml"],
                cwd=self.folder,
                env={"NOTIFY_SOCKET": str(self.folder / "ready"), "PATH": "/usr/bin:/bin"},
                stdout=log,
                stderr=log,
            )
            self._wait_until_ready(ready)

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    async def register(self, name: str, *, admin: bool = False) -> Account:
        """Makes an account whose name begins with `name`; tests share one server, so each account gets a number."""
        username = f"{name}.{next(self._numbers)}"
        password = secrets.token_hex(8)
        async with aiohttp.ClientSession(self.url, raise_for_status=True) as web:
            async with web.get("/_synapse/admin/v1/register") as answer:
                nonce = (await answer.json())["nonce"]
            signed = "\0".join([nonce, username, password, "admin" if admin else "notadmin"]).encode()
            payload = {
                "nonce": nonce,
                "username": username,
                "password": password,
                "admin": admin,
                "mac": hmac.new(self._secret.encode(), signed, hashlib.sha1).hexdigest(),
            }
            async with web.post("/_synapse/admin/v1/register", json=payload) as answer:
                made = await answer.json()
        return Account(made["user_id"], password, made["access_token"], made["device_id"])

    async def lift_limits(self, administrator: Account, user_id: str) -> None:
        path = f"/_synapse/admin/v1/users/{user_id}/override_ratelimit"
        headers = {"Authorization": f"Bearer {administrator.access_token}"}
        limits = {"messages_per_second": 0, "burst_count": 0}  # 0 means no limit here
        async with (
            aiohttp.ClientSession(self.url, raise_for_status=True) as web,
            web.post(path, json=limits, headers=headers),
        ):
            pass

    def _wait_until_ready(self, ready: socket.socket) -> None:
        assert self._process is not None
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(TimeoutError):
                if ready.recv(4096).startswith(b"READY=1"):
                    return
        self.stop()
        raise RuntimeError(f"Synapse did not start. The end of its log:\n{self.log.read_text()[-3000:]}")

    def _write_configuration(self) -> None:
        folder = self.folder
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (folder / "signing.key").write_text(f"ed25519 a_test {seed}\n")
        configuration = {
            "server_name": SERVER_NAME,
            "public_baseurl": self.url,
            "listeners": [
                {
                    "port": self.port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "resources": [{"names": ["client"]}],
                }
            ],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "media_store_path": str(folder / "media"),
            "pid_file": str(folder / "homeserver.pid"),
            "signing_key_path": str(folder / "signing.key"),
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "bcrypt_rounds": 4,  # a login in a test need not be slow to guess
            "federation_domain_whitelist": [],
            "trusted_key_servers": [],
            "report_stats": False,
            **self.limits,
        }
        (folder / "homeserver.yaml").write_text(json.dumps(configuration, indent=1))  # JSON is YAML


@contextlib.contextmanager
def running(folder: Path, limits: dict[str, Any]) -> Iterator[Homeserver]:
    homeserver = Homeserver(folder, limits)
    homeserver.start()
    try:
        yield homeserver
    finally:
        homeserver.stop()


@contextlib.contextmanager
def _ready_socket(path: Path) -> Iterator[socket.socket]:
    """Where Synapse says that it listens, in the way it tells systemd."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
        ready.settimeout(0.2)  # then look whether the process still lives
        ready.bind(str(path))
        yield ready


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
