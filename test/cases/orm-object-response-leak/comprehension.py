from fastapi import FastAPI
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    password_hash: Mapped[str]


@app.get("/users")
def users(session: Session):
    return [user for user in session.query(User).all()]  #! high


@app.get("/ids")
def ids(session: Session):
    return [user.id for user in session.query(User).all()]


@app.get("/named")
def named(session: Session):
    return [{"id": user.id} for user in session.query(User).all()]
