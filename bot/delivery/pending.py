"""The pending question as plain JSON, for the row of its talk."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.core.talk import Pending, Progress

_NAMES = tuple(field.name for field in fields(Pending) if field.name != "progress")


def pending_to_json(pending: Pending | None) -> dict[str, Any] | None:
    if pending is None:
        return None
    progress = pending.progress
    told = {name: getattr(pending, name) for name in _NAMES}
    return {name: value for name, value in told.items() if value not in (None, 0, "", False, ())} | {
        "asked_at": pending.asked_at.isoformat(),
        **({} if progress is None else {"progress": {"number": progress.number, "total": progress.total}}),
    }


def pending_from_json(data: dict[str, Any] | None) -> Pending | None:
    if data is None:
        return None
    progress = data.get("progress")
    return Pending(
        **{
            **{name: data[name] for name in _NAMES if name in data},  # an earlier version may have noted other things
            "position": data.get("position", 0),
            "controls": tuple(data.get("controls", ())),
            "also_at": tuple(data.get("also_at", ())),
            "labels": tuple(data.get("labels", ())),
            "also": tuple(data.get("also", ())),
            "offered": tuple(data.get("offered", ())),
            "asked_at": datetime.fromisoformat(data["asked_at"]),
            "progress": Progress(**progress) if progress else None,
        }
    )
