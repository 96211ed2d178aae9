from .engineer import Engineer, EngineerStatus
from .engineer_review import EngineerReview, ReviewDecision, ReviewStatus
from .incident import AuditLog, Incident, IncidentStatus, Tenant

__all__ = [
    "AuditLog",
    "Engineer",
    "EngineerReview",
    "EngineerStatus",
    "Incident",
    "IncidentStatus",
    "ReviewDecision",
    "ReviewStatus",
    "Tenant",
]
