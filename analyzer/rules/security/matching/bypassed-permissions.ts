// Permissions of Django REST framework that look at one row, on actions that find the row past `get_object`:
// nothing but `get_object` (or `check_object_permissions`) asks them.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { keywordArgument } from '../../../matching/calls/calls.ts'
import { plainLoad } from '../../../matching/rows/plain-loads.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface BypassedPermission {
  readonly call: Node
  readonly action: string
  readonly permission: string
}

const HANDLER = /^(?:retrieve|update|partial_update|destroy|get|post|put|patch|delete)$/
/** Asked after all, in some other way. */
const ASKS =
  /request\.user\b|\bself\.(?:get_object|get_queryset|check_object_permissions|filter_queryset)\b|\b\w*(?:check|ensure|owner|permission|allowed|visible|authori[sz]e)\w*\(/

/** Those of a file, in the order of lines. */
export function bypassedPermissions(checker: Checker): readonly BypassedPermission[] {
  const { facts } = checker
  if (!facts.imports.some(({ target }) => target?.startsWith('rest_framework'))) return []
  return facts.classes.flatMap((own) =>
    own.methods.flatMap((method) => bypassedIn(checker, own, method) ?? []),
  )
}

function bypassedIn(
  checker: Checker,
  own: ClassFacts,
  method: FunctionFacts,
): BypassedPermission | undefined {
  const { tree, facts } = checker
  const decorator = method.decorators.find((one) => /\baction\(/.test(tree.spelled(one)))
  if (decorator === undefined && !HANDLER.test(method.name)) return undefined
  const list = permissionsOf(checker, own, decorator)
  if (list === undefined) return undefined
  const names = tree.namedChildren(list)
  const rowOnly = names.filter((one) => looksAtRowsOnly(checker, one))
  const [permission] = rowOnly
  // Another permission may be all that is needed.
  if (permission === undefined || names.some((one) => !isWeak(checker, one, rowOnly)))
    return undefined
  if (ASKS.test(tree.spelled(tree.child(method.node, k.F_BODY)))) return undefined
  const call = facts.callsIn(method.node).find((one) => plainLoad(checker, one) !== undefined)
  if (call === undefined) return undefined
  return { call, action: method.name, permission: tree.text(permission) }
}

/** The list of the action itself, else that of its class. */
function permissionsOf(
  { tree }: Checker,
  own: ClassFacts,
  decorator: Node | undefined,
): Node | undefined {
  const written = own.attributes.find(({ name }) => name === 'permission_classes')?.value
  if (decorator === undefined) return written
  const [first] = tree.kind(decorator) === k.K_CALL ? [decorator] : tree.namedChildren(decorator)
  const given = first === undefined ? NO_NODE : keywordArgument(tree, first, 'permission_classes')
  return given === NO_NODE ? written : given
}

/** A class of the project with `has_object_permission` and without `has_permission`. */
function looksAtRowsOnly(checker: Checker, name: Node): boolean {
  const value = checker.valueOf(name)
  if (value?.kind !== 'class') return false
  const order = checker.project.index.hierarchy.order(value.class)
  const own = order.filter((one) => typeof one !== 'string')
  const has = (method: string) => own.some(({ methods }) => methods.has(method))
  return has('has_object_permission') && !has('has_permission')
}

function isWeak({ tree }: Checker, name: Node, rowOnly: readonly Node[]): boolean {
  return (
    rowOnly.includes(name) || /^(?:\w+\.)?IsAuthenticated(?:OrReadOnly)?$/.test(tree.spelled(name))
  )
}
