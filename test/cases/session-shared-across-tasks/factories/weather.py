import asyncio
from collections.abc import Callable

import httpx
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


class Stations:
    def __init__(self, session: AsyncSession):
        self._session = session

    async def _kept(self, key: str):
        return await self._session.get(Reading, key)

    async def rain(self, place: str):
        return await self._kept(f"rain:{place}")

    async def wind(self, place: str):
        return await self._kept(f"wind:{place}")

    async def name(self, place: str):
        return place.title()


class Forecast:
    def __init__(self, stations_of: Callable[[AsyncSession], Stations], http: httpx.AsyncClient):
        self.stations_of = stations_of
        self.http = http

    async def today(self, session: AsyncSession, place: str):
        stations = self.stations_of(session)
        questions = []
        questions.append(stations.rain(place))
        questions.append(stations.wind(place))
        return await asyncio.gather(*questions)  #!

    async def in_turn(self, session: AsyncSession, place: str):
        stations = self.stations_of(session)
        return [await stations.rain(place), await stations.wind(place)]

    async def abroad(self, session: AsyncSession, place: str):
        stations = self.stations_of(session)
        rain = await stations.rain(place)
        pages = await asyncio.gather(self.http.get("/a"), self.http.get("/b"))
        return rain, pages

    async def apart(self, sessions: async_sessionmaker[AsyncSession], place: str):
        async def ask(question: str):
            async with sessions() as session:
                return await getattr(self.stations_of(session), question)(place)

        return await asyncio.gather(ask("rain"), ask("wind"))


async def both(session: AsyncSession, place: str):
    stations = Stations(session)
    return await asyncio.gather(stations.rain(place), stations.wind(place))  #!


async def names(session: AsyncSession, a: str, b: str):
    stations = Stations(session)
    return await asyncio.gather(stations.name(a), stations.name(b))
