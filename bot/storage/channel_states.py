"""What a channel must remember: how far it has read, its sync token."""

from sqlmodel import Field, Session, SQLModel, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import table


class ChannelState(SQLModel, table=True):
    __tablename__ = "channel_state"
    __table_args__ = table(
        purpose="how far a channel has read",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the account is used",
        never_reuse_ids=False,
    )

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


def states_of(session: Session, channel: str, account: str) -> dict[str, str]:
    rows = session.exec(
        select(ChannelState.name, ChannelState.value).where(
            ChannelState.channel == channel, ChannelState.account == account
        )
    )
    return dict(rows.all())


def remembered(session: Session, channel: str, account: str, name: str) -> str | None:
    row = session.get(ChannelState, (channel, account, name))
    return None if row is None else row.value


def remember(session: Session, channel: str, account: str, name: str, value: str) -> None:
    session.merge(ChannelState(channel=channel, account=account, name=name, value=value))


def forget(session: Session, channel: str, account: str, name: str) -> None:
    row = session.get(ChannelState, (channel, account, name))
    if row is not None:
        session.delete(row)
