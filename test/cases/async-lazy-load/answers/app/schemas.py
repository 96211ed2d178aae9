from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class BookOut(Schema):
    id: int
    title: str


class ProfileOut(Schema):
    text: str


class AuthorBase(Schema):
    id: int
    name: str


class AuthorWithProfile(AuthorBase):
    profile: ProfileOut


class AuthorWithBooks(AuthorBase):
    books: list[BookOut] = []


class AuthorCard(Schema):
    """Made by hand: `books` is a number of them."""

    name: str
    books: int
