import type { Checker } from '../../engine/checker.ts'
import { calleeName, positionalArgument, withoutParentheses } from '../../matching/calls/calls.ts'
import { routeOf } from '../../matching/inputs/request-values.ts'
import { dependenciesOf } from '../../matching/routes/route-places.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isGivenWithCaller } from './matching/asking-helpers.ts'
import { claimedIdentity } from './matching/claimed-identities.ts'
import { claimedScope, hasPrincipal, isOfOneKind, principalScope } from './matching/principals.ts'

/** Code that decides whether the caller may name somebody else. */
const PRIVILEGED =
  /\b(?:is_admin\w*|is_superuser|is_staff|superuser|has_role|has_perm\w*|has_scope|can_impersonate|role\b|roles\b|scopes\b|permissions?\b|is_internal|is_system)/

export default defineRule({
  id: 'client-supplied-scope',
  title: 'Tenant, actor or role taken from the client',
  consequence:
    'A client that names another tenant, user or role in its request reads and changes their data.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [639, 863, 290],
  why: `
The token says who is calling and for which tenant. A value from the body, query or a header that goes
before it turns this around: the caller says who they are. With \`payload.tenant_id or user.tenant_id\`
everything works for honest clients, whose requests leave the field out.

| request | token | rows |
|---|---|---|
| \`{}\` | tenant 1 | of tenant 1 |
| \`{"tenant_id": 2}\` | tenant 1 | of tenant 2 |
`,
  fix: `
Take the scope from the authenticated principal alone. Where somebody may act for others, check that first
(\`if payload.tenant_id != user.tenant_id: require_admin(user)\`) and keep the field out of the models of
ordinary requests.
`,
  exemptions: [
    {
      text: 'The principal goes first, or is the only source.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from app.auth import get_current_user
        from app.models import Order, OrderIn

        router = APIRouter()

        @router.post('/orders')
        async def create(payload: OrderIn, user=Depends(get_current_user)):
            tenant_id = user.tenant_id or payload.tenant_id
            return Order(tenant_id=user.tenant_id, created_by=user.id, sku=payload.sku), tenant_id
      `,
    },
    {
      text: 'Somebody who may act for others: the role is checked before, or the two are compared.',
      quiet: py`
        from fastapi import APIRouter, Depends, HTTPException
        from app.auth import get_current_user
        from app.models import Order, OrderIn

        router = APIRouter()

        @router.post('/orders')
        async def create(payload: OrderIn, user=Depends(get_current_user)):
            tenant_id = user.tenant_id
            if user.is_superuser:
                tenant_id = payload.tenant_id or user.tenant_id
            return tenant_id

        @router.post('/refunds')
        async def refund(payload: OrderIn, user=Depends(get_current_user)):
            if payload.tenant_id != user.tenant_id:
                raise HTTPException(status_code=403)
            return Order(tenant_id=payload.tenant_id)

        @router.post('/transfers')
        async def transfer(payload: OrderIn, user=Depends(get_current_user)):
            await ensure_member(user, payload.tenant_id)
            return Order(tenant_id=payload.tenant_id)
      `,
    },
    {
      text: 'Whom a request is about, where the actor is somebody else.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from app.auth import get_current_user
        from app.models import Invitation, InvitationIn

        router = APIRouter()

        @router.post('/invitations')
        async def invite(payload: InvitationIn, user=Depends(get_current_user)):
            name = payload.name or user.name
            return Invitation(user_id=payload.user_id, invited_by=user.id, name=name)
      `,
    },
    {
      text: 'Functions that are no handlers.',
      quiet: py`
        def merge(payload, defaults):
            return payload.tenant_id or defaults.tenant_id
      `,
    },
  ],
  limits: [
    'A claim that travels through a service before it reaches a query is not followed.',
    'A parameter in the path is left to checks of membership that dependencies make.',
  ],
  bad: [
    py`
      from fastapi import APIRouter, Depends
      from app.auth import get_current_user
      from app.models import Order, OrderIn

      router = APIRouter()

      @router.post('/orders')
      async def create(payload: OrderIn, user=Depends(get_current_user)):
          tenant_id = payload.tenant_id or user.tenant_id #!
          return Order(tenant_id=tenant_id, sku=payload.sku)
    `,
    py`
      from typing import Annotated
      from fastapi import APIRouter, Depends, Header, Query, Request
      from sqlalchemy import select
      from app.auth import CurrentUser, get_current_user
      from app.models import Audit, AuditIn, Document

      router = APIRouter()

      @router.get('/documents')
      async def documents(db, tenant_id: int = Query(None), user=Depends(get_current_user)):
          scope = tenant_id if tenant_id is not None else user.tenant_id #!
          return db.execute(select(Document).where(Document.tenant_id == scope))

      @router.get('/reports')
      async def reports(request: Request, current_user=Depends(get_current_user)):
          tenant = request.headers.get('X-Tenant-Id', current_user.tenant_id) #!
          return tenant

      @router.post('/audit')
      async def audit(body: AuditIn, user=Depends(get_current_user)):
          return Audit(user_id=body.user_id, action=body.action) #!

      @router.get('/mine')
      async def mine(db, x_tenant_id: Annotated[str, Header()] = None, user=Depends(get_current_user)):
          if x_tenant_id:
              tenant = x_tenant_id #!
          else:
              tenant = user.tenant_id
          return tenant
    `,
    py`
      from flask import Blueprint, g, request
      from flask_login import current_user, login_required

      bp = Blueprint('orders', __name__)

      @bp.post('/orders')
      @login_required
      def create():
          data = request.get_json()
          owner = data.get('user_id') or current_user.id #!
          role = request.json.get('role', current_user.role) #!
          return {'owner': owner, 'role': role}
    `,
  ],
  good: [
    py`
      from fastapi import APIRouter, Depends
      from app.auth import get_current_user
      from app.models import Order, OrderIn

      router = APIRouter()

      @router.post('/orders')
      async def create(payload: OrderIn, user=Depends(get_current_user)):
          return Order(tenant_id=user.tenant_id, sku=payload.sku)
    `,
  ],
  on: {
    [k.K_BOOLEAN_OPERATOR](node, checker) {
      const { tree } = checker
      if (tree.text(tree.child(node, k.F_OPERATOR)) !== 'or') return
      prefer(checker, node, tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT))
    },
    [k.K_CONDITIONAL_EXPRESSION](node, checker) {
      const [first, condition, other] = statementsOf(checker.tree, node)
      if (first === undefined || condition === undefined || other === undefined) return
      if (PRIVILEGED.test(checker.tree.spelled(condition))) return
      prefer(checker, node, first, other)
    },
    [k.K_IF_STATEMENT](node, checker) {
      preferByBranch(checker, node)
    },
    [k.K_KEYWORD_ARGUMENT](node, checker) {
      claimedAsOwn(checker, node)
    },
    [k.K_FUNCTION_DEFINITION](node, checker) {
      const owner = checker.facts.functionAt(node)
      const claimed = owner && claimedIdentity(checker, owner)
      if (owner === undefined || claimed === undefined) return
      checker.report({
        node: claimed.answer,
        message: `\`${owner.name}\` takes the header \`${claimed.name}\` for the caller: whoever sends it is believed.`,
        confidence: 'medium',
      })
    },
  },
  methods: {
    get: withDefault,
    pop: withDefault,
  },
})

