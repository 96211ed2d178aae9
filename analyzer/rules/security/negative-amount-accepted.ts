import { K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { unboundedSiblings } from './matching/unbounded-siblings.ts'
import { unsignedAmounts } from './matching/unsigned-amounts.ts'

const MODELS = py`
  from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

  class Base(DeclarativeBase):
      pass

  class Wallet(Base):
      __tablename__ = "wallets"
      id: Mapped[int] = mapped_column(primary_key=True)
      balance: Mapped[int]
`

export default defineRule({
  id: 'negative-amount-accepted',
  title: 'Amount of the client taken from a balance whatever its sign',
  consequence:
    'Who sends a negative amount is given money or goods instead of being charged, and takes them from the other side of a transfer.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [20, 839],
  confidence: 'medium',
  why: `
The test that there is enough does not refuse a negative amount: less than nothing is always there.

| sent | test | effect |
| --- | --- | --- |
| \`amount: 100\` | \`balance < 100\`: refused | |
| \`amount: -100\` | \`balance < -100\`: no | \`balance -= -100\` adds 100 |

In a transfer the other side loses what this one gains. A constraint \`balance >= 0\` of the own row does not help either.
`,
  fix: `
Say it where the request is read: \`amount: PositiveInt\`, \`Field(gt=0)\`, \`IntegerField(min_value=1)\`; and once more where the amount is taken:
\`if amount <= 0: raise ...\`.
`,
  exemptions: [
    {
      text: 'An amount whose type, field or validator says that it is more than nothing.',
      quiet: {
        'app/models.py': MODELS,
        'app/api.py': py`
          from fastapi import APIRouter
          from pydantic import BaseModel, Field, PositiveInt, field_validator
          from app.models import Wallet

          router = APIRouter()

          class Typed(BaseModel):
              amount: PositiveInt

          class Bounded(BaseModel):
              amount: int = Field(gt=0)

          class Checked(BaseModel):
              amount: int

              @field_validator("amount")
              @classmethod
              def positive(cls, value):
                  assert value > 0
                  return value

          @router.post("/typed")
          def typed(body: Typed, db):
              wallet = db.get(Wallet, 1)
              wallet.balance -= body.amount

          @router.post("/bounded")
          def bounded(body: Bounded, db):
              wallet = db.get(Wallet, 1)
              wallet.balance -= body.amount

          @router.post("/checked")
          def checked(body: Checked, db):
              wallet = db.get(Wallet, 1)
              wallet.balance -= body.amount
        `,
      },
    },
    {
      text: 'An amount that is tested before, and one that the program computes.',
      quiet: {
        'app/models.py': MODELS,
        'app/api.py': py`
          from fastapi import APIRouter, HTTPException
          from pydantic import BaseModel
          from app.models import Wallet

          router = APIRouter()

          class Take(BaseModel):
              amount: int

          @router.post("/tested")
          def tested(body: Take, db):
              if body.amount <= 0:
                  raise HTTPException(422)
              wallet = db.get(Wallet, 1)
              wallet.balance -= body.amount

          def fee(order, db):
              wallet = db.get(Wallet, 1)
              wallet.balance -= order.price
        `,
      },
    },
    {
      text: 'A change that may go both ways.',
      quiet: {
        'app/models.py': MODELS,
        'app/api.py': py`
          from fastapi import APIRouter
          from pydantic import BaseModel
          from app.models import Wallet

          router = APIRouter()

          class Adjust(BaseModel):
              delta: int

          @router.post("/adjust")
          def adjust(body: Adjust, db):
              wallet = db.get(Wallet, 1)
              wallet.balance += body.delta
        `,
      },
    },
  ],
  limits: [
    'Amounts are followed from the handler into one function, where they are an argument by themselves.',
    'Names tell what is a balance or a stock.',
  ],
  bad: [
    {
      'app/models.py': MODELS,
      'app/api.py': py`
        from fastapi import APIRouter, HTTPException
        from pydantic import BaseModel
        from sqlalchemy.orm import Session
        from app.models import Wallet

        router = APIRouter()

        class Transfer(BaseModel):
            to: int
            amount: int

        @router.post("/transfer")
        def transfer(body: Transfer, db: Session, key: int):
            source = db.get(Wallet, key)
            target = db.get(Wallet, body.to)
            if source.balance < body.amount:
                raise HTTPException(409)
            source.balance -= body.amount #!
            target.balance += body.amount
      `,
    },
    {
      'app/models.py': MODELS,
      'app/service.py': py`
        from sqlalchemy.orm import Session
        from app.models import Wallet

        def spend(db: Session, key: int, amount: int):
            wallet = db.get(Wallet, key)
            wallet.balance -= amount
      `,
      'app/api.py': py`
        from fastapi import APIRouter
        from pydantic import BaseModel
        from sqlalchemy.orm import Session
        from app.service import spend

        router = APIRouter()

        class Spend(BaseModel):
            amount: int

        @router.post("/spend/{key}")
        def spend_some(key: int, body: Spend, db: Session):
            spend(db, key, body.amount) #!
      `,
    },
    {
      'app/models.py': MODELS,
      'app/web.py': py`
        from flask import Flask, abort, request
        from sqlalchemy.orm import Session
        from app.models import Wallet

        app = Flask(__name__)

        @app.post("/take")
        def take(db: Session):
            amount = int(request.json["amount"])
            wallet = db.get(Wallet, 1)
            if amount > wallet.balance:
                abort(409)
            wallet.balance -= amount #!
            return "", 204
      `,
    },
  ],
  good: [
    {
      'app/models.py': MODELS,
      'app/api.py': py`
        from fastapi import APIRouter, HTTPException
        from pydantic import BaseModel, PositiveInt
        from sqlalchemy.orm import Session
        from app.models import Wallet

        router = APIRouter()

        class Transfer(BaseModel):
            to: int
            amount: PositiveInt

        @router.post("/transfer")
        def transfer(body: Transfer, db: Session, key: int):
            source = db.get(Wallet, key)
            if source.balance < body.amount:
                raise HTTPException(409)
            source.balance -= body.amount
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      const { tree } = checker
      for (const { field, name, class: own, sibling, bound } of unboundedSiblings(checker)) {
        checker.report({
          node: field,
          message: `\`${name}\` of \`${own}\` may be negative, while \`${sibling}\` asks for a bound of the same field.`,
          severity: 'medium',
          evidence: [{ kind: 'definition', node: bound, message: 'bounded here' }],
        })
      }
      for (const { node, column, amount } of unsignedAmounts(checker)) {
        const name = tree.text(amount)
        checker.report({
          node,
          message: `\`${name}\` comes from the client and may be negative: taken from \`${column}\` it adds.`,
        })
      }
    },
  },
})
