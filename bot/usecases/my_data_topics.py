"""Under which topic a table stands, where people read what is kept about them."""

from collections.abc import Mapping
from enum import StrEnum

from bot.i18n.phrase import Words, _


class DataTopic(StrEnum):
    ACCOUNT = "account"
    CENTRE = "centre"
    TALKS = "talks"
    MESSAGES = "messages"
    ASSESSMENTS = "assessments"
    SESSIONS = "sessions"
    NEWS = "news"
    PRACTICES = "practices"
    VISITS = "visits"
    VOTES = "votes"
    ORGANISING = "organising"
    AUDIT = "audit"


NAMES: Mapping[DataTopic, Words] = {
    DataTopic.ACCOUNT: _("You and your addresses"),
    DataTopic.CENTRE: _("Centres, roles and agreements"),
    DataTopic.TALKS: _("Talks, answers and files"),
    DataTopic.MESSAGES: _("Messages"),
    DataTopic.ASSESSMENTS: _("Self-assessments, questionnaires and certificates"),
    DataTopic.SESSIONS: _("Sessions and reminders"),
    DataTopic.NEWS: _("Announcements and news"),
    DataTopic.PRACTICES: _("Practices"),
    DataTopic.VISITS: _("Partners and visits"),
    DataTopic.VOTES: _("Votes"),
    DataTopic.ORGANISING: _("What you organised or wrote for others"),
    DataTopic.AUDIT: _("What was done, as the log tells it"),
}
_TABLES: Mapping[DataTopic, str] = {
    DataTopic.ACCOUNT: "person address account_link one_time_code wrong_guess erasure inactivity",
    DataTopic.CENTRE: "membership grant consent network_animator milestone_done milestone_reminder",
    DataTopic.TALKS: "conversation answer attachment wanted_file web_file room_act",
    DataTopic.MESSAGES: "outbox shown_file web_message room_saying ticket",
    DataTopic.ASSESSMENTS: "assessment assessment_comment assessment_score settled_level submission rating credential nudge planned_action",
    DataTopic.SESSIONS: (
        "rsvp session_host session_material reminder calendar_feed slot_vote vote_needs "
        "session_wish session_wish_person session_wish_news"
    ),
    DataTopic.NEWS: "acknowledgement announcement_vote asked_reminder catching_up news_choice topic_off segment",
    DataTopic.PRACTICES: (
        "practice practice_comment practice_consent practice_file practice_follow practice_mark practice_report "
        "practice_request practice_review transfer translation_wish translator_language"
    ),
    DataTopic.VISITS: (
        "partner partner_search visit_offer visit_group_centre visit_entry visit_file visit_note visit_reaction "
        "visit_review visit_task"
    ),
    DataTopic.VOTES: "ballot_vote topic topic_vote voice_answered",
    DataTopic.ORGANISING: (
        "announcement announcement_attachment ballot broadcast compendium_edition faq_entry learning_session network_day "
        "news_place programme_calendar publication questionnaire questionnaire_version round session_room session_series "
        "tandem_round text_variant visit_call voice_link"
    ),
    DataTopic.AUDIT: "audit",
}
TOPIC_OF: Mapping[str, DataTopic] = {table: topic for topic, tables in _TABLES.items() for table in tables.split()}
