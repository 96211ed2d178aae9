from contextlib import asynccontextmanager
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from jobhub.registry import InternalRegistry
from jobhub.router import router

@asynccontextmanager
async def lifespan(app: FastAPI):
    engine = create_async_engine('postgresql+asyncpg://localhost/jobs')
    app.state.session_factory = async_sessionmaker(engine)
    app.state.internal_registry = InternalRegistry()
    yield
    await engine.dispose()

app = FastAPI(lifespan=lifespan)
app.include_router(router, prefix='/v1')
