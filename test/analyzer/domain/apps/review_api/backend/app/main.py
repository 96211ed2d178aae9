from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI, Request

from app.api.v1 import admin
from app.api.v1.admin import engineers
from app.api.v1.public import feed_router, public_router
from app.config import settings
from app.core.security import require_admin_auth, verify_api_key
from app.database import engine


@asynccontextmanager
async def lifespan(app: FastAPI):
    yield
    await engine.dispose()


def create_app() -> FastAPI:
    app = FastAPI(title="Incident review", lifespan=lifespan)
    api = APIRouter()
    api.include_router(admin.router)
    for one in (public_router, feed_router):
        api.include_router(one)
    app.include_router(api, prefix=settings.api_v1_prefix)
    app.include_router(
        engineers.router,
        prefix=f"{settings.api_v1_prefix}/admin",
        dependencies=[Depends(verify_api_key), Depends(require_admin_auth)],
    )

    @app.get("/metrics")
    def metrics():
        return ""

    @app.middleware("http")
    async def add_request_id(request: Request, call_next):
        response = await call_next(request)
        response.headers["X-Request-Id"] = "1"
        return response

    return app


app = create_app()
