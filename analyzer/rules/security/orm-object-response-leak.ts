import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import type { Checker } from '../../engine/checker.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import { type PlacedRoute, routesHere } from '../../matching/routes/route-places.ts'
import { rowOrigin } from '../../matching/rows/orm-rows.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SECRET =
  /password|passwd|hash|secret|token|api_?key|salt|otp|ssn|iban|card|credential|private/i

/** What nobody means to show, though a table is named as the answer. */
const PRIVATE = /passw|secret|api_?key|\botp|^salt$|(?:reset|access|refresh)_?(?:token|code)/i

export default defineRule({
  id: 'orm-object-response-leak',
  title: 'Row of the database returned as it is',
  consequence: 'Every column reaches the client, password hashes and internal marks included.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [200, 201],
  confidence: 'medium',
  why: `
Without a model for the answer the framework turns the whole object into JSON: every column, those that were added
yesterday too, and relations that are loaded on the way. What the client gets is decided by the table.
`,
  fix: `
Say what is returned: \`response_model=UserOut\` in the decorator, or a return annotation with a Pydantic model.
`,
  exemptions: [
    {
      text: 'A model of the answer, in the decorator or as the annotation.',
      quiet: py`
        from fastapi import FastAPI
        from sqlalchemy import select
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
        from app.schemas import UserOut

        app = FastAPI()

        class Base(DeclarativeBase):
            pass

        class User(Base):
            __tablename__ = 'users'
            id: Mapped[int] = mapped_column(primary_key=True)

        @app.get('/a', response_model=UserOut)
        async def a(session):
            return await session.get(User, 1)

        @app.get('/b')
        async def b(session) -> UserOut:
            user = await session.scalar(select(User))
            return user
      `,
    },
    {
      text: 'Parts of the row, and rows that are not returned.',
      quiet: py`
        from fastapi import FastAPI
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
        from app.schemas import UserOut

        app = FastAPI()

        class Base(DeclarativeBase):
            pass

        class User(Base):
            __tablename__ = 'users'
            id: Mapped[int] = mapped_column(primary_key=True)

        @app.get('/a')
        async def a(session):
            user = await session.get(User, 1)
            return {'id': user.id}

        @app.get('/b')
        async def b(session):
            user = await session.get(User, 1)
            return UserOut.model_validate(user)

        def load(session):
            user = session.get(User, 1)
            return user
      `,
    },
  ],
  limits: ['Rows that a service of the project returns are seen only if its annotation says so.'],
  bad: [
    py`
      from fastapi import FastAPI
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

      app = FastAPI()

      class Base(DeclarativeBase):
          pass

      class User(Base):
          __tablename__ = 'users'
          id: Mapped[int] = mapped_column(primary_key=True)
          password_hash: Mapped[str]

      @app.get('/users/{user_id}')
      async def read(user_id: int, session):
          user = await session.get(User, user_id)
          return user #!
    `,
    {
      'app/models.py': py`
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase):
            pass

        class Order(Base):
            __tablename__ = 'orders'
            id: Mapped[int] = mapped_column(primary_key=True)
      `,
      'app/api.py': py`
        from fastapi import APIRouter
        from sqlalchemy import select
        from app.models import Order

        router = APIRouter()

        @router.post('/orders')
        async def create(session):
            order = Order()
            session.add(order)
            await session.commit()
            return order #!

        @router.get('/orders/first')
        async def first(session):
            order = (await session.execute(select(Order))).scalar_one_or_none()
            if order is None:
                return None
            return order #!
      `,
    },
  ],
  good: [
    py`
      from fastapi import FastAPI
      from app.models import User
      from app.schemas import UserOut

      app = FastAPI()

      @app.get('/users/{user_id}', response_model=UserOut)
      async def read(user_id: int, session):
          return await session.get(User, user_id)
    `,
  ],
  on: {
    [k.K_MODULE](_, checker) {
      if (!checker.tree.source.includes('response_model')) return
      for (const placed of routesHere(checker)) {
        if (placed.route.framework === 'fastapi') reportShape(checker, placed)
      }
    },
    [k.K_RETURN_STATEMENT](node, checker) {
      const [value] = checker.tree.namedChildren(node)
      if (value === undefined) return
      const placed = handlerOf(checker, node)
      if (placed === undefined || isShaped(checker, placed)) return
      const model = answered(checker, value)
        .map((one) => modelOf(checker, one))
        .find((one) => one !== undefined)
      if (model === undefined) return
      const secret = [...model.columns.keys()].find((name) => SECRET.test(name))
      checker.report({
        node,
        message: `All columns of \`${model.name}\` are sent to the client${secret === undefined ? '' : `, \`${secret}\` too`}.`,
        severity: secret === undefined ? 'medium' : 'high',
        confidence: secret === undefined ? 'medium' : 'high',
      })
    },
  },
})

/** `response_model=list[User]`: the table itself says what is sent. */
function reportShape(checker: Checker, { node }: PlacedRoute): void {
  const { tree, project } = checker
  const shape = keywordArgument(tree, node, 'response_model')
  if (shape === NO_NODE || /response_model_(?:in|ex)clude\s*=/.test(tree.text(node))) return
  const names = tree.kind(shape) === k.K_IDENTIFIER ? [shape] : identifiersIn(checker, shape)
  for (const name of names) {
    const value = checker.valueOf(name)
    const model = value?.kind === 'class' ? domainOf(project).orm.of(value.class) : undefined
    const secret = [...(model?.columns.keys() ?? [])].find((one) => PRIVATE.test(one))
    if (model === undefined || secret === undefined) continue
    checker.report({
      node: shape,
      message: `All columns of \`${model.name}\` are sent to the client, \`${secret}\` too.`,
      severity: 'high',
      confidence: 'high',
    })
    return
  }
}

function identifiersIn({ facts }: Checker, node: Node): readonly Node[] {
  return Array.from(facts.nodesIn(node, k.K_IDENTIFIER))
}

function handlerOf(checker: Checker, node: Node): PlacedRoute | undefined {
  const owner = checker.facts.enclosingFunction(node)
  if (owner === undefined || owner.isLambda) return undefined
  return routesHere(checker).find((one) => one.owner === owner && one.route.framework === 'fastapi')
}

/** A model for the answer, or a response that is made by hand. */
function isShaped({ tree }: Checker, { node, owner }: PlacedRoute): boolean {
  if (owner === undefined || owner.returns !== NO_NODE) return true
  return /\bresponse_(?:model|class)\s*=(?!\s*None\b)/.test(tree.text(node))
}

/** What is sent: the expression itself, or what stands in a literal: `{'user': user}`, `[user]`. */
function answered({ tree }: Checker, value: Node): readonly Node[] {
  switch (tree.kind(value)) {
    case k.K_LIST:
    case k.K_TUPLE:
      return tree.namedChildren(value)
    case k.K_DICTIONARY:
      return tree
        .namedChildren(value)
        .filter((one) => tree.kind(one) === k.K_PAIR)
        .map((one) => tree.child(one, k.F_VALUE))
    // `[user for user in session.query(User).all()]`
    case k.K_LIST_COMPREHENSION: {
      const clause = tree.childOfKind(value, k.K_FOR_IN_CLAUSE)
      const isItself =
        clause !== NO_NODE &&
        tree.text(tree.child(value, k.F_BODY)) === tree.text(tree.child(clause, k.F_LEFT))
      return isItself ? [tree.child(clause, k.F_RIGHT)] : []
    }
    default:
      return [value]
  }
}

function modelOf(checker: Checker, row: Node): OrmModel | undefined {
  const { orm } = domainOf(checker.project)
  const value = checker.valueOf(row)
  if (value?.kind === 'instance') return orm.of(value.class)
  const origin = rowOrigin(checker, row)
  if (origin === undefined || origin.kind === 'parameter') return undefined
  const found = orm.named(origin.model)
  return found.length === 1 ? found[0] : undefined
}
