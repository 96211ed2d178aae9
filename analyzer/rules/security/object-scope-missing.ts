import type { Checker } from '../../engine/checker.ts'
import { isCheckedItself } from '../../matching/routes/open-routes.ts'
import {
  describeRoute,
  locationOf,
  type PlacedRoute,
  pathOf,
  routesHere,
} from '../../matching/routes/route-places.ts'
import { passedLimits } from '../../matching/rows/limited-views.ts'
import { F_BODY, K_EXPRESSION_STATEMENT, K_MODULE, K_RETURN_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isAskedWithCaller, textWithHelpers } from './matching/asking-helpers.ts'
import { leftOutCaller } from './matching/asking-siblings.ts'
import { bypassedPermissions } from './matching/bypassed-permissions.ts'
import { otherPerson, rowLoad } from './matching/numbered-loads.ts'
import { openRelatedFields } from './matching/open-related-fields.ts'
import { openViewsets } from './matching/open-viewsets.ts'
import { pathScope } from './matching/path-scopes.ts'
import { OWNER } from './matching/row-owners.ts'
import { isChangedByKey, sentKeys } from './matching/sent-keys.ts'

const CHECK =
  /\b\w*(?:check|ensure|verify|authori[sz]e|can_|permission|has_access|require_|assert_|belongs|is_owner|owned|scoped|visible|allowed|for_user|of_user|by_user|access)\w*\(/i

export default defineRule({
  id: 'object-scope-missing',
  title: 'Row found by its number alone, whoever it belongs to',
  consequence:
    'Any signed-in user reads or changes what belongs to others by counting through the numbers.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [639, 863],
  confidence: 'medium',
  why: `
The route knows who is calling and the table knows whose the row is, but nobody compares the two. The number in the path is chosen
by the client: \`/invoices/1041\` works as well as \`/invoices/1042\`.

| caller | request | row of | answer |
|---|---|---|---|
| user 1 | \`GET /invoices/7\` | user 1 | 200 |
| user 1 | \`GET /invoices/8\` | user 2 | 200 |
`,
  fix: `
Ask for both in the query: \`select(Invoice).where(Invoice.id == id, Invoice.user_id == user.id)\`,
\`get_object_or_404(Invoice, pk=pk, user=request.user)\`, and answer 404 for rows of others. Test it with two users.
`,
  exemptions: [
    {
      text: 'The owner is part of the query, or compared afterwards.',
      quiet: py`
        from fastapi import APIRouter, Depends, HTTPException
        from sqlalchemy import select
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
        from app.auth import get_current_user

        router = APIRouter()

        class Base(DeclarativeBase):
            pass

        class Invoice(Base):
            __tablename__ = 'invoices'
            id: Mapped[int] = mapped_column(primary_key=True)
            user_id: Mapped[int]

        @router.get('/invoices/{invoice_id}')
        async def read(invoice_id: int, session, user=Depends(get_current_user)):
            return await session.scalar(
                select(Invoice).where(Invoice.id == invoice_id, Invoice.user_id == user.id)
            )

        @router.delete('/invoices/{invoice_id}')
        async def delete(invoice_id: int, session, user=Depends(get_current_user)):
            invoice = await session.get(Invoice, invoice_id)
            if invoice.user_id != user.id:
                raise HTTPException(status_code=404)
            await session.delete(invoice)
      `,
    },
    {
      text: 'Tables that belong to nobody, administrators, and checks in a function.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
        from app.auth import get_current_user, require_admin

        router = APIRouter()

        class Base(DeclarativeBase):
            pass

        class Country(Base):
            __tablename__ = 'countries'
            id: Mapped[int] = mapped_column(primary_key=True)

        class Invoice(Base):
            __tablename__ = 'invoices'
            id: Mapped[int] = mapped_column(primary_key=True)
            user_id: Mapped[int]

        @router.get('/countries/{country_id}')
        async def country(country_id: int, session, user=Depends(get_current_user)):
            return await session.get(Country, country_id)

        @router.get('/admin/invoices/{invoice_id}')
        async def any_invoice(invoice_id: int, session, user=Depends(require_admin)):
            return await session.get(Invoice, invoice_id)

        @router.get('/invoices/{invoice_id}')
        async def read(invoice_id: int, session, user=Depends(get_current_user)):
            invoice = await session.get(Invoice, invoice_id)
            ensure_visible(user, invoice)
            return invoice
      `,
    },
  ],
  limits: [
    'Rows that others load for the handler are seen three calls deep, where nothing on the way speaks of an owner.',
    'Models whose owner is more than one table away are left out.',
  ],
  bad: [
    py`
      from fastapi import APIRouter, Depends
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
      from app.auth import get_current_user

      router = APIRouter()

      class Base(DeclarativeBase):
          pass

      class Invoice(Base):
          __tablename__ = 'invoices'
          id: Mapped[int] = mapped_column(primary_key=True)
          user_id: Mapped[int]

      @router.get('/invoices/{invoice_id}')
      async def read(invoice_id: int, session, user=Depends(get_current_user)):
          return await session.get(Invoice, invoice_id) #!
    `,
    {
      'shop/models.py': py`
        from django.contrib.auth.models import User
        from django.db import models

        class Order(models.Model):
            owner = models.ForeignKey(User, on_delete=models.CASCADE)
            state = models.TextField()
      `,
      'shop/urls.py': py`
        from django.urls import path
        from shop import views

        urlpatterns = [path('orders/<int:pk>/', views.order), path('orders/<int:pk>/own/', views.own)]
      `,
      'shop/views.py': py`
        from django.contrib.auth.decorators import login_required
        from django.shortcuts import get_object_or_404
        from shop.models import Order

        @login_required
        def order(request, pk):
            return get_object_or_404(Order, pk=pk) #!

        @login_required
        def own(request, pk):
            return get_object_or_404(Order, pk=pk, owner=request.user)
      `,
    },
    py`
      from fastapi import APIRouter, Depends
      from sqlalchemy import select
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
      from app.auth import get_current_user

      router = APIRouter(dependencies=[Depends(get_current_user)])

      class Base(DeclarativeBase):
          pass

      class Document(Base):
          __tablename__ = 'documents'
          id: Mapped[int] = mapped_column(primary_key=True)
          tenant_id: Mapped[int]

      @router.delete('/documents/{document_id}')
      async def delete(document_id: int, session):
          document = await session.scalar(select(Document).where(Document.id == document_id)) #!
          await session.delete(document)
    `,
  ],
  good: [
    py`
      from fastapi import APIRouter, Depends
      from sqlalchemy import select
      from app.auth import get_current_user
      from app.models import Invoice

      router = APIRouter()

      @router.get('/invoices/{invoice_id}')
      async def read(invoice_id: int, session, user=Depends(get_current_user)):
          return await session.scalar(
              select(Invoice).where(Invoice.id == invoice_id, Invoice.user_id == user.id)
          )
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_node, checker) {
      for (const { name, node, model, owner } of openViewsets(checker)) {
        checker.report({
          node,
          message: `\`${name}\` gives every signed-in caller all rows of \`${model.name}\`, whatever its \`${owner}\`.`,
        })
      }
      for (const { call, model, action, view } of passedLimits(checker)) {
        checker.report({
          node: call,
          message: `\`${action}\` finds a \`${model.name}\` by the number in the path alone; the \`get_queryset\` of \`${view}\`, which knows whose it is, is not asked.`,
        })
      }
      for (const { call, action, permission } of bypassedPermissions(checker)) {
        checker.report({
          node: call,
          message: `\`${action}\` finds the row past \`get_object\`: the \`has_object_permission\` of \`${permission}\` is never asked.`,
        })
      }
      for (const { call, model, field } of openRelatedFields(checker)) {
        checker.report({
          node: call,
          message: `\`${field}\` takes the number of any \`${model}\`, though a view of these rows limits them to the caller.`,
        })
      }
      const told = new Set<Node>()
      for (const placed of routesHere(checker)) {
        const { owner, route } = placed
        // Without a caller there is nothing to compare; a role may see everything.
        if (owner === undefined || route.auth.strength !== 'user') continue
        // What guards a path is seldom about a user: a key, another service, the staff.
        if (!isCheckedItself(route)) continue
        if (owner.decorators.some((one) => OWNING.test(checker.tree.spelled(one)))) continue
        const text = checker.tree.spelled(owner.node)
        // A caller that is only handed in, `user_id: int = Depends(...)`, is compared with nothing.
        const own = checker.tree.spelled(owner.node)
        const body = textWithHelpers(checker, owner).replace(
          own,
          checker.tree.text(checker.tree.child(owner.node, F_BODY)),
        )
        if (CHECK.test(text.replace(/@\w+[^\n]*\n/g, '').replace(/^[^\n]*\n/, ''))) continue
        const scope = pathScope(checker, placed)
        if (scope !== undefined && !told.has(scope.call)) {
          told.add(scope.call)
          checker.report({
            node: scope.call,
            message: `${describeRoute(checker, route)} takes \`${scope.column}\` from the path; it is never compared with \`${scope.caller}.${scope.column}\`.`,
          })
          continue
        }
        const ids = pathIds(checker, placed)
        const sent = ids.length === 0 ? sentKeys(checker, placed, ids) : []
        if (sent.length > 0) reportSent(checker, placed, sent, body)
        if (ids.length === 0) continue
        const found = rowLoad(
          checker,
          owner,
          ids.filter((name) => !OWNER.test(name)),
        )
        if (found === undefined) {
          const other = otherPerson(checker, placed, ids)
          if (other === undefined) {
            reportLeftOut(checker, placed, ids)
            continue
          }
          if (told.has(other.call)) continue
          told.add(other.call)
          checker.report({
            node: other.call,
            message: `${describeRoute(checker, route)} changes the \`${other.model.name}\` that the path names; it is never compared with \`${other.caller}\`.`,
            confidence: 'medium',
          })
          continue
        }
        if (told.has(found.call) || isJoined(checker, found.call)) continue
        if (CALLER.test(checker.tree.spelled(found.call))) continue
        if (namesOwner(body, found.owner) || isAskedWithCaller(checker, found.call)) continue
        told.add(found.call)
        checker.report({
          node: found.call,
          message: `${describeRoute(checker, route)} finds a \`${found.model.name}\` by the number in the path alone; \`${found.owner}\` is never compared with the caller.`,
          confidence:
            route.auth.certainty === 'known' && found.deep === undefined ? 'high' : 'medium',
          related:
            found.deep === undefined
              ? []
              : [locationOf({ path: found.deep.path, at: { line: found.deep.line, column: 1 } })],
        })
      }
    },
  },
})

/** A row that is changed by a key out of the body or the query. */
function reportSent(
  checker: Checker,
  { route, owner }: PlacedRoute,
  sent: readonly string[],
  body: string,
): void {
  const keys = sent.filter((name) => !OWNER.test(name))
  const found = owner && rowLoad(checker, owner, keys)
  if (owner === undefined || found === undefined || found.deep !== undefined) return
  if (isJoined(checker, found.call) || CALLER.test(checker.tree.spelled(found.call))) return
  if (namesOwner(body, found.owner) || isAskedWithCaller(checker, found.call)) return
  if (!isChangedByKey(checker, owner, found.call)) return
  checker.report({
    node: found.call,
    message: `${describeRoute(checker, route)} changes a \`${found.model.name}\` by a number that the client sends; \`${found.owner}\` is never compared with the caller.`,
    confidence: 'medium',
  })
}

/** The caller is handed in and left out, where the handlers beside it look at both. */
function reportLeftOut(checker: Checker, placed: PlacedRoute, ids: readonly string[]): void {
  const found = leftOutCaller(checker, placed, ids)
  if (found === undefined) return
  checker.report({
    node: found.call,
    message: `${describeRoute(checker, placed.route)} goes by the number in the path alone; \`${found.caller}\` is never looked at, while ${describeRoute(checker, found.sibling.route)} asks for both.`,
    confidence: 'medium',
    related: [locationOf(found.sibling.route)],
  })
}

/** Names of identifiers in the path that the handler takes. */
function pathIds(checker: Checker, { route, owner }: PlacedRoute): readonly string[] {
  const inPath = [
    ...`${pathOf(checker, route)} ${route.route}`.matchAll(/[{<](?:\w+:)?(\w+)(?::\w+)?[}>]/g),
  ].map(([, name]) => name)
  return (owner?.parameters ?? [])
    .map(({ name }) => name)
    .filter((name) => inPath.includes(name) && /(?:id|(?:^|_)(?:pk|slug|key|number))$/i.test(name))
}

/** True if the handler speaks of the column, or of the thing that it leads to: `user=request.user`. */
function namesOwner(text: string, column: string): boolean {
  const thing = column.replace(/_id$/, '')
  if (new RegExp(`\\b${column}\\b`).test(text)) return true
  return new RegExp(
    `\\.${thing}\\s*(?:!=|==|is\\b|not\\b|in\\b)|\\b${thing}\\s*=\\s*(?:request|current|user|self|g)\\b`,
  ).test(text)
}

/** `.join(User).where(User.id == user.id)`: the caller is asked for in another table. */
function isJoined({ tree }: Checker, call: Node): boolean {
  const statement = tree.ancestor(call, K_EXPRESSION_STATEMENT, K_RETURN_STATEMENT)
  const text = statement === NO_NODE ? '' : tree.text(statement)
  return /\.join\(/.test(text) && /\b(?:\w*user|me|principal|identity)\.\w*id\b/.test(text)
}

/** `get_object_or_404(Walk, pk=pk, dog__owner=request.user)`: asked for by whatever way leads there. */
const CALLER = /=\s*(?:self\.)?(?:request\.user|current_user)\b/

/** `@ownership_required`: asked before the view runs. */
const OWNING = /own(?:er|ed|s_|ership)|permission|belongs|_access\b/i
