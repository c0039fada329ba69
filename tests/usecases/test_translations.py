"""Texts translated by the community: two people for each, the original free to change, nobody's words lost; on both engines."""

import pytest
from sqlmodel import select

from bot.app import TRANSLATED
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.storage.announcements import KIND, TEXT
from bot.storage.translations import TranslationWish
from bot.storage.variants import TextVariant, VariantState, digest_of, texts
from bot.usecases import announcement_drafts, translation_deeds, translations
from bot.usecases.announcement_content import Draft
from bot.usecases.translation_deeds import Judged, Verdict
from bot.usecases.translations import Thing
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

FRENCH = Thing(KIND, 1, "fr")
HELLO, GOOD_MORNING = {TEXT: digest_of("Hello")}, {TEXT: digest_of("Good morning")}
APPROVED = Judged(Verdict.APPROVE)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("paul", role="programme_coordinator", scope="programme:1"),
        Named("amina", language="fr", centre="TN-1"),
        Named("omar", language="fr", centre="TN-2"),
        Named("leila", language="en", centre="TN-2"),
        Named("nino", language="en", centre="GE-1"),
    )
    for name in ("amina", "omar", "leila"):
        assert world.does(name, translations.help_in, ["en", "fr"]) == ["en", "fr"]
    assert world.does("paul", announcement_drafts.keep_and_ask, Draft({"en": "Hello"}, "en", Audience()), ["fr"]) == 1
    return world


def proposes(learning, name, text, digests=HELLO):
    return learning.does(name, translation_deeds.propose, TRANSLATED, FRENCH.key, {TEXT: text}, digests)


def waiting(learning, name):
    return [one.proposal_id for one in learning.does(name, translations.waiting_pieces, FRENCH)]


def judges(learning, name, number, judged=APPROVED):
    return learning.does(name, translation_deeds.judge, TRANSLATED, FRENCH.key, {number: judged})


def read(learning):
    return learning.database.read_now(lambda s: texts(s, KIND, [1], TEXT)[1])


def states(learning):
    rows = learning.database.read_now(lambda s: s.exec(select(TextVariant).where(TextVariant.language == "fr")).all())
    return sorted((row.state.value, row.text) for row in rows if row.subject_kind == KIND)


def told(learning, prefix):
    return [(key.rpartition(":")[2], text) for key, text in learning.queued(prefix)]


def test_those_who_write_both_languages_are_asked_once_and_nobody_else(learning):
    learning.does("paul", announcement_drafts.ask, 1, ["fr"])
    asked = sorted(number for number, _text in told(learning, "translate:"))
    assert asked == sorted(str(learning.number_of(name)) for name in ("amina", "omar", "leila"))
    assert isinstance(proposes(learning, "nino", "Bonjour"), Refusal)


def test_nobody_reads_what_is_only_proposed_nor_approves_their_own_words(learning):
    assert proposes(learning, "amina", "Bonjour") == []
    assert read(learning) == {"en": "Hello"}
    assert waiting(learning, "amina") == []
    (number,) = waiting(learning, "omar")
    assert judges(learning, "amina", number) == 0
    assert read(learning) == {"en": "Hello"}
    assert judges(learning, "omar", number) == 1
    assert read(learning) == {"en": "Hello", "fr": "Bonjour"}


def test_of_two_who_approve_at_the_same_time_one_counts_and_the_translator_is_thanked_once(learning):
    proposes(learning, "amina", "Bonjour")
    (number,) = waiting(learning, "omar")
    assert judges(learning, "omar", number) == 1
    assert isinstance(judges(learning, "leila", number), Refusal)  # the wish is fulfilled
    assert len(told(learning, "judged:")) == 1
    assert len(told(learning, "translated:")) == 1
    assert learning.database.read_now(lambda s: s.exec(select(TranslationWish)).all()) == []


def test_what_another_has_written_and_waits_is_not_overwritten(learning):
    proposes(learning, "amina", "Bonjour")
    proposes(learning, "omar", "Salut")
    assert states(learning) == [("proposed", "Bonjour")]


def test_whoever_is_told_that_words_do_not_fit_gets_them_back_with_the_reason_and_the_gap_is_open_again(learning):
    proposes(learning, "amina", "Salut les gars")
    (number,) = waiting(learning, "omar")
    assert judges(learning, "omar", number, Judged(Verdict.DECLINE, "Too familiar")) == 1
    ((whom, text),) = learning.queued("judged:")
    assert whom.endswith(f":{learning.number_of('amina')}")
    assert "Salut les gars" in text
    assert "Too familiar" in text
    assert [task.missing for task in learning.does("leila", translations.tasks, TRANSLATED)] == [(TEXT,)]


