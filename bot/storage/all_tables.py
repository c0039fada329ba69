"""Every table, so that the metadata is complete wherever this module is imported; one line for each file."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from bot.storage import (
    addresses,
    announcements,
    audit,
    blobs,
    broadcasts,
    centres,
    channel_states,
    codes,
    consents,
    conversations,
    grants,
    inbox,
    invitations,
    leases,
    links,
    memberships,
    networks,
    outbox,
    pace,
    people,
    programmes,
    reminders,
    sessions,
    variants,
    web,
)

TABLE_FILES = (
    addresses,
    announcements,
    audit,
    blobs,
    broadcasts,
    centres,
    channel_states,
    consents,
    codes,
    conversations,
    grants,
    inbox,
    invitations,
    leases,
    links,
    memberships,
    networks,
    outbox,
    pace,
    people,
    programmes,
    reminders,
    sessions,
    variants,
    web,
)

metadata: MetaData = SQLModel.metadata
