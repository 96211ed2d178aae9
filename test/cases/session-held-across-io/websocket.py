from fastapi import APIRouter, Depends, WebSocket
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

router = APIRouter()
engine = create_async_engine("postgresql+asyncpg://")
factory = async_sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Room(Base):
    __tablename__ = "rooms"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Line(Base):
    __tablename__ = "lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


async def get_session():
    async with factory() as session:
        yield session


@router.websocket("/rooms/{key}")
async def talk(websocket: WebSocket, key: int, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    room = await session.get(Room, key)
    while room is not None:
        text = await websocket.receive_text() #!
        session.add(Line(text=text))
        await session.commit()


@router.websocket("/echo/{key}")
async def echo(websocket: WebSocket, key: int, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    room = await session.get(Room, key)
    name = "" if room is None else room.name
    await session.commit()
    while True:
        text = await websocket.receive_text()
        await websocket.send_text(name + text)


@router.websocket("/short/{key}")
async def short(websocket: WebSocket, key: int):
    await websocket.accept()
    async with factory() as session:
        room = await session.get(Room, key)
    while room is not None:
        await websocket.send_text(await websocket.receive_text())


async def lines_of(session: AsyncSession, key: int) -> dict[str, int]:
    room = await session.get(Room, key)
    return {} if room is None else {room.name: room.id}


@router.websocket("/lines/{key}")
async def follow(websocket: WebSocket, key: int, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    known = await lines_of(session, key)
    while known:
        await websocket.send_text(await websocket.receive_text()) #!


async def saved(session: AsyncSession, text: str) -> None:
    session.add(Line(text=text))
    await session.commit()


async def greet(session: AsyncSession, key: int) -> None:
    await saved(session, f"greeting of {key}")


@router.websocket("/greetings/{key}")
async def greeted(websocket: WebSocket, key: int, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    await greet(session, key)
    while True:
        await websocket.send_text(await websocket.receive_text())
