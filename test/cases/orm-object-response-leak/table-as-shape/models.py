from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str
    password_hash: str


class Boat(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


class UserOut(SQLModel):
    id: int
    email: str
