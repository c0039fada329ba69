"""The only reader of the environment (and of `.env`)."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_OURS = "Value error, "  # pydantic puts it before what our own checks say


def problems(error: ValidationError) -> str:
    """One line for each setting that cannot be used; never its value, which may be a secret."""
    lines = [
        f"PASSERELLE_{'_'.join(str(part) for part in one['loc']).upper()} cannot be used: {one['msg'].removeprefix(_OURS)}."
        for one in error.errors(include_url=False, include_input=False)
    ]
    return "\n".join([*lines, "Please correct it in the environment or in the file .env, then start again."])


PREFIX, FILE = "PASSERELLE_", ".env"


def misspelt() -> Iterator[str]:
    """A sentence for each name that begins like ours and is none: it changes nothing, and nobody would notice."""
    known = [name.upper() for name in Settings.model_fields]
    for name in sorted({*os.environ, *dotenv_values(FILE)}):
        ours = name.upper().removeprefix(PREFIX)
        if name.upper() != ours and ours not in known:
            meant = get_close_matches(ours, known, n=1)
            yield f"{name} is no setting" + (f"; perhaps {PREFIX}{meant[0]} is meant." if meant else ".")


class Settings(BaseSettings):
    """Every setting, with the prefix `PASSERELLE_`; an empty value counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(default=Path("data"), description="Folder of the SQLite file, its lock and caches.")
    database_url: SecretStr | None = Field(
        default=None, description="A PostgreSQL address; without one: SQLite in DATA_DIR."
    )
    telegram_token: SecretStr | None = Field(default=None, description="The token that @BotFather gave.")
    telegram_base_url: str = Field(default="https://api.telegram.org/bot", description="Another Bot API server.")
    telegram_file_url: str | None = Field(
        default=None, description="Its address for files; without one: `/file` before the last part of its own."
    )
    telegram_webhook_url: str | None = Field(
        default=None,
        description="Where Telegram shall call, such as https://bot.example.org/telegram; without one it is asked.",
    )
    telegram_webhook_secret: SecretStr | None = Field(
        default=None, description="What Telegram shows when it calls; without one it is made of the token."
    )
    matrix_homeserver: str | None = Field(default=None, description="Address of the Matrix homeserver.")
    matrix_user: str | None = Field(default=None, description="The bot's Matrix account, such as @bot:example.org.")
    matrix_password: SecretStr | None = Field(default=None, description="Its password.")
    web_host: str = Field(default="127.0.0.1", description="Where the web chat listens.")
    web_port: int = Field(default=8080, ge=1, le=65535, description="Its port.")
    web_url: str | None = Field(
        default=None, description="Its public address, such as https://chat.example.org, for links and posters."
    )

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
