from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field, PositiveInt, field_validator

Cents = Annotated[int, Field(gt=0, le=5_000_000)]


class TopUp(BaseModel):
    amount: Decimal = Field(max_digits=8, decimal_places=2) #! medium
    method: str


class Transfer(BaseModel):
    to: int
    amount: Annotated[Decimal, Field(gt=0, max_digits=8)]


class AwardIn(BaseModel):
    amount_cents: int #! medium
    quantity: float #! medium


class AwardAmend(BaseModel):
    amount_cents: Cents
    quantity: PositiveInt


# What is answered, what has a default, what is checked by hand, what goes both ways.
class TransferOut(BaseModel):
    amount: Decimal


class Filter(BaseModel):
    amount: Decimal = Decimal("0")


class Checked(BaseModel):
    amount: Decimal

    @field_validator("amount")
    def positive(cls, value):
        assert value > 0
        return value


class Adjust(BaseModel):
    amount_cents: int


class Named(BaseModel):
    total: int


class Bounded(BaseModel):
    amount: Decimal = Field(ge=0)
