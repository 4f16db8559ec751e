"""The values of properties that have few."""

from __future__ import annotations

from enum import StrEnum


class Visibility(StrEnum):
    """Who may see a profile or a post; its author always may."""

    PUBLIC = "PUBLIC"
    CONNECTIONS = "CONNECTIONS"
    PRIVATE = "PRIVATE"


class ReactionKind(StrEnum):
    """How a member reacts to a post."""

    LIKE = "LIKE"
    CELEBRATE = "CELEBRATE"
    SUPPORT = "SUPPORT"
    INSIGHTFUL = "INSIGHTFUL"
    LOVE = "LOVE"
    FUNNY = "FUNNY"


class ReportReason(StrEnum):
    """What a member complains about."""

    SPAM = "SPAM"
    HARASSMENT = "HARASSMENT"
    HATE = "HATE"
    MISINFORMATION = "MISINFORMATION"
    SCAM = "SCAM"
    OTHER = "OTHER"


class EmploymentType(StrEnum):
    """How a job is contracted."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    CONTRACT = "CONTRACT"
    TEMPORARY = "TEMPORARY"
    INTERNSHIP = "INTERNSHIP"


class ExperienceLevel(StrEnum):
    """The seniority a job asks for, lowest first."""

    ENTRY = "ENTRY"
    ASSOCIATE = "ASSOCIATE"
    SENIOR = "SENIOR"
    LEAD = "LEAD"
    EXECUTIVE = "EXECUTIVE"


class SkillLevel(StrEnum):
    """How well a member says they know a skill, lowest first."""

    BEGINNER = "BEGINNER"
    INTERMEDIATE = "INTERMEDIATE"
    ADVANCED = "ADVANCED"
    EXPERT = "EXPERT"


class InvitationStatus(StrEnum):
    """What became of an invitation. CANCELLED: a block ended it."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"


class TransitionKind(StrEnum):
    """What happened between two members, or between a member and what they follow."""

    INVITED = "INVITED"
    CONNECTED = "CONNECTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"
    REMOVED = "REMOVED"
    BLOCKED = "BLOCKED"
    UNBLOCKED = "UNBLOCKED"
    FOLLOWED = "FOLLOWED"
    UNFOLLOWED = "UNFOLLOWED"


class NotificationKind(StrEnum):
    """What a member is told of."""

    INVITATION_RECEIVED = "INVITATION_RECEIVED"
    INVITATION_ACCEPTED = "INVITATION_ACCEPTED"
    NEW_FOLLOWER = "NEW_FOLLOWER"
    SAVED_SEARCH_MATCH = "SAVED_SEARCH_MATCH"


class ApplicationStatus(StrEnum):
    """How far an application has come."""

    APPLIED = "APPLIED"
    IN_REVIEW = "IN_REVIEW"
    INTERVIEW = "INTERVIEW"
    OFFER = "OFFER"
    HIRED = "HIRED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class HiringViewKind(StrEnum):
    """What a recruiter was shown of members, or took away (EXPORT)."""

    APPLICATIONS = "APPLICATIONS"
    APPLICATION = "APPLICATION"
    CANDIDATES = "CANDIDATES"
    ALIKE = "ALIKE"
    SHORTLIST = "SHORTLIST"
    PROJECT = "PROJECT"
    EXPORT = "EXPORT"


class Role(StrEnum):
    """What an access token lets its member do, besides being a member."""

    MEMBER = "member"
    RECRUITER = "recruiter"
    ANALYST = "analyst"
    ADMIN = "admin"


class ProofKind(StrEnum):
    """What a question by mail is for."""

    SIGN_UP = "SIGN_UP"
    RESET = "RESET"
