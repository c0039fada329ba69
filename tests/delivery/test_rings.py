"""Which messages may make a phone ring."""

from bot.core.messages import Priority
from tests.delivery.post_office import PostOffice
from tests.delivery.rows import message


async def test_a_reminder_may_ring_and_a_reply_need_not(sqlite_database):
    async with PostOffice(sqlite_database).open() as office:
        await office.put(message("reply"), message("reminder", "emma", Priority.REMINDER))
        await office.until(reply="sent", reminder="sent")
    assert {delivery.key: delivery.rings for delivery in office.channel.deliveries} == {
        "reply": False,
        "reminder": True,
    }
