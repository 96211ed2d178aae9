from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine, AsyncSession
from contextlib import contextmanager, closing, ExitStack, asynccontextmanager
import sqlite3, psycopg2
engine = create_async_engine('x')
factory = async_sessionmaker(engine)
sync_factory = sessionmaker()
@contextmanager
def scope():
    s = sync_factory()
    try:
        yield s
        s.commit()
    except:
        s.rollback()
        raise
    finally:
        s.close()
async def a():
    session = factory() #!
    await session.execute('x')
async def b():
    session = factory()
    async with session:
        await session.execute('x')
async def c():
    async with factory() as s, s.begin():
        await s.execute('x')
def d():
    with closing(sqlite3.connect('x')) as c:
        c.execute('x')
def e():
    c = sqlite3.connect('x') #!
    c.execute('x')
    c.commit()
def f(stack: ExitStack):
    s = stack.enter_context(sync_factory())
    return s
def g():
    conn = psycopg2.connect('x')
    with conn:
        with conn.cursor() as cur:
            cur.execute('x')
async def h():
    s = AsyncSession(engine) #!
    rows = await s.execute('x')
    await s.close()
    return rows
class Holder:
    def __enter__(self):
        self.s = sync_factory()
        return self.s
    def __exit__(self, *a):
        self.s.close()
def i():
    s = sync_factory() #!
    yield s
    s.close()
def j(flag):
    s = sync_factory() #!
    if flag:
        return None
    s.close()
def k():
    s = sync_factory()
    try:
        return s.execute('x')
    except Exception:
        s.rollback()
        raise
    finally:
        s.close()
