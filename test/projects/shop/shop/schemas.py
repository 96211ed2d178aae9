from pydantic import BaseModel, ConfigDict, EmailStr, Field
from shop.models import OrderState
class SignUp(BaseModel):
    email: EmailStr
    password: str = Field(min_length=12, max_length=200)
class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    email: EmailStr
class ItemIn(BaseModel):
    product_id: int
    quantity: int = Field(gt=0, le=100)
class OrderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    state: OrderState
class ProductPatch(BaseModel):
    sku: str = Field(max_length=40)