/** `claim or own`, `claim if claim else own`. */
function prefer(checker: Checker, node: Node, first: Node, second: Node): void {
  const claim = claimedScope(checker, first)
  if (claim === undefined || first === NO_NODE || second === NO_NODE) return
  const own = principalScope(checker, second)
  if (own === undefined || !isOfOneKind(claim, own) || isAllowed(checker, node, first)) return
  report(checker, node, first, second)
}

/** `request.headers.get('X-Tenant', user.tenant_id)`. */
function withDefault(call: Node, checker: Checker): void {
  const second = positionalArgument(checker.tree, call, 1)
  if (second === NO_NODE) return
  const own = principalScope(checker, second)
  const claim = own === undefined ? undefined : claimedScope(checker, call)
  if (own === undefined || claim === undefined || !isOfOneKind(claim, own)) return
  if (!isAllowed(checker, call, call)) report(checker, call, call, second)
}

/** `if claim: x = claim` with `else: x = own`. */
function preferByBranch(checker: Checker, node: Node): void {
  const { tree } = checker
  const condition = conditionOf(tree, node)
  const test = tree.text(condition)
  const alternative = tree.child(node, k.F_ALTERNATIVE)
  if (alternative === NO_NODE) {
    fillIn(checker, node, condition)
    putAbove(checker, node, condition)
    return
  }
  if (PRIVILEGED.test(test) || tree.kind(alternative) !== k.K_ELSE_CLAUSE) return
  const first = onlyAssignment(checker, tree.child(node, k.F_CONSEQUENCE))
  const second = onlyAssignment(checker, tree.child(alternative, k.F_BODY))
  if (first === NO_NODE || second === NO_NODE) return
  const [target, value] = [tree.child(first, k.F_LEFT), tree.child(first, k.F_RIGHT)]
  const [other, own] = [tree.child(second, k.F_LEFT), tree.child(second, k.F_RIGHT)]
  if (value === NO_NODE || own === NO_NODE || tree.text(target) !== tree.text(other)) return
  if (!test.includes(tree.text(value))) return
  const claim = claimedScope(checker, value)
  const ownScope = principalScope(checker, own)
  if (claim === undefined || ownScope === undefined || !isOfOneKind(claim, ownScope)) return
  if (!isAllowed(checker, first, value)) report(checker, first, value, own)
}

