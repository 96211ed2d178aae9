from contextlib import asynccontextmanager
from fastapi import FastAPI
from app.api import api

@asynccontextmanager
async def lifespan(app):
    yield

def create_app() -> FastAPI:
    app = FastAPI(lifespan=lifespan)
    app.include_router(api)

    @app.get("/healthz")
    async def healthz():
        return {"ok": True}

    return app

app = create_app()
