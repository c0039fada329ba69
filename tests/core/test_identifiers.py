from uuid import UUID

from bot.core.identifiers import new_anonymous_id, new_public_id, uuid7


def test_the_example_of_the_standard():
    """RFC 9562, appendix A.6."""
    random_parts = {12: 0xCC3, 62: 0x18C4DC0C0C07398F}
    assert uuid7(0x017F22E279B0, random_parts.get) == UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")


def test_clock_and_chance_can_be_given():
    assert new_public_id(lambda: 1_645_557_742.0, lambda bits: 0) == "017f22e2-79b0-7000-8000-000000000000"


def test_later_ones_sort_later():
    assert new_public_id(lambda: 1.0) < new_public_id(lambda: 1.5) < new_public_id(lambda: 2_000_000_000.0)


def test_the_id_of_what_is_said_without_a_name_tells_no_time():
    assert [UUID(new_anonymous_id()).version for _ in range(3)] == [4, 4, 4]