def test_an_original_that_changes_while_it_is_translated_is_told_and_the_words_are_kept_for_whoever_adapts_them(
    learning,
):
    learning.does("paul", announcement_drafts.write, 1, "en", "Good morning")
    assert proposes(learning, "amina", "Bonjour", HELLO) == [TEXT]
    assert waiting(learning, "omar") == []  # it is of the former original
    (piece,) = learning.does("leila", translations.missing_pieces, FRENCH)
    assert (piece.original, piece.proposal, piece.is_outdated) == ("Good morning", "Bonjour", True)
    assert proposes(learning, "leila", "Bonjour à tous", GOOD_MORNING) == []
    assert len(waiting(learning, "amina")) == 1


def test_what_was_approved_is_stale_once_the_original_changes_and_fits_again_when_that_is_taken_back(learning):
    proposes(learning, "amina", "Bonjour")
    judges(learning, "omar", waiting(learning, "omar")[0])
    learning.does("paul", announcement_drafts.write, 1, "en", "Good morning")
    assert states(learning) == [("stale", "Bonjour")]
    refusal = learning.does("paul", announcement_drafts.send, 1, None)
    assert (refusal.key, read(learning)) == ("fallback", {"en": "Good morning", "fr": "Bonjour"})
    learning.does("paul", announcement_drafts.write, 1, "en", "Hello")
    assert states(learning) == [("approved", "Bonjour")]


def test_sent_in_another_language_what_no_longer_fits_reaches_nobody(learning):
    proposes(learning, "amina", "Bonjour")
    judges(learning, "omar", waiting(learning, "omar")[0])
    learning.does("paul", announcement_drafts.write, 1, "en", "Good morning")
    assert learning.does("paul", announcement_drafts.send, 1, "en") == 1
    assert read(learning) == {"en": "Good morning"}
    assert states(learning) == [("proposed", "Bonjour")]


def test_what_an_author_writes_needs_nobody_and_ends_the_asking(learning):
    proposes(learning, "amina", "Bonjour")
    learning.does("paul", announcement_drafts.write, 1, "fr", "Bonjour à tous")
    assert states(learning) == [("approved", "Bonjour à tous")]
    assert isinstance(proposes(learning, "omar", "Salut"), Refusal)


def test_a_draft_is_its_authors_alone_and_gone_when_it_is_thrown_away(learning):
    for name in ("amina", "nino"):
        assert learning.does(name, announcement_drafts.seen, 1) is None
        assert isinstance(learning.does(name, announcement_drafts.drop, 1), Refusal)
        assert isinstance(learning.does(name, announcement_drafts.send, 1, "en"), Refusal)
    assert learning.does("paul", announcement_drafts.drop, 1) is None
    assert isinstance(learning.does("paul", announcement_drafts.send, 1, "en"), Refusal)
    assert learning.database.read_now(lambda s: texts(s, KIND, [1], TEXT)) == {}
    assert learning.does("amina", translations.tasks, TRANSLATED) == ()


def test_a_machines_draft_is_read_by_nobody_and_gives_way_to_a_persons_words(learning):
    def drafts(session):
        machine = TextVariant(
            subject_kind=KIND,
            subject_id=1,
            field=TEXT,
            language="fr",
            text="Allo",
            state=VariantState.MACHINE,
            is_proposal=True,
            of_digest=HELLO[TEXT],
            at=learning.now,
        )
        session.add(machine)

    learning.database.write_now(drafts)
    assert read(learning) == {"en": "Hello"}
    (piece,) = learning.does("amina", translations.missing_pieces, FRENCH)
    assert (piece.proposal, piece.is_machines) == ("Allo", True)
    proposes(learning, "amina", "Bonjour")
    assert states(learning) == [("proposed", "Bonjour")]


def test_who_writes_fewer_than_two_languages_is_not_asked_any_more(learning):
    assert learning.does("amina", translations.help_in, ["fr"]) == []
    assert learning.does("amina", translations.tasks, TRANSLATED) == ()
    assert isinstance(proposes(learning, "amina", "Bonjour"), Refusal)
