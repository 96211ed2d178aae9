from pydantic import BaseModel


class User(BaseModel):
    id: int
    role: str
    disabled: bool = False
    is_superuser: bool = False
