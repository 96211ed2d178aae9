from fastapi import Depends, FastAPI
from app.auth import CurrentUser, get_current_user, require_roles
from app.routers import admin_jobs, admin_users, items, reports

app = FastAPI()
app.include_router(items.router, prefix='/api/v1')
app.include_router(admin_users.router, prefix='/api/v1/admin')
app.include_router(admin_jobs.router, prefix='/internal')
app.include_router(admin_jobs.loose, prefix='/internal')
app.include_router(reports.router, prefix='/api/v1')

admin_app = FastAPI(dependencies=[Depends(require_roles('admin'))])
app.mount('/admin', admin_app)


@admin_app.get('/stats')
async def stats():
    return {}


@app.post('/admin/broadcast')  #!
async def broadcast(user: CurrentUser, text: str):
    return text


@app.get('/superuser/flags', dependencies=[Depends(get_current_user)])  #!
async def flags():
    return {}
