"""The only reader of the environment (and of `.env`)."""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX, FILE = "PASSERELLE_", ".env"
SHORTEST_SECRET = 32
SHORTEST_HIDDEN = 6  # signs: hiding anything shorter would tear words apart, and a log of holes tells what they were
_OURS = "Value error, "  # pydantic puts it before what our own checks say


def problems(error: ValidationError) -> str:
    """One line for each setting that cannot be used; never its value, which may be a secret."""
    lines = [
        f"{PREFIX}{'_'.join(str(part) for part in one['loc']).upper()} cannot be used: {one['msg'].removeprefix(_OURS)}."
        for one in error.errors(include_url=False, include_input=False)
    ]
    return "\n".join([*lines, f"Please correct it in the environment or in the file {FILE}, then start again."])


def secrets_of(settings: "Settings") -> tuple[str, ...]:
    """All that must not be read in a log: the secret settings, and a password in an address; the longest first."""
    found: set[str] = set()
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            found.add(value.get_secret_value())
            found.add(_password_in(value.get_secret_value()))
    if settings.telegram_token is not None:
        found.add(settings.telegram_token.get_secret_value().partition(":")[2])  # before it stands the bot's number
    found |= {unquote(one) for one in found} | {quote(one, safe="") for one in found}
    return tuple(sorted((one for one in found if len(one) >= SHORTEST_HIDDEN), key=len, reverse=True))


def _password_in(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


class Settings(BaseSettings):
    """Every setting, with the prefix `PASSERELLE_`; an empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(default=Path("data"), description="Folder of the SQLite file and its lock.")
    database_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL address (postgresql://name:password@host/database); without one: SQLite in DATA_DIR.",
    )
    telegram_token: SecretStr | None = Field(
        default=None, description="The token that @BotFather gave; without one: no Telegram."
    )
    telegram_base_url: str = Field(
        default="https://api.telegram.org/bot",
        description="Address of the Bot API; for a server of your own such as http://127.0.0.1:8081/bot.",
    )
    telegram_file_url: str | None = Field(
        default=None,
        description="Address of that server for files; without one: `/file` before the last part of its own.",
    )
    telegram_webhook_url: str | None = Field(
        default=None,
        description="Where Telegram shall call, such as https://bot.example.org/telegram; without one it is asked.",
    )
    telegram_webhook_secret: SecretStr | None = Field(
        default=None, description="What Telegram shows when it calls; without one it is made of the token."
    )
    matrix_homeserver: str | None = Field(
        default=None,
        description="Address of the Matrix homeserver, such as https://matrix.example.org; without one: no Matrix.",
    )
    matrix_user: str | None = Field(default=None, description="The bot's Matrix account, such as @bot:example.org.")
    matrix_password: SecretStr | None = Field(default=None, description="Password of the bot's Matrix account.")
    matrix_secret: SecretStr | None = Field(
        default=None,
        description="What locks the keys of encrypted rooms; without one: the file matrix.secret in DATA_DIR.",
    )
    web_host: str = Field(
        default="127.0.0.1",
        description="Address where the web chat and /healthz listen; 0.0.0.0 is every address of this machine.",
    )
    web_port: int = Field(default=8080, ge=1, le=65535, description="Port where the web chat and /healthz listen.")
    web_url: str | None = Field(
        default=None,
        description="Public address of the web chat, such as https://chat.example.org, for links, posters and calendars.",
    )

    log_level: Literal["debug", "info", "warning"] = Field(
        default="info", description="What the log tells: with `debug` each message's way, by its number."
    )
    metrics_token: SecretStr | None = Field(
        default=None, description="What Prometheus shows to read /metrics where the web chat listens."
    )
    metrics_port: int | None = Field(
        default=None, ge=1, le=65535, description="A port on 127.0.0.1 where /metrics is read without a token."
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def in_small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("metrics_token")
    @classmethod
    def is_hard_to_guess(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch("[!-~]{16,}", value.get_secret_value()):
            raise ValueError("it must have 16 characters at least, without blanks and accents")
        return value

    @field_validator("telegram_webhook_url")
    @classmethod
    def is_secure_address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme != "https" or not urlsplit(value).hostname):
            raise ValueError("it must be an address that begins with https://, because Telegram calls no other")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def is_secret_of_telegram(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch("[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
            raise ValueError("Telegram takes letters without accents, digits, _ and - only; 16 of them at least")
        return value

    @field_validator("matrix_secret")
    @classmethod
    def is_long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"it must have {SHORTEST_SECRET} characters or more; `openssl rand -base64 32` makes some")
        return value

    @field_validator("telegram_base_url", "telegram_file_url", "matrix_homeserver", "web_url")
    @classmethod
    def is_web_address(cls, value: str | None) -> str | None:
        """An address without its beginning is the commonest slip, and what comes of it tells nobody what it was."""
        if value is not None:
            try:
                parts = urlsplit(value)
                is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
            except ValueError:
                is_address = False
            if not is_address:
                raise ValueError("it must be an address that begins with https:// (or http://)")
        return value and value.rstrip("/")  # what follows brings its own slash
