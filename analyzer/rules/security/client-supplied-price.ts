import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { clientPrices } from './matching/client-prices.ts'

const MODELS = py`
  from sqlmodel import Field, SQLModel

  class Product(SQLModel, table=True):
      id: int | None = Field(default=None, primary_key=True)
      category_id: int
      price: int

  class Category(SQLModel, table=True):
      id: int | None = Field(default=None, primary_key=True)

  class Order(SQLModel, table=True):
      id: int | None = Field(default=None, primary_key=True)
      product_id: int = Field(foreign_key="product.id")
      price: int
`

export default defineRule({
  id: 'client-supplied-price',
  title: 'Price of a purchase taken from the client',
  consequence: 'Customers name their own price: the order is placed, charged and delivered for it.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [472, 602],
  confidence: 'medium',
  why: `
The page shows the price, and the script sends it back with the order; whoever sends the request by hand sends another one. The server knows
the thing that is bought by its key and has its price in the database: what the client says of it is not needed and cannot be believed.
`,
  fix: `
Load the thing by its key and take its price: \`Order(product_id=product.id, price=product.price)\`; compute totals and discounts on the server. Where
the client must agree to the price that it saw, compare the two and answer 409 when they differ.
`,
  exemptions: [
    {
      text: 'A price that the server looks up, or compares with its own.',
      quiet: {
        'app/models.py': MODELS,
        'app/api.py': py`
          from fastapi import APIRouter, HTTPException
          from pydantic import BaseModel
          from sqlmodel import Session
          from app.models import Order, Product

          router = APIRouter()

          class OrderIn(BaseModel):
              product_id: int
              price: int

          @router.post("/orders")
          def place(body: OrderIn, session: Session):
              product = session.get(Product, body.product_id)
              session.add(Order(product_id=product.id, price=product.price))

          @router.post("/agreed")
          def agreed(body: OrderIn, session: Session):
              product = session.get(Product, body.product_id)
              if product.price != body.price:
                  raise HTTPException(409)
              session.add(Order(product_id=body.product_id, price=body.price))
        `,
      },
    },
    {
      text: 'Somebody who sets prices: the thing itself is made, or the route is one of the staff.',
      quiet: {
        'app/models.py': MODELS,
        'app/api.py': py`
          from fastapi import APIRouter
          from pydantic import BaseModel
          from sqlmodel import Session
          from app.models import Order, Product

          router = APIRouter()

          class ProductIn(BaseModel):
              category_id: int
              price: int

          class OrderIn(BaseModel):
              product_id: int
              price: int

          @router.post("/products")
          def add(body: ProductIn, session: Session):
              session.add(Product(category_id=body.category_id, price=body.price))

          @router.post("/admin/orders")
          def correct(body: OrderIn, session: Session):
              session.add(Order(product_id=body.product_id, price=body.price))
        `,
      },
    },
    {
      text: 'Amounts that only the client knows: bids, donations, the invoices of a supplier.',
      quiet: py`
        from fastapi import APIRouter
        from pydantic import BaseModel
        from sqlmodel import Field, Session, SQLModel

        router = APIRouter()

        class Supplier(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            name: str

        class Invoice(SQLModel, table=True):
            id: int | None = Field(default=None, primary_key=True)
            supplier_id: int = Field(foreign_key="supplier.id")
            total: int

        class InvoiceIn(BaseModel):
            supplier_id: int
            total: int

        @router.post("/invoices")
        def enter(body: InvoiceIn, session: Session):
            session.add(Invoice(supplier_id=body.supplier_id, total=body.total))
      `,
    },
  ],
  limits: [
    'The thing that is bought is known by the name of its key: `product_id` for `Product`.',
    'Prices that a function computes of what the client sent.',
  ],
  bad: [
    {
      'app/models.py': MODELS,
      'app/api.py': py`
        from fastapi import APIRouter
        from pydantic import BaseModel
        from sqlmodel import Session
        from app.models import Order

        router = APIRouter()

        class OrderIn(BaseModel):
            product_id: int
            price: int

        @router.post("/orders")
        def place(body: OrderIn, session: Session):
            session.add(Order(product_id=body.product_id, price=body.price)) #!

        class Several(BaseModel):
            lines: list[OrderIn]

        @router.post("/many")
        def many(body: Several, session: Session):
            for line in body.lines:
                session.add(Order(product_id=line.product_id, price=line.price)) #!
      `,
    },
    {
      'app/models.py': MODELS,
      'app/web.py': py`
        from flask import Flask, request
        from sqlmodel import Session
        from app.models import Order

        app = Flask(__name__)

        @app.post("/orders")
        def place(session: Session):
            data = request.get_json()
            session.add(Order(product_id=data["product_id"], price=int(data["price"]))) #!
            return "", 201
      `,
    },
  ],
  good: [
    {
      'app/models.py': MODELS,
      'app/api.py': py`
        from fastapi import APIRouter
        from pydantic import BaseModel
        from sqlmodel import Session
        from app.models import Order, Product

        router = APIRouter()

        class OrderIn(BaseModel):
            product_id: int

        @router.post("/orders")
        def place(body: OrderIn, session: Session):
            product = session.get(Product, body.product_id)
            session.add(Order(product_id=product.id, price=product.price))
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const { value, column, known } of clientPrices(checker)) {
        checker.report({
          node: value,
          message: `\`${column}\` is what the client says it is; the server has \`${known}\`.`,
        })
      }
    },
  },
})
