import asyncio
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from jobserver import router
from jobserver.registry import configure
from jobserver.settings import get_settings
from jobserver.sweeper import run_sweeper


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.session_maker = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))
    configure(app)
    sweeper = asyncio.create_task(run_sweeper(app.state.session_maker, get_settings()))
    yield
    sweeper.cancel()


app = FastAPI(lifespan=lifespan)
app.include_router(router)
