"""The pending question as plain JSON, for the row of its talk."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.core.talk import Pending, Progress


def pending_to_json(pending: Pending | None) -> dict[str, Any] | None:
    if pending is None:
        return None
    return {name: value for name, value in asdict(pending).items() if value not in (None, 0, "", False, ())} | {
        "asked_at": pending.asked_at.isoformat()
    }


def pending_from_json(data: dict[str, Any] | None) -> Pending | None:
    if data is None:
        return None
    progress = data.get("progress")
    return Pending(
        **{
            **data,
            "position": data.get("position", 0),
            "controls": tuple(data.get("controls", ())),
            "asked_at": datetime.fromisoformat(data["asked_at"]),
            "progress": Progress(**progress) if progress else None,
        }
    )
