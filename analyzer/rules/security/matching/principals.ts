// Who is calling, and what a client claims about whom it speaks for.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { namedConstant } from '../../../facts/named-constants.ts'
import {
  calleeName,
  positionalArgument,
  receiverOf,
  withoutParentheses,
} from '../../../matching/calls/calls.ts'
import { isBinding } from '../../../matching/inputs/request-values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const PRINCIPAL =
  /^(?:(?:current|auth|authenticated|request|session|token|jwt|access|logged_in|calling)_?(?:user|principal|identity|account|data|payload|claims|info|context|member|session)|user|principal|identity|claims|caller|requester|auth|me|viewer|actor|token)$/i
/** Names of what scopes data: whose it is, who acts, as what. */
export const SCOPE =
  /^(?:x[-_])?(?:(?:tenant|org|organi[sz]ation|workspace|account|company|customer|client|team|owner|user|actor|member|author|creator|merchant|shop|store)(?:[-_]?(?:id|uuid|slug|key))|tenant|organi[sz]ation|workspace|role|roles|actor|owner|acting[-_]as|on[-_]behalf[-_]of|impersonate(?:d)?(?:[-_]user)?(?:[-_]id)?|created_by|updated_by|performed_by|is_admin|is_superuser|scopes|permissions)$/i

/** The scope that an attribute or item of the authenticated principal gives. */
export function principalScope(checker: Checker, expression: Node): string | undefined {
  const { tree } = checker
  const [owner, name] = member(checker, expression)
  if (owner === NO_NODE || name === undefined) return undefined
  if (!isPrincipal(checker, owner)) return undefined
  return SCOPE.test(name) ||
    /^(?:id|sub|uid|email|username|name)$/.test(name) ||
    tree.text(owner) === ''
    ? name
    : undefined
}

/** `current_user`, `request.user`, `self.request.user`, `g.user`, `request.state.user`. */
export function isPrincipal(checker: Checker, expression: Node): boolean {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, expression)
  const text = facts.dottedText(node)
  if (text === undefined) return false
  if (
    /(?:^|\.)(?:request|g|info\.context|state)\.(?:user|auth|current_user|principal|identity|tenant|token)$/.test(
      text,
    )
  ) {
    return true
  }
  if (tree.kind(node) !== k.K_IDENTIFIER) return false
  if (!PRINCIPAL.test(text)) return false
  // A body that happens to be called `user` is what the client sent.
  const binding = facts.resolve(node)
  if (binding?.kind !== 'parameter') return true
  return !isBinding(checker, binding, 'body')
}

/** The scope that a client names in what it sent: body, query, header. */
export function claimedScope(checker: Checker, expression: Node): string | undefined {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, expression)
  if (tree.kind(node) === k.K_IDENTIFIER) {
    const binding = facts.resolve(node)
    const isClaimed = binding?.kind === 'parameter' && isBinding(checker, binding, 'any')
    return isClaimed && SCOPE.test(facts.name(node)) ? facts.name(node) : undefined
  }
  const [owner, name] = member(checker, node)
  if (owner === NO_NODE || name === undefined || !SCOPE.test(name)) return undefined
  return isRequestData(checker, owner) ? name : undefined
}

/** `payload`, `request.json`, `request.headers`, `data` of `data = await request.json()`. */
function isRequestData(checker: Checker, owner: Node): boolean {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, owner)
  const text = tree.text(node).replace(/^await\s+/, '')
  if (
    /(?:^|\.)request\.(?:json|form|args|values|headers|data|GET|POST|query_params|cookies|query|get_json\(.*\)|json\(\)|form\(\))$/.test(
      text,
    )
  ) {
    return true
  }
  if (tree.kind(node) !== k.K_IDENTIFIER) return false
  const binding = facts.resolve(node)
  if (binding?.kind === 'parameter') return isBinding(checker, binding, 'body')
  const only = binding?.definitions.length === 1 ? binding.definitions[0]?.node : undefined
  const assignment = only === undefined ? NO_NODE : tree.ancestor(only, k.K_ASSIGNMENT)
  if (assignment === NO_NODE) return false
  const value = tree.child(assignment, k.F_RIGHT)
  return (
    value !== NO_NODE && !/^\W*\w+\W*$/.test(tree.spelled(value)) && isRequestData(checker, value)
  )
}

/** `x.name`, `x['name']`, `x.get('name')`: what is asked, and for what. */
function member(checker: Checker, expression: Node): readonly [Node, string | undefined] {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, expression)
  switch (tree.kind(node)) {
    case k.K_ATTRIBUTE:
      return [tree.child(node, k.F_OBJECT), facts.name(tree.child(node, k.F_ATTRIBUTE))]
    case k.K_SUBSCRIPT: {
      const key = namedConstant(facts, tree.child(node, k.F_SUBSCRIPT))
      return [tree.child(node, k.F_VALUE), typeof key === 'string' ? key : undefined]
    }
    case k.K_CALL: {
      const first = positionalArgument(tree, node, 0)
      const called = calleeName(tree, node)
      // `str(caller.tenant_id)` is the same in another form.
      if (/^(?:str|int|UUID)$/.test(called) && first !== NO_NODE) return member(checker, first)
      if (!/^(?:get|pop)$/.test(called)) return [NO_NODE, undefined]
      const key = first === NO_NODE ? undefined : namedConstant(facts, first)
      return [receiverOf(tree, node), typeof key === 'string' ? key : undefined]
    }
    default:
      return [NO_NODE, undefined]
  }
}

/** True for a function that an authenticated principal is given to. */
export function hasPrincipal(checker: Checker, owner: FunctionFacts): boolean {
  return owner.parameters.some(
    ({ name, nameNode }) => PRINCIPAL.test(name) && isPrincipal(checker, nameNode),
  )
}

/** Tenant with tenant, user with user: `user_id` and `id` of the principal name the same. */
export function isOfOneKind(claim: string, own: string): boolean {
  const kind = (name: string) =>
    name
      .toLowerCase()
      .replace(/^x[-_]/, '')
      .replace(/[-_]?(?:id|uuid|slug|key)$/, '')
      .replace(
        /^(?:owner|actor|author|creator|member|created_by|updated_by|performed_by|acting_as|on_behalf_of|sub|uid|impersonated?.*)$/,
        'user',
      )
      .replace(/^organi[sz]ation$/, 'org')
  const plain = kind(own)
  return kind(claim) === plain || (kind(claim) === 'user' && plain === '')
}
