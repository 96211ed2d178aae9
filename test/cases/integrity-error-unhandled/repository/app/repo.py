from sqlalchemy import select, exists, func
from sqlalchemy.ext.asyncio import AsyncSession
from .models import User, Booking, Member
class UserRepo:
    def __init__(self, session: AsyncSession): self.session = session
    async def by_email(self, email: str) -> User | None:
        return (await self.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
    async def exists(self, email: str) -> bool:
        return await self.session.scalar(select(exists().where(User.email == email)))
    def add(self, user: User) -> None:
        self.session.add(user)
    async def create(self, email: str, name: str) -> User:
        user = User(email=email, name=name)
        self.session.add(user) #!
        await self.session.flush()
        return user
