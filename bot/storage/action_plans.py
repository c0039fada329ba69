"""Actions that centres have put into their plans: a plan is the actions of its centre."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.identifiers import row_number
from bot.domain.action_plans import TO_DO, ActionOrigin, ActionState
from bot.domain.areas import PriorityArea
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, public_id, row_id, table, text_enum

KIND = "planned action"  # in the audit, and of its texts
WHAT, WHY_NOT = "what", "why not"  # texts: what will be done, and why it was given up


class PlannedAction(SQLModel, table=True):
    """Its id is its human number. What it says is a text variant."""

    __tablename__ = "planned_action"
    __table_args__ = table(
        CheckConstraint("(origin = 'own') = (origin_id IS NULL)", name="origin"),
        CheckConstraint("state IN ('open', 'under_way') OR remind_at IS NULL", name="remind"),
        CheckConstraint("due_on IS NOT NULL OR remind_at IS NULL", name="due"),
        Index("ix_planned_action_centre_id_state", "centre_id", "state"),
        partial_index("ix_planned_action_remind_at", "remind_at", "id", where="remind_at IS NOT NULL"),
        purpose="what a centre has resolved to do: where that came from, who sees to it until when, how far it has come",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept: what a centre has done; without the people when they are forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()
    centre_id: int = Field(foreign_key="centre.id", sa_type=Key)
    area: PriorityArea | None = Field(default=None, sa_type=text_enum(PriorityArea))
    origin: ActionOrigin = Field(default=ActionOrigin.OWN, sa_type=text_enum(ActionOrigin))
    origin_id: int | None = Field(
        default=None, sa_type=Key
    )  # of the assessment, finding, recommendation, transfer, session
    origin_part: str = ""  # of an assessment: the indicator
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # in charge
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    due_on: date | None = None
    state: ActionState = Field(default=ActionState.OPEN, sa_type=text_enum(ActionState))
    state_at: datetime  # since when
    remind_at: datetime | None = None  # the next reminder
    created_at: datetime


def find_action(session: Session, number: str | int) -> PlannedAction | None:
    """By its number as it was typed."""
    known = row_number(str(number))
    return None if known is None else session.get(PlannedAction, known)


def locked_action(session: Session, number: str | int) -> PlannedAction | None:
    """As it is now; nobody else changes it before this transaction ends."""
    known = row_number(str(number))
    if known is None:
        return None
    wanted = select(PlannedAction).where(PlannedAction.id == known).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def has_to_do(session: Session, centre_id: int) -> bool:
    """Whether a centre has resolved on something that is not over."""
    wanted = select(PlannedAction.id).where(PlannedAction.centre_id == centre_id, col(PlannedAction.state).in_(TO_DO))
    return session.exec(wanted.limit(1)).first() is not None


def actions_of(session: Session, centre_id: int) -> Sequence[PlannedAction]:
    """In the order in which they were put into the plan."""
    wanted = select(PlannedAction).where(PlannedAction.centre_id == centre_id)
    return session.exec(wanted.order_by(col(PlannedAction.id))).all()
