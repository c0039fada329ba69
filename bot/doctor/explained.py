"""Every setting, with what it means and what it is at present."""

from collections.abc import Iterator

from pydantic import SecretStr

from bot.logs import without_secrets
from bot.settings import PREFIX, Settings
from bot.settings_written import source_of


def explained(settings: Settings) -> Iterator[str]:
    """Two lines for each: its value and where that comes from, what it means. Secrets are never shown."""
    for name, field in Settings.model_fields.items():
        value, source = getattr(settings, name), source_of(name)
        shown = "set, not shown here" if isinstance(value, SecretStr) else without_secrets(str(value))
        if value is None:
            shown, source = "not set", None
        place = f"from {source}" if source is not None else "as it is by itself"
        yield f"{PREFIX}{name.upper()}: {shown}{'' if value is None else f' ({place})'}"
        yield f"    {field.description}"