/** `if claim is None: claim = own`: the caller's own counts only where the client is silent. */
function fillIn(checker: Checker, node: Node, condition: Node): void {
  const { tree, facts } = checker
  const assignment = onlyAssignment(checker, tree.child(node, k.F_CONSEQUENCE))
  if (assignment === NO_NODE) return
  const [target, own] = [tree.child(assignment, k.F_LEFT), tree.child(assignment, k.F_RIGHT)]
  const name = tree.text(target)
  if (own === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return
  if (![`not ${name}`, `${name} is None`].includes(tree.text(withoutParentheses(tree, condition))))
    return
  const ownScope = principalScope(checker, own)
  const first = facts.resolve(target)?.definitions[0]
  const given = first === undefined ? NO_NODE : tree.ancestor(first.node, k.K_ASSIGNMENT)
  const isGiven = given !== NO_NODE && given !== assignment
  const value = isGiven ? tree.child(given, k.F_RIGHT) : target
  const claim = value === NO_NODE ? undefined : claimedScope(checker, value)
  if (claim === undefined || ownScope === undefined || !isOfOneKind(claim, ownScope)) return
  const owner = facts.enclosingFunction(node)
  if (owner === undefined || PRIVILEGED.test(tree.spelled(owner.node))) return
  if (isAllowed(checker, assignment, value) || isAllowed(checker, assignment, target)) return
  report(checker, assignment, value, own)
}

/** `x = own`, then `if claim: x = claim`: whatever the client says goes above the caller's own. */
function putAbove(checker: Checker, node: Node, condition: Node): void {
  const { tree, facts } = checker
  const assignment = onlyAssignment(checker, tree.child(node, k.F_CONSEQUENCE))
  if (assignment === NO_NODE) return
  const [target, value] = [tree.child(assignment, k.F_LEFT), tree.child(assignment, k.F_RIGHT)]
  if (value === NO_NODE || tree.kind(target) !== k.K_IDENTIFIER) return
  const name = tree.text(value)
  if (![name, `${name} is not None`].includes(tree.text(withoutParentheses(tree, condition))))
    return
  const [first, second, more] = facts.resolve(target)?.definitions ?? []
  if (first === undefined || second?.node !== target || more !== undefined) return
  const before = tree.ancestor(first.node, k.K_ASSIGNMENT)
  const own = before === NO_NODE ? NO_NODE : tree.child(before, k.F_RIGHT)
  const claim = claimedScope(checker, value)
  const ownScope = own === NO_NODE ? undefined : principalScope(checker, own)
  if (claim === undefined || ownScope === undefined || !isOfOneKind(claim, ownScope)) return
  const owner = facts.enclosingFunction(node)
  if (owner === undefined || PRIVILEGED.test(tree.spelled(owner.node))) return
  if (!isAllowed(checker, assignment, value)) report(checker, assignment, value, own)
}

function onlyAssignment({ tree }: Checker, block: Node): Node {
  const [only, more] = block === NO_NODE ? [] : statementsOf(tree, block)
  if (only === undefined || more !== undefined) return NO_NODE
  const [inner] = statementsOf(tree, only)
  return inner !== undefined && tree.kind(inner) === k.K_ASSIGNMENT ? inner : NO_NODE
}

/** `Order(tenant_id=payload.tenant_id)` in a handler that knows the tenant of its caller. */
function claimedAsOwn(checker: Checker, keyword: Node): void {
  const { tree, facts } = checker
  const value = tree.child(keyword, k.F_VALUE)
  const name = tree.text(tree.child(keyword, k.F_NAME))
  if (
    value === NO_NODE ||
    !/^(?:tenant|org|organi[sz]ation|workspace|user|owner|actor|author|creator|created_by|updated_by|performed_by|account|role)/.test(
      name,
    )
  )
    return
  const claim = claimedScope(checker, value)
  if (claim === undefined || !isOfOneKind(claim, name)) return
  const owner = facts.enclosingFunction(keyword)
  const call = tree.ancestor(keyword, k.K_CALL)
  if (owner === undefined || call === NO_NODE || !hasPrincipal(checker, owner)) return
  // Making a row; a query or a service may check what it is given.
  if (!/^[A-Z]\w*$/.test(calleeName(tree, call)) && calleeName(tree, call) !== 'create') return
  if (routeOf(checker, owner)?.auth.strength === 'role') return
  if (isAllowed(checker, keyword, value)) return
  // Somebody else is the actor: the row names both.
  if (isActorNamed(checker, call, keyword)) return
  checker.report({
    node: keyword,
    message: `\`${name}\` is what the client claims in \`${tree.text(value)}\`, although the caller is known.`,
    confidence: 'medium',
    severity: 'high',
  })
}

/** True if another argument of the call is the caller: `invited_by=user.id`. */
function isActorNamed(checker: Checker, call: Node, keyword: Node): boolean {
  return checker.facts
    .arguments(call)
    .some(({ value }) =>
      value > keyword + 2 || value < keyword ? principalScope(checker, value) !== undefined : false,
    )
}

/** True where the function compares, or hands to a check, what the client claims. */
function isAllowed(checker: Checker, node: Node, claim: Node): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(node)
  const route = owner && routeOf(checker, owner)
  if (owner === undefined || route === undefined) return true
  // Administrators and other services speak for others.
  if (
    dependenciesOf(route).some(({ name }) => /admin|superuser|staff|internal|service/i.test(name))
  )
    return true
  for (let at = tree.parent(node); at !== NO_NODE && at !== owner.node; at = tree.parent(at)) {
    if (tree.kind(at) === k.K_IF_STATEMENT && PRIVILEGED.test(tree.spelled(conditionOf(tree, at))))
      return true
  }
  const text = tree.text(withoutParentheses(tree, claim))
  const body = tree.source.slice(tree.start(owner.node), tree.end(owner.node))
  const plain = text.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')
  const isCompared = new RegExp(
    `${plain}\\s*(?:!=|==|not in|in)\\s*[\\w.]*(?:user|principal|claims|tenants|memberships|allowed)|(?:user|principal|claims|tenant_id|\\.id)\\s*(?:!=|==)\\s*${plain}`,
  )
  const isHanded = new RegExp(
    `\\b\\w*(?:check|verify|ensure|assert|require|authori[sz]e|can_|has_|is_member|belongs|validate|allowed|permission|access)\\w*\\([^)]*${plain}`,
  )
  if (isCompared.test(body) || isHanded.test(body)) return true
  const [root = text] = text.split('.', 1)
  return [text, root].some((one) => isGivenWithCaller(checker, owner, one))
}

function report(checker: Checker, node: Node, claim: Node, own: Node): void {
  const { tree } = checker
  checker.report({
    node,
    message: `\`${tree.text(claim)}\` comes from the client and goes before \`${tree.text(own)}\`, which the credentials say.`,
    evidence: [
      { kind: 'read', node: claim, message: 'What the client claims.' },
      { kind: 'read', node: own, message: 'What the credentials say.' },
    ],
  })
}
