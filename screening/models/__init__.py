from screening.models.assessment import Assessment, Purpose
from screening.models.audit import AuditEvent, AuditLink
from screening.models.demonstration import Demonstration
from screening.models.door import SecondFactor, TryCount
from screening.models.enrolment import Enrolment
from screening.models.judgement import Judgement
from screening.models.lab_profile import LabProfile
from screening.models.participant import Participant, ParticipantIdentity
from screening.models.query import LONGEST_TEXT, Query, QueryEntry, QueryKind, SourceCheck, Step
from screening.models.screening import FactChange, OverallWord, Screening
from screening.models.signature import DECISIONS, Meaning, Signature
from screening.models.site import Membership, Role, Site
from screening.models.trial import HIGHEST_CAP, Trial
from screening.models.user import User

__all__ = [
    "DECISIONS",
    "HIGHEST_CAP",
    "LONGEST_TEXT",
    "Assessment",
    "AuditEvent",
    "AuditLink",
    "Demonstration",
    "Enrolment",
    "FactChange",
    "Judgement",
    "LabProfile",
    "Meaning",
    "Membership",
    "OverallWord",
    "Participant",
    "ParticipantIdentity",
    "Purpose",
    "Query",
    "QueryEntry",
    "QueryKind",
    "Role",
    "Screening",
    "SecondFactor",
    "Signature",
    "Site",
    "SourceCheck",
    "Step",
    "Trial",
    "TryCount",
    "User",
]
