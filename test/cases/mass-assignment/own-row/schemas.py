from pydantic import BaseModel, ConfigDict


class ProfileUpdate(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str | None = None


class Preferences(BaseModel):
    language: str | None = None
    role: str | None = None


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid")

    street: str | None = None


class Colours(BaseModel):
    model_config = {"extra": "ignore"}

    ink: str | None = None
