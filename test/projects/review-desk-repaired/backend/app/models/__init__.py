from app.models.analyst import Analyst, AnalystStatus
from app.models.review import CaseReview, Decision, ReviewStatus

__all__ = ['Analyst', 'AnalystStatus', 'CaseReview', 'Decision', 'ReviewStatus']
