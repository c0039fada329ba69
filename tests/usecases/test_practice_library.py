"""What readers do with practices, who is told of new ones, and what becomes of those that are reported; on both engines."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.practices import KIND, PracticeField, PracticeState
from bot.domain.subscriptions import PRACTICES
from bot.storage.practice_reactions import (
    MarkKind,
    NewsOfPractice,
    PracticeComment,
    PracticeMark,
    PracticeNews,
    PracticeReport,
)
from bot.storage.practice_search import PracticeTerm
from bot.storage.practice_spelling import PracticeWord
from bot.storage.practices import Practice
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import (
    forgetting,
    practice_approval,
    practice_cards,
    practice_index,
    practice_library,
    practice_news,
    practice_publishing,
    practice_reactions,
    practice_reports,
    practice_saved,
    practice_spelling,
    subscriptions,
    variants,
)
from tests.practised import kept, published
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

WEEK = timedelta(days=7)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("omar", member=True, centre="MW-1"),
        Named("amina", member=True, centre="TN-1", language="fr"),
        Named("nino", member=True, centre="GE-1"),
        Named("fatou", member=True, centre="TN-1", role="programme_coordinator"),
    )
    return world


def shares(learning, title="A call on the first day of absence", author="omar", **told):
    return learning.database.write_now(
        lambda s: published(s, learning.now, title=title, centre="MW-1", author=author, **told).id
    )


def ticks(learning):
    while learning.does(None, practice_news.look_after):
        pass


def rows(learning, table):
    return learning.database.read_now(lambda s: list(s.exec(select(table).order_by(col(table.id)))))


def found(learning, typed, language="en", name="amina"):
    return learning.does(name, practice_spelling.search, typed, language).lines


def titles(lines):
    return [one.title for one in lines]


def test_what_is_withdrawn_is_found_no_more_and_neither_read_nor_marked(learning):
    number = shares(learning)
    assert titles(found(learning, "absence")) == ["A call on the first day of absence"]
    learning.does(None, lambda work: practice_publishing.withdraw(work, work.session.get_one(Practice, number)))
    assert found(learning, "absence") == found(learning, "absnece") == ()
    assert learning.does("amina", practice_library.latest, "en") == ()
    assert learning.does("amina", practice_cards.seen, number, ["en"]) is None
    assert isinstance(learning.does("amina", practice_reactions.save, str(number)), Refusal)
    for index in (PracticeTerm, PracticeWord):
        assert learning.database.read_now(lambda s, index=index: s.exec(select(index)).all()) == []


def test_drafts_are_not_in_the_library(learning):
    number = learning.database.write_now(lambda s: kept(s, BEGINNING, title="A secret draft", author="omar").id)
    assert found(learning, "secret draft") == found(learning, "secert darft") == ()
    assert learning.does("omar", practice_cards.seen, number, ["en"]) is None


def test_a_practice_is_found_by_its_area_country_and_centre_in_any_of_our_languages(learning):
    shares(learning, areas=[PriorityArea.GREEN])
    shares(learning, title="Another one", areas=[PriorityArea.DIGITAL])
    for typed, language in (("Mikolongwe", "en"), ("ملاوي", "ar"), ("Malawi", "fr")):
        assert len(found(learning, typed, language)) == 2
    (only,) = found(learning, "digitalisation", "fr")
    assert only.title == "Another one"
    within = practice_library.within(area="green", country="MW", language="en")
    assert titles(learning.does("amina", practice_library.latest, "en", within)) == [
        "A call on the first day of absence"
    ]
    shelves = learning.does("amina", practice_library.shelves, "country")
    assert [(one.value, one.count) for one in shelves] == [("MW", 2)]


def test_alike_are_those_that_tell_of_the_same_and_never_the_practice_itself(learning):
    first = shares(
        learning, title="Beehives on the roof", words={PracticeField.WHAT: "Learners keep bees and sell honey."}
    )
    second = shares(
        learning, title="Honey from the school", words={PracticeField.WHAT: "Bees in the orchard of the school."}
    )
    shares(learning, title="A safety passport", words={PracticeField.WHAT: "Helmets and gloves before the factory."})
    alike = learning.does("amina", practice_library.alike, first, "en")
    assert alike[0].number == second
    assert first not in [one.number for one in alike]


MANY = {
    "en": "Apprentices install solar panels and bake bread",
    "fr": "L’entrepreneuriat et la lutte contre le décrochage",
    "ar": "التدريب على الطاقة الشمسية في الورشة",
    "ru": "Ученики устанавливают солнечные панели",
}


def test_a_mistyped_word_is_taken_for_the_one_most_like_it_and_that_is_told(learning, subtests):
    for one, title in MANY.items():
        learning.database.write_now(
            lambda s, one=one, title=title: published(s, BEGINNING, title=title, author="omar", language=one)
        )
    for typed, language, shown_for in [
        ("solar pannels", "en", "solar panels"),
        ("soalr panels", "en", "solar panels"),
        ("lapprentices", "en", "apprentices"),
        ("3D bred!", "en", "3D bread!"),
        ("l'entreprenariat", "fr", "l'entrepreneuriat"),  # two signs apart
        ("DECROCAGE", "fr", "décrochage"),
        ("الطافة الشمسية", "ar", "الطاقة الشمسية"),
        ("сонечные панели", "ru", "солнечные панели"),
        ("solar zebra", "en", ""),  # like nothing that is there: the other word finds
        ("decrochage", "fr", ""),  # accents are no mistake
    ]:
        with subtests.test(typed=typed):
            search = learning.does("amina", practice_spelling.search, typed, language)
            assert (search.shown_for, search.lines[0].title) == (shown_for, MANY[language])


def test_what_is_like_nothing_finds_nothing(learning):
    shares(learning)
    for typed in ("xylophone", "abc", "x" * 300, "!?", ""):
        search = learning.does("amina", practice_spelling.search, typed, "en")
        assert (search.lines, search.shown_for) == ((), "")


def test_a_word_that_another_practice_has_too_stays_known_when_one_is_withdrawn(learning):
    first, second = shares(learning), shares(learning)
    learning.does(None, lambda work: practice_publishing.withdraw(work, work.session.get_one(Practice, first)))
    assert [one.number for one in found(learning, "absnece")] == [second]


def test_saving_twice_counts_once_and_is_taken_back(learning):
    number = shares(learning)
    for _each in range(2):
        learning.does("amina", practice_reactions.save, str(number))
    assert len(rows(learning, PracticeMark)) == 1
    assert titles(learning.does("amina", practice_saved.saved, "en")) == ["A call on the first day of absence"]
    assert learning.does("nino", practice_saved.saved, "en") == ()
    learning.does("amina", practice_reactions.unsave, str(number))
    assert learning.does("amina", practice_saved.saved, "en") == ()


def counted(learning, number):
    seen = learning.does("amina", practice_cards.seen, number, ["en"])
    return seen.useful, seen.rated


def test_whoever_changes_their_mind_counts_once_and_no_author_rates_their_own(learning):
    number, other = shares(learning), shares(learning, title="Other")
    learning.does("amina", practice_reactions.of_no_use, str(number))
    learning.does("amina", practice_reactions.useful, str(number))
    learning.does("nino", practice_reactions.useful, str(other))
    assert [(one.practice_id, one.kind) for one in rows(learning, PracticeMark)] == [
        (number, MarkKind.USEFUL),
        (other, MarkKind.USEFUL),
    ]
    assert isinstance(learning.does("omar", practice_reactions.useful, str(number)), Refusal)


def test_what_readers_find_useful_is_told_from_five_on(learning):
    first, second = shares(learning), shares(learning, title="Other")
    learning.joins(*(Named(name, member=True, centre="TN-2") for name in ("ben", "cem", "dina")))
    for who in ("amina", "nino", "fatou", "ben"):
        learning.does(who, practice_reactions.useful, str(first))
    learning.does("amina", practice_reactions.useful, str(second))
    assert not learning.does("nino", practice_saved.any_useful)
    assert counted(learning, first) == (0, 0)
    learning.does("cem", practice_reactions.of_no_use, str(first))
    assert learning.does("nino", practice_saved.any_useful)
    assert titles(learning.does("nino", practice_saved.most_useful, "en")) == ["A call on the first day of absence"]
    assert counted(learning, first) == (4, 5)


def test_whoever_looks_before_and_after_one_rating_sees_no_difference(learning):
    number = shares(learning)
    readers = [f"reader{place}" for place in range(11)]
    learning.joins(*(Named(name, member=True, centre="TN-2") for name in readers))
    for who in readers[:4]:
        learning.does(who, practice_reactions.useful, str(number))
    for who, expected in zip(readers[4:], [*[(4, 5)] * 5, *[(4, 10)] * 2], strict=True):
        learning.does(who, practice_reactions.of_no_use, str(number))
        assert counted(learning, number) == expected
    assert titles(learning.does("nino", practice_saved.most_useful, "en")) == []  # more of them had no use of it


def test_a_report_is_named_by_its_own_number_and_only_for_those_who_may_settle_it(learning):
    number = shares(learning)
    learning.does("amina", practice_reports.report, number, "A copy")
    for who, wrong in (("fatou", "9"), ("fatou", "x"), ("nino", "1")):
        refused = learning.does(who, practice_reports.leave, wrong)
        assert "There is no report" in refused.why.msgid
    assert not isinstance(learning.does("fatou", practice_reports.leave, "1"), Refusal)


def test_whoever_names_a_practice_by_its_number_can_say_what_is_wrong_with_it(learning):
    number = shares(learning)
    told = learning.does("amina", practice_reports.offer, str(number))
    assert [one.argument for one in told.acts] == [f"practices:#wrong-{number}"]
    for who, wrong in (("omar", number), ("amina", 9), ("amina", "x")):
        assert isinstance(learning.does(who, practice_reports.offer, str(wrong)), Refusal)


def test_thanks_reach_the_author_once_from_each(learning):
    number = shares(learning)
    for who in ("amina", "amina", "nino"):
        learning.does(who, practice_reactions.thank, str(number))
    assert len(learning.queued("thanks")) == 2
    assert isinstance(learning.does("omar", practice_reactions.thank, str(number)), Refusal)


def test_comments_are_read_by_all_told_to_the_author_and_taken_back_by_who_wrote_them(learning):
    number = shares(learning)
    comment = learning.does("amina", practice_reactions.comment, number, "Who calls? <b>*")
    assert next(text for _key, text in learning.queued("practice_comment")).count("\\*") == 1  # shown as typed
    (seen,) = learning.does("nino", practice_cards.comments, number)
    assert (seen.text, seen.is_own) == ("Who calls? <b>*", False)
    assert isinstance(learning.does("nino", practice_reactions.take_back, comment), Refusal)
    assert learning.does("amina", practice_reactions.take_back, comment) is None
    assert learning.does("nino", practice_cards.comments, number) == ()
    assert rows(learning, PracticeComment)[0].text == ""
    for _each in range(practice_reactions.MOST_COMMENTS - 1):
        learning.does("amina", practice_reactions.comment, number, "Again")
    assert isinstance(learning.does("amina", practice_reactions.comment, number, "Again"), Refusal)


def test_a_report_is_settled_once_by_who_looks_after_practices_there(learning):
    number = shares(learning)
    assert learning.does("amina", practice_reports.report, number, "A copy of ours") == 1
    assert isinstance(learning.does("amina", practice_reports.report, number, "Again"), Refusal)
    (report,) = rows(learning, PracticeReport)
    assert isinstance(learning.does("nino", practice_reports.take_down, str(report.id)), Refusal)
    learning.does("fatou", practice_reports.take_down, str(report.id))
    assert isinstance(learning.does("fatou", practice_reports.leave, str(report.id)), Refusal)
    (row,) = rows(learning, Practice)
    assert (row.state, row.reason) == (PracticeState.WITHDRAWN, "A copy of ours")
    told = [key.rpartition(":")[2] for key, _text in learning.queued(f"practice_report:{report.id}:")]
    assert told == [str(learning.number_of(one)) for one in ("fatou", "omar", "amina")]


def test_a_reported_comment_goes_and_the_practice_stays(learning):
    number = shares(learning)
    comment = learning.does("amina", practice_reactions.comment, number, "Rude words")
    learning.does("nino", practice_reports.report, number, "Rude", comment)
    (report,) = rows(learning, PracticeReport)
    learning.does("fatou", practice_reports.take_down, str(report.id))
    assert learning.does("nino", practice_cards.comments, number) == ()
    assert learning.does("nino", practice_cards.seen, number, ["en"]) is not None
    assert isinstance(learning.does("nino", practice_reports.report, number, "Rude", comment), Refusal)


def test_followers_of_an_area_hear_of_a_new_practice_once_at_their_working_hours(learning):
    learning.does("amina", practice_reactions.follow, ["wbl", "green"])
    learning.does("omar", practice_reactions.follow, ["wbl"])  # the author
    learning.does("nino", practice_reactions.follow, ["digital"])
    learning.now = BEGINNING.replace(hour=22)
    number = shares(learning)
    ticks(learning)
    ticks(learning)
    assert [key for key, _text in learning.queued(f"practice:{number}:new")] == [
        f"practice:{number}:new:{learning.number_of('amina')}"
    ]
    learning.does("amina", practice_reactions.follow, ["digital"])
    shares(learning, title="Another one")
    ticks(learning)
    assert len(learning.queued(":new:")) == 1


@pytest.mark.parametrize("topic", [PriorityArea.WBL.value, PRACTICES])
def test_who_follows_an_area_but_has_turned_it_or_all_practices_off_hears_of_none(learning, topic):
    for name in ("amina", "nino"):
        learning.does(name, practice_reactions.follow, ["wbl"])
    learning.does("amina", subscriptions.turn_off, [topic])
    number = shares(learning)
    ticks(learning)
    assert [key for key, _text in learning.queued(f"practice:{number}:new")] == [
        f"practice:{number}:new:{learning.number_of('nino')}"
    ]


def test_the_practice_of_the_week_is_the_most_useful_one_each_once_and_one_a_week(learning):
    learning.does("amina", practice_reactions.follow, ["wbl"])
    first, second = shares(learning), shares(learning, title="Other")
    learning.does("nino", practice_reactions.useful, str(first))
    ticks(learning)
    for _week in range(4):
        learning.now += WEEK
        ticks(learning)
        ticks(learning)
    chosen = [one.practice_id for one in rows(learning, PracticeNews) if one.kind is NewsOfPractice.WEEK]
    assert chosen == [first, second]
    assert len(learning.queued(":week:")) == 2


def test_it_is_read_in_the_readers_language_once_that_is_there_and_parts_that_changed_are_told(learning):
    number = shares(learning)
    before = learning.does("amina", practice_cards.seen, number, ["fr"])
    assert (before.reading.language, before.reading.is_original) == ("en", True)

    def translate(work):
        for field in (PracticeField.TITLE, PracticeField.WHAT, PracticeField.HOW, PracticeField.WHY):
            variants.write(work, KIND, number, field, {"fr": f"{field} français"}, "en")
        row = work.session.exec(
            select(TextVariant).where(TextVariant.field == PracticeField.HOW, TextVariant.language == "fr")
        ).one()
        row.state = VariantState.STALE
        work.session.add(row)
        practice_index.write(work, work.session.get_one(Practice, number))

    learning.does(None, translate)
    after = learning.does("amina", practice_cards.seen, number, ["fr"])
    assert after.reading.language == "fr"
    assert [part.field for part in after.reading.parts if part.is_stale] == [PracticeField.HOW]
    assert set(after.reading.missing) == {PracticeField.PROBLEM, PracticeField.RESULTS}
    assert titles(found(learning, "français", "fr", "nino")) == ["title français"]
    assert titles(learning.does("nino", practice_library.latest, "en")) == ["A call on the first day of absence"]


def test_nothing_of_what_readers_did_stays_when_they_are_forgotten(learning):
    number = shares(learning)
    learning.does("amina", practice_reactions.save, str(number))
    comment = learning.does("amina", practice_reactions.comment, number, "Mine")
    learning.does("nino", practice_reports.report, number, "Rude", comment)
    learning.does("amina", practice_reactions.follow, ["wbl"])
    learning.does("amina", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    assert rows(learning, PracticeMark) == rows(learning, PracticeComment) == rows(learning, PracticeReport) == []
    assert learning.does("nino", practice_cards.seen, number, ["en"]) is not None


def test_whoever_took_a_published_practice_back_is_forgotten_and_what_others_did_with_it_stays(learning):
    number = shares(learning)
    learning.does("amina", practice_reactions.save, str(number))
    learning.does("omar", practice_approval.withdraw, number, "It changes.")
    assert learning.does("omar", practice_approval.take_back, number) == number
    learning.does(None, forgetting.erase, [learning.number_of("omar")])
    left = learning.database.read_now(lambda s: s.get_one(Practice, number))
    assert (left.state, left.author_id) == (PracticeState.WITHDRAWN, None)
