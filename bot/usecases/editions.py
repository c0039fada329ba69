"""Versions of questionnaires ready for interviews, and the interviews that are open: kept in memory, never the truth."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from bot.questionnaires.changes import Changes, changes
from bot.questionnaires.form import Form
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import Lists, lists
from bot.questionnaires.plan import Plan, plan
from bot.storage.questionnaires import find_version
from bot.usecases.work import Work

MOST_EDITIONS = 32
MOST_INTERVIEWS = 200


@dataclass(frozen=True)
class Edition:
    """What all interviews of one version share."""

    plan: Plan
    lists: Lists
    media: Mapping[str, str] = field(default_factory=dict)  # what labels show: name of file → sha256


class Editions:
    """One per process. What is not in memory is read and made again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        self._changes: OrderedDict[tuple[int, int], Changes] = OrderedDict()
        self._interviews: OrderedDict[str, Interview] = OrderedDict()

    def edition(self, work: Work, version_id: int) -> Edition:
        with self._lock:
            found = self._editions.get(version_id)
            if found is not None:
                self._editions.move_to_end(version_id)
                return found
        row = find_version(work.session, version_id)
        assert row is not None, "versions are kept"
        form = Form.from_json(row.compiled)
        made = Edition(plan(form), lists(form, row.tables), row.media)
        with self._lock:
            self._editions[version_id] = made
            while len(self._editions) > MOST_EDITIONS:
                self._editions.popitem(last=False)
        return made

    def changes(self, work: Work, old_id: int, new_id: int) -> Changes:
        with self._lock:
            found = self._changes.get((old_id, new_id))
        if found is None:
            found = changes(self.edition(work, old_id).plan.form, self.edition(work, new_id).plan.form)
            with self._lock:
                self._changes[old_id, new_id] = found
                while len(self._changes) > MOST_EDITIONS:
                    self._changes.popitem(last=False)
        return found

    def interview(
        self, key: str, edition: Edition, kept: Mapping[str, Any], make: Callable[[], Interview]
    ) -> Interview:
        """The one in memory if it is of this version and just as `kept` says; a step that failed may have left another."""
        with self._lock:
            found = self._interviews.pop(key, None)
        if found is None or found.plan is not edition.plan or found.kept() != kept:
            found = make()
        with self._lock:
            self._interviews[key] = found
            while len(self._interviews) > MOST_INTERVIEWS:
                self._interviews.popitem(last=False)
        return found

    def let_go(self, key: str) -> None:
        with self._lock:
            self._interviews.pop(key, None)
