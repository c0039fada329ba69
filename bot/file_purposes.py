"""What files that people send are fetched for, one visible line each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from bot import form_checking, visit_media
from bot.delivery.outbox import Wake
from bot.delivery.wanted_files import Purpose
from bot.form_checking import Call
from bot.i18n.translator import Translator
from bot.storage.wanted_files import WantedFile
from bot.usecases import (
    announcement_files,
    announcement_following,
    brought,
    practice_files,
    recognition_checks,
    session_materials,
    submitted_files,
    visit_files,
    wanted_files,
)
from bot.usecases.work import Actor, ActorKind, Work


def file_purposes(translator: Translator, wake: Wake, call: Call) -> Mapping[str, Purpose]:
    def by_sender(verb: Callable[..., None]) -> Callable[..., None]:
        def with_work(session: Session, now: datetime, row: WantedFile, *result: Any) -> None:
            verb(Work(session, now, Actor(ActorKind.PERSON, row.person_id), translator, wake), row, *result)

        return with_work

    return {
        submitted_files.PURPOSE: Purpose(
            submitted_files.read,
            by_sender(submitted_files.arrived),
            by_sender(submitted_files.lost),
            partial(visit_media.without_position, call),
        ),
        recognition_checks.PURPOSE: Purpose(
            recognition_checks.read, by_sender(recognition_checks.arrived), by_sender(recognition_checks.lost)
        ),
        session_materials.PURPOSE: Purpose(
            wanted_files.measured,
            by_sender(session_materials.arrived),
            by_sender(session_materials.lost),
            partial(visit_media.without_position, call),
        ),
        visit_files.PURPOSE: Purpose(
            wanted_files.measured,
            by_sender(visit_files.arrived),
            by_sender(visit_files.lost),
            partial(visit_media.without_position, call),
        ),
        announcement_files.PURPOSE: Purpose(
            wanted_files.measured,
            by_sender(announcement_files.arrived),
            by_sender(announcement_files.lost),
            partial(visit_media.without_position, call),
        ),
        announcement_following.PURPOSE: Purpose(
            wanted_files.measured,
            by_sender(announcement_following.arrived),
            by_sender(announcement_following.lost),
            partial(visit_media.without_position, call),
        ),
        practice_files.PURPOSE: Purpose(
            wanted_files.measured,
            by_sender(practice_files.arrived),
            by_sender(practice_files.lost),
            partial(visit_media.without_position, call),
        ),
        brought.PURPOSE: Purpose(
            partial(form_checking.read, call), by_sender(brought.arrived), by_sender(brought.lost)
        ),
    }
