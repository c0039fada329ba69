"""Asking groups how they see a centre, and what is shown of what they say."""

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.storage.centres import Centre, CentreState
from bot.storage.channel_states import remember
from bot.storage.people import Person
from bot.storage.questionnaires import Voice
from bot.storage.voices import VoiceLink, keep
from bot.usecases import instruments, voices, voices_links, voices_results, voices_sealing
from bot.usecases.voices import Said
from bot.usecases.voices_results import Level
from bot.usecases.ways_in import WayIn
from tests.transcripts.published import form_file, kept
from tests.transcripts.voiced import centre_id, closed, code_for, voiced
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

NADIA = Named("nadia", member=True, language="fr", centre="TN-1", role="centre_coordinator", scope="centre")
FATOU = Named("fatou", member=True, language="fr", centre="TN-2", role="programme_coordinator")
OMAR = Named("omar", member=True, language="en", centre="TN-1")


@pytest.fixture
def asking(database):
    """Learners and teachers are asked, about all centres."""
    world = Learning(database)
    world.joins(NADIA, FATOU, OMAR)
    learners, teachers = world.does(None, voiced, Voice.LEARNERS, Voice.TEACHERS)
    return Asking(world, learners, teachers)


class Asking:
    def __init__(self, world, learners, teachers):
        self.world, self.learners, self.teachers = world, learners, teachers

    def centre(self, code):
        return self.world.database.read_now(lambda session: centre_id(session, code))

    def code(self, centre, publication=None):
        return self.world.does(None, code_for, publication or self.learners, centre)

    def say(self, centre, *levels, publication=None, remark=None):
        """One person for each level."""
        code = self.code(centre, publication)

        def put(session):
            link = session.exec(select(VoiceLink).where(VoiceLink.code == code)).one()
            for level in levels:
                rated = [{"indicator": "inclusion_voice", "level": level, "relevance": None}]
                keep(session, link, rated, {"/data/wish": remark} if remark else {})

        self.world.database.write_now(put)

    def ends(self):
        self.world.does(None, closed)
        while self.world.does(None, voices_sealing.look_after):
            pass

    def results(self):
        return self.world.database.read_now(lambda s: voices_results.voice_results(s, [self.learners, self.teachers]))

    def shown(self):
        """Centre → mean and count, of learners."""
        names = {self.centre(code): code for code in ("TN-1", "TN-2", "GE-1", "MW-1", "IT-1")}
        levels = self.world.database.read_now(lambda s: voices_results.voice_levels(s, [self.learners]))
        return {names[centre]: level for (centre, _indicator, _voice), level in levels.items()}

    def does(self, name, verb, *args):
        return self.world.does(name, verb, *args)


def why(refusal):
    assert isinstance(refusal, Refusal)
    return refusal.why.msgid


# -- who may ask -------------------------------------------------------------------------------------------------------
def test_a_centre_s_coordinator_gets_one_code_for_each_group_and_the_same_whenever_asked(asking):
    centre = asking.centre("TN-1")
    first = asking.does("nadia", voices_links.link, centre, asking.learners)
    assert asking.does("nadia", voices_links.link, centre, asking.learners).code == first.code
    assert asking.does("nadia", voices_links.link, centre, asking.teachers).code != first.code


def test_others_get_one_only_where_they_invite_people(asking, subtests):
    for who, centre, may in [("nadia", "TN-2", False), ("omar", "TN-1", False), ("fatou", "IT-1", True)]:
        with subtests.test(who=who, centre=centre):
            made = asking.does(who, voices_links.link, asking.centre(centre), asking.learners)
            assert isinstance(made, Refusal) is not may
            assert isinstance(asking.does(who, voices_links.asked, asking.centre(centre)), Refusal) is not may


def test_nobody_is_asked_about_a_centre_that_has_left_or_once_the_round_has_closed(asking):
    centre, code = asking.centre("TN-1"), asking.code("TN-1")
    asking.world.database.write_now(lambda s: setattr(s.get_one(Centre, centre), "state", CentreState.CLOSED))
    assert why(asking.does("omar", voices.opened, code)) == voices.CLOSED.msgid
    assert why(asking.does("fatou", voices_links.link, centre, asking.learners)) == voices_links.NOT_ASKED.msgid
    asking.ends()
    assert (
        why(asking.does("fatou", voices_links.link, asking.centre("TN-2"), asking.learners))
        == voices_links.NOT_ASKED.msgid
    )


def test_how_many_have_answered_is_told_from_five_on(asking):
    def count():
        return [one.count for one in asking.does("nadia", voices_links.asked, asking.centre("TN-1"))]

    asking.say("TN-1", 1, 2, 3, 4)
    assert count() == [None, None]
    asking.say("TN-1", 5)
    assert count() == [5, None]


def test_links_lead_to_where_the_bot_is_and_where_there_are_none_a_word_is_told(asking):
    def note(session):
        remember(session, "telegram", "7", "link", "https://t.me/passerelle_bot?start=")
        remember(session, "matrix", "@p:example.org", "contact", "@p:example.org")

    asking.world.database.write_now(note)
    made = asking.does("nadia", voices_links.link, asking.centre("TN-1"), asking.learners)
    assert made.ways == [
        WayIn("telegram", f"https://t.me/passerelle_bot?start=voice-{made.code}"),
        WayIn("matrix", None, "@p:example.org", f"!voice {made.code}"),
    ]


