from fastapi import Depends, FastAPI
from app.api import alerts, cases
from app.api.admin import analysts, reviews
from app.config import settings
from app.security import require_admin, require_api_key

app = FastAPI()
app.include_router(cases.router, prefix=f'{settings.api_prefix}/cases')
app.include_router(alerts.router, prefix=f'{settings.api_prefix}/alerts', dependencies=[Depends(require_api_key)])
app.include_router(analysts.router, prefix=f'{settings.api_prefix}/admin/analysts', tags=['Admin'], dependencies=[Depends(require_admin)])
app.include_router(reviews.router, prefix=f'{settings.api_prefix}/admin/reviews', tags=['Admin'], dependencies=[Depends(require_admin)])
