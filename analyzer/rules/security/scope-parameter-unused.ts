import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { namedText } from '../../facts/named-constants.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { routeOf } from '../../matching/inputs/request-values.ts'
import type { Ancestor } from '../../project/class-hierarchy.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SCOPE =
  /^(tenant|org|organi[sz]ation|workspace|room|project|team|account|company|customer|client|merchant|shop|store|channel|owner|user|group|site|community|board|space|realm)(?:_?(?:id|uuid|slug|key|pk))$|^(tenant|workspace|organi[sz]ation|room)$/
const QUERY =
  /^(?:select|execute|exec|stream|stream_scalars|count_documents|iterator|exists|scalars?|scalar_one|scalar_one_or_none|query|filter|filter_by|where|fetch|fetchrow|fetchall|fetchone|fetchval|fetch_one|fetch_all|find|find_one|find_all|find_by_id|aggregate|get|get_all|get_by_id|list|list_all|get_or_404|get_object_or_404|get_list_or_404|first|all|one|one_or_none|exclude|count|delete_one|update_one|delete_many|update_many|hgetall|hget|smembers|lrange)$/
const STORE =
  /(?:^|[._(])(?:db|session|conn|connection|cursor|cur|pool|repo|repository|collection|objects|redis|database|store|dao|mongo|query|tx|transaction|engine|uow|unit_of_work)(?:$|[._()[])/i
const LOGS =
  /^(?:debug|info|warning|warn|error|exception|critical|log|print|bind|set_tag|labels|set_attribute|add_event|contextualize|inc|observe)$/

export default defineRule({
  id: 'scope-parameter-unused',
  title: 'Tenant or room accepted and left out of the query',
  consequence: 'Rows of all tenants are returned or changed, although the call names one of them.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [639, 863],
  confidence: 'medium',
  why: `
The signature promises that only one tenant, workspace or room is touched, and callers rely on it. The query knows nothing
of the parameter, so that it finds the rows of everybody. With one tenant in the test data all tests pass.
`,
  fix: `
Put the parameter into the query (\`.where(Document.workspace_id == workspace_id)\`), or take it out of the signature. Test with
the rows of two tenants.
`,
  exemptions: [
    {
      text: 'A parameter that the query, or something that is called, is given.',
      quiet: py`
        from sqlalchemy import select
        from app.models import Document

        async def documents(session, workspace_id: int):
            query = select(Document).where(Document.workspace_id == workspace_id)
            return (await session.execute(query)).scalars().all()

        async def count(session, tenant_id):
            await session.execute('set app.tenant = :t', {'t': tenant_id})
            return await session.scalar(select(Document.id))

        async def search(repo, tenant_id, text):
            return await repo.search(build(tenant_id, text))
      `,
    },
    {
      text: 'No query at all, a stub, or a method that keeps the signature of its base.',
      quiet: py`
        from abc import ABC, abstractmethod
        from typing import Protocol

        def greet(user_id):
            return 'hello'

        class Store(ABC):
            @abstractmethod
            def load(self, tenant_id, key):
                return self.session.get(key)

        class Port(Protocol):
            def find(self, tenant_id, key): ...

        class Global(Store):
            def load(self, tenant_id, key):
                return self.session.get(key)
      `,
    },
    {
      text: 'The thing itself beside its identifier: a dependency has looked it up.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from sqlalchemy import select
        from app.deps import get_workspace
        from app.models import Document

        router = APIRouter()

        @router.get('/workspaces/{workspace_id}/documents')
        async def documents(session, workspace_id: int, workspace=Depends(get_workspace)):
            return await session.scalars(select(Document).where(Document.workspace == workspace))
      `,
    },
    {
      text: 'The column of that name is compared with what the credentials say.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from sqlalchemy import select
        from app.auth import get_member
        from app.models import Invoice

        router = APIRouter()

        @router.post('/tenants/{tenant_id}/invoices/{invoice_id}/pay')
        async def pay(session, tenant_id: int, invoice_id: int, me=Depends(get_member)):
            query = select(Invoice).where(Invoice.id == invoice_id, Invoice.tenant_id == me.tenant_id)
            return await session.scalar(query)

        @router.get('/tenants/{tenant_id}/invoices')
        def invoices(session, tenant_id: int, me=Depends(get_member)):
            return session.query(Invoice).filter_by(tenant_id=me.tenant_id).all()
      `,
    },
    {
      text: 'A parameter that says by its name that it is not used.',
      quiet: py`
        def documents(session, _tenant_id, *, unused_user_id=None):
            return session.query(Document).all()
      `,
    },
  ],
  limits: ['A parameter that is used for something else than the query is not reported.'],
  bad: [
    py`
      from sqlalchemy import select
      from app.models import Document

      async def documents(session, workspace_id: int): #!
          return (await session.execute(select(Document))).scalars().all()
    `,
    py`
      import logging
      from fastapi import APIRouter, Depends
      from sqlalchemy import select
      from app.db import get_db
      from app.models import Message, Order

      router = APIRouter()
      logger = logging.getLogger(__name__)

      @router.get('/rooms/{room_id}/messages')
      async def messages(room_id: int, limit: int = 50, db=Depends(get_db)): #!
          logger.info('messages of %s', room_id)
          return (await db.scalars(select(Message).limit(limit))).all()

      class Orders:
          def __init__(self, session):
              self.session = session

          def open(self, tenant_id, status='open'): #!
              return self.session.query(Order).filter(Order.status == status).all()

          def by_id(self, order_id, *, org_id): #!
              return self.session.get(Order, order_id)

      def owned(request, customer_id): #!
          return Order.objects.filter(status='open')
    `,
  ],
  good: [
    py`
      from sqlalchemy import select
      from app.models import Document

      async def documents(session, workspace_id: int):
          query = select(Document).where(Document.workspace_id == workspace_id)
          return (await session.execute(query)).scalars().all()
    `,
  ],
  roles: ['source'],
  on: {
    [k.K_FUNCTION_DEFINITION](node, checker) {
      const owner = checker.facts.functionAt(node)
      if (owner === undefined) return
      const unused = owner.parameters.filter(
        ({ name, kind }) => SCOPE.test(name) && kind !== 'rest' && kind !== 'keywords',
      )
      if (unused.length === 0 || isForced(checker, owner)) return
      for (const parameter of unused) {
        if (isUsed(checker, owner, parameter) || hasTheThing(owner, parameter)) continue
        if (isScopedOtherwise(checker, owner, parameter.name)) continue
        if (isHandedInByRouter(checker, owner, parameter.name)) continue
        const query = queryIn(checker, owner)
        if (query !== NO_NODE) report(checker, owner, parameter, query)
      }
    },
  },
})

/** Used for anything but logging. */
function isUsed(checker: Checker, owner: FunctionFacts, parameter: Parameter): boolean {
  const { facts, tree } = checker
  const binding = facts.lookup(owner.scope, parameter.name)
  if (binding === undefined) return true
  if (/\b(?:locals|vars)\(\)/.test(tree.text(owner.node))) return true
  return binding.references.some((node) => {
    if (node === parameter.nameNode || facts.isWrite(node)) return node !== parameter.nameNode
    const call = tree.ancestor(node, k.K_CALL, k.K_BLOCK)
    const isLogged =
      call !== NO_NODE && tree.kind(call) === k.K_CALL && LOGS.test(calleeName(tree, call))
    return !isLogged
  })
}

/** `workspace` beside `workspace_id`: another parameter that is used stands for it. */
function hasTheThing(owner: FunctionFacts, parameter: Parameter): boolean {
  const stem = parameter.name.replace(/_?(?:id|uuid|slug|key|pk)$/, '')
  return owner.parameters.some(
    ({ name }) =>
      name !== parameter.name &&
      (name.includes(stem) ||
        /^(?:scope|ctx|context|membership|member|access|permission\w*|_)$/.test(name)),
  )
}

/** `Invoice.tenant_id == me.tenant_id`: the column is compared, with what the credentials say. */
function isScopedOtherwise(checker: Checker, owner: FunctionFacts, name: string): boolean {
  const { tree, facts } = checker
  const isNamed = (field: number) => (node: Node) => tree.text(tree.child(node, field)) === name
  return (
    Array.from(facts.nodesIn(owner.node, k.K_ATTRIBUTE)).some(isNamed(k.F_ATTRIBUTE)) ||
    Array.from(facts.nodesIn(tree.child(owner.node, k.F_BODY), k.K_KEYWORD_ARGUMENT)).some(
      isNamed(k.F_NAME),
    )
  )
}

/** Every handler of the class has to take it beside the request, which tells the same: most leave it. */
function isHandedInByRouter(checker: Checker, owner: FunctionFacts, name: string): boolean {
  const { class: own } = owner
  if (own === undefined || !/^(?:req|request)$/.test(owner.parameters[1]?.name ?? '')) return false
  const taking = checker.facts.functions
    .filter((one) => one.class === own)
    .flatMap((one) => {
      const same = one.parameters.find((parameter) => parameter.name === name)
      return same === undefined ? [] : [{ one, same }]
    })
  const leaving = taking.filter(({ one, same }) => !isUsed(checker, one, same))
  return leaving.length >= 3 && leaving.length * 2 > taking.length
}

/** The signature is not its own: a stub, an override, a callback by decorator. */
function isForced(checker: Checker, owner: FunctionFacts): boolean {
  const { tree, project } = checker
  const own = project.index.function(checker.path, owner.symbol)
  if (own === undefined || own.summary.isStub) return true
  const isDecorated = owner.decorators.some((one) =>
    /abstractmethod|overload|override|receiver|listens_for|event|fixture|validator|task\b|callback|command|on\(/.test(
      tree.text(one),
    ),
  )
  if (isDecorated) return true
  if (owner.class === undefined)
    return owner.enclosing !== undefined && routeOf(checker, owner) === undefined
  const bases = own.class === undefined ? [] : project.index.hierarchy.order(own.class).slice(1)
  const isOutside = bases.some(
    (one) =>
      typeof one === 'string' &&
      !/^(?:builtins\.object|object|abc\.ABC|typing\.Generic)$/.test(one),
  )
  const isHook =
    own.class !== undefined && project.index.hierarchy.overrides(own.class, owner.name).length > 0
  if (isHook) return true
  const isOverride = bases.some((one) => typeof one !== 'string' && one.methods.has(owner.name))
  return isOverride || (isOutside && !isAnswering(bases, owner.name))
}

/** A method that a class-based view answers with: what it takes is in the path of its own route. */
function isAnswering(bases: readonly Ancestor[], name: string): boolean {
  return (
    /^(?:get|post|put|patch|delete)$/.test(name) &&
    bases.some(
      (one) =>
        typeof one === 'string' &&
        /(?:^|\.)(?:APIView|View|MethodView|Resource|HTTPEndpoint)$/.test(one),
    )
  )
}

/** The first call that asks a store, NO_NODE if there is none. */
function queryIn(checker: Checker, owner: FunctionFacts): Node {
  const { tree, facts } = checker
  for (const call of facts.calls) {
    if (call < owner.node || call >= tree.endOfSubtree(owner.node)) continue
    const name = calleeName(tree, call)
    if (!QUERY.test(name) || isLookUp(checker, call, name)) continue
    const receiver = receiverOf(tree, call)
    if (receiver === NO_NODE) {
      const origin = facts.calleeName(call) ?? ''
      if (/^(?:sqlalchemy|sqlmodel|django)\b/.test(origin)) return call
      continue
    }
    if (STORE.test(tree.text(receiver).slice(0, 200))) return call
  }
  return NO_NODE
}

/** `database.get('name', '')`: what has a default for a word is a dictionary. */
function isLookUp({ facts }: Checker, call: Node, name: string): boolean {
  const [first, second] = facts.arguments(call)
  if (name !== 'get' || first === undefined || second === undefined) return false
  return namedText(facts, first.value) !== undefined && second.name === undefined
}

function report(checker: Checker, owner: FunctionFacts, parameter: Parameter, query: Node): void {
  const isRoute = routeOf(checker, owner) !== undefined
  checker.report({
    node: parameter.node,
    message: `\`${owner.name}\` takes \`${parameter.name}\`, but the query does not ask for it: rows of all are found.`,
    confidence: isRoute || /tenant|workspace|org|room/.test(parameter.name) ? 'high' : 'medium',
    evidence: [{ kind: 'read', node: query, message: 'The query without it.' }],
  })
}
