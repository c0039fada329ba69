from tests.delivery.post_office import PostOffice
from tests.delivery.rows import message, rows


async def test_what_is_queued_appears(database):
    async with PostOffice(database).open() as office:
        await office.put(message("hello"))
        await office.until(hello="sent")
        assert office.channel.appeared == [("anna", "hello", None)]
    [row] = rows(database)
    assert (row.external_id, row.attempts) == ("m-hello", 1)