def test_a_questionnaire_that_asks_for_a_file_cannot_be_answered_without_a_name(asking):
    version = asking.does(None, lambda work: kept(form_file("photo.md"), work))
    assert why(asking.does(None, voices.refused_form, version, Voice.TEACHERS)).startswith("*{title}* asks for a file")
    teachers = asking.does(None, lambda work: kept(form_file("voices_teachers.md"), work))
    assert asking.does(None, voices.refused_form, teachers, Voice.TEACHERS) is None


def test_learners_are_asked_for_no_words_of_their_own_in_which_they_could_name_somebody(asking):
    learners = asking.does(None, lambda work: instruments.voice_version(work, Voice.LEARNERS))
    assert asking.does(None, voices.refused_form, learners, Voice.LEARNERS) is None
    in_words = asking.does(None, lambda work: kept(form_file("voices_teachers.md"), work))
    assert why(asking.does(None, voices.refused_form, in_words, Voice.LEARNERS)).startswith(
        "*{title}* asks learners to write something themselves"
    )


# -- handing in --------------------------------------------------------------------------------------------------------
def test_one_account_answers_once_also_under_another_account_that_was_joined_to_it(asking):
    code = asking.code("TN-1")
    version = asking.does("omar", voices.begin, code)["version"]
    said = Said(version, {"/data/inclusion_voice": "4", "/data/wbl_tasks": "na", "/data/digital_access": "unsaid"})
    assert asking.does("omar", voices.hand_in, code, said) is True
    assert why(asking.does("omar", voices.hand_in, code, said)) == voices.ALREADY.msgid
    assert why(asking.does("omar", voices.opened, code)) == voices.ALREADY.msgid

    def join(session):
        session.get_one(Person, asking.world.number_of("omar")).merged_into_id = asking.world.number_of("nadia")

    asking.world.database.write_now(join)
    assert why(asking.does("nadia", voices.opened, code)) == voices.ALREADY.msgid
    assert not isinstance(asking.does("nadia", voices.opened, asking.code("TN-2")), Refusal)


# -- what is shown -----------------------------------------------------------------------------------------------------
def test_nothing_is_shown_while_the_round_is_open_nor_below_five(asking):
    asking.say("TN-1", 1, 2, 3, 4, 5)
    asking.say("TN-2", 1, 2, 3, 4)
    assert asking.shown() == {}
    asking.ends()
    assert asking.shown() == {"TN-1": Level(3.0, 5)}


def test_results_of_a_round_come_with_what_each_group_was_asked(asking):
    asking.say("TN-1", 1, 2, 3, 4, 5)
    asking.ends()
    voices_heard = asking.world.database.read_now(lambda s: voices_results.heard_in_round(s, 1))
    assert voices_heard.heard == {(asking.centre("TN-1"), "inclusion_voice", Voice.LEARNERS): Level(3.0, 5)}
    assert [len(voices_heard.indicators[voice]) for voice in (Voice.LEARNERS, Voice.TEACHERS)] == [10, 9]


def test_what_does_not_apply_is_left_out_and_does_not_count_towards_five(asking):
    asking.say("TN-1", 2, 2, 2, 2, None)
    asking.say("TN-2", 2, 2, 2, 2, 4, None)
    asking.ends()
    assert asking.shown() == {"TN-2": Level(2.4, 5)}


def test_totals_are_shown_only_where_their_rest_tells_of_nobody_in_particular(asking):
    asking.say("TN-1", *[4] * 6)
    asking.say("TN-2", *[1] * 3)  # the country less TN-1 would tell of these three
    asking.say("GE-1", *[2] * 5)
    asking.say("IT-1", *[3] * 2)
    asking.ends()
    found = asking.results()
    assert set(asking.shown()) == {"TN-1", "GE-1"}
    assert {country for country, _indicator, _voice in found.countries} == {"GE"}
    assert found.overall == {("inclusion_voice", Voice.LEARNERS): Level((24 + 3 + 10 + 6) / 16, 16)}


def test_a_round_that_is_not_wholly_sealed_shows_nothing_of_any_centre(asking):
    asking.say("TN-1", *[4] * 6)
    asking.say("TN-2", *[4] * 6)
    asking.does(None, closed)
    assert asking.does(None, voices_sealing.look_after)
    assert asking.shown() == {}
    assert asking.does(None, voices_sealing.look_after)
    assert set(asking.shown()) == {"TN-1", "TN-2"}


def test_two_rounds_are_never_put_together(asking):
    asking.say("TN-1", *[4] * 6)
    asking.ends()
    again, _teachers = asking.does(None, voiced, Voice.LEARNERS, Voice.TEACHERS)
    asking.say("TN-1", 1, publication=again)
    asking.ends()
    with pytest.raises(ValueError, match="ask each group once"):
        asking.world.database.read_now(lambda s: voices_results.voice_levels(s, [asking.learners, again]))


def test_words_of_one_s_own_are_shown_from_five_answers_on(asking):
    for centre, levels in (("TN-1", [3] * 4), ("TN-2", [3] * 5)):
        asking.say(centre, *levels, publication=asking.teachers, remark="More time")

    def shown(centre):
        number = asking.centre(centre)
        return asking.world.database.read_now(lambda s: voices_results.voice_remarks(s, [asking.teachers], number))

    assert not shown("TN-2")
    asking.ends()
    assert (shown("TN-1"), shown("TN-2")) == ([], [(asking.teachers, "/data/wish", "More time")] * 5)
