// Helpers that use a session of SQLAlchemy which they are given, and neither end its transaction nor
// hand it on: who opened the session is the only one who can commit.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

interface Part {
  /** Symbol of a function and a parameter that it keeps to itself, separated by a space. */
  readonly kept?: readonly string[]
  /** Classes whose constructor is given such a session and whose methods keep it to themselves. */
  readonly keeping?: readonly string[]
  /** Functions among them, and methods of such classes, that write with it. */
  readonly writing?: readonly string[]
  /** Transactions of the project may end by themselves. */
  readonly isAutomatic?: true
}

export interface SessionUses {
  /** `path symbol parameter`. */
  readonly kept: ReadonlySet<string>
  /** `path symbol` of classes. */
  readonly keeping: ReadonlySet<string>
  /** `path symbol` of functions and methods. */
  readonly writing: ReadonlySet<string>
  readonly isAutomatic: boolean
}

export const sessionUses = defineGatherer<Part, SessionUses>({
  id: 'session-uses',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !USES.test(facts.tree.source)) return undefined
    const kept: string[] = []
    const keeping: string[] = []
    const writing: string[] = []
    for (const owner of facts.functions) {
      if (owner.isLambda || owner.isGenerator) continue
      for (const { name, nameNode } of owner.parameters) {
        if (!SESSION.test(name)) continue
        const uses = usesOf(facts, nameNode)
        if (!uses.every((use) => isKeptUse(facts, use))) continue
        kept.push(`${owner.symbol} ${name}`)
        if (uses.some((use) => isWriting(facts, use))) writing.push(owner.symbol)
      }
    }
    for (const one of facts.classes) {
      const made = one.methods.find(({ name }) => name === '__init__')
      if (one.bases.length > 0 || made === undefined) continue
      const methods = writersOf(facts, made, one.methods)
      if (methods === undefined) continue
      keeping.push(one.symbol)
      writing.push(...methods)
    }
    const isAutomatic =
      AUTOMATIC.some((name) => facts.identifiersNamed(name).length > 0) ||
      /['"]AUTOCOMMIT['"]/.test(facts.tree.source)
    if (kept.length + keeping.length === 0 && !isAutomatic) return undefined
    return {
      ...(kept.length > 0 && { kept }),
      ...(keeping.length > 0 && { keeping }),
      ...(writing.length > 0 && { writing }),
      ...(isAutomatic && { isAutomatic }),
    }
  },
  combine(parts) {
    const all = (key: 'kept' | 'keeping' | 'writing') =>
      new Set(parts.flatMap(({ path, part }) => (part[key] ?? []).map((one) => `${path} ${one}`)))
    return {
      kept: all('kept'),
      keeping: all('keeping'),
      writing: all('writing'),
      isAutomatic: parts.some(({ part }) => part.isAutomatic === true),
    }
  },
})

const USES = /\b(?:sqlalchemy|sqlmodel)\b/
const SESSION = /(?:^|_)(?:session|db|sess|conn|connection)$/i
const AUTOMATIC = ['before_commit', 'after_flush', 'autocommit_before_rollback', 'do_autocommit']
/** What a session does that leaves its transaction open. */
const HARMLESS =
  /^(?:add|add_all|begin_nested|bulk_\w+|delete|exec|execute|expire|expire_all|flush|get|get_one|merge|query|refresh|rollback|close|scalar|scalars|stream|stream_scalars|is_active|no_autoflush)$/
const WRITING = /^(?:add|add_all|bulk_\w+|delete|merge)$/
const STATEMENT = /^\(\s*(?:sa\.|sqlalchemy\.)?(?:insert|update|delete|pg_insert)\(/

/** Reads of what a parameter binds, in the function and in those that it defines. */
function usesOf(facts: FileFacts, nameNode: Node): readonly Node[] {
  const binding = facts.resolve(nameNode)
  return Array.from(facts.identifiersNamed(facts.tree.text(nameNode))).filter(
    (one) => one !== nameNode && facts.resolve(one) === binding,
  )
}

/** True for `session.add(...)` and the like: the object of a call that leaves the transaction open. */
export function isKeptUse({ tree }: FileFacts, use: Node): boolean {
  const attribute = tree.parent(use)
  if (tree.kind(attribute) !== k.K_ATTRIBUTE || tree.child(attribute, k.F_OBJECT) !== use)
    return false
  return HARMLESS.test(tree.spelled(tree.child(attribute, k.F_ATTRIBUTE)))
}

function isWriting({ tree }: FileFacts, use: Node): boolean {
  const attribute = tree.parent(use)
  const name = tree.text(tree.child(attribute, k.F_ATTRIBUTE))
  if (WRITING.test(name)) return true
  const call = tree.parent(attribute)
  if (tree.kind(call) !== k.K_CALL || !/^exec/.test(name)) return false
  return STATEMENT.test(tree.spelled(tree.child(call, k.F_ARGUMENTS)))
}

/** Symbols of the methods that write; undefined where the session gets out of the class. */
function writersOf(
  facts: FileFacts,
  made: FunctionFacts,
  methods: readonly FunctionFacts[],
): readonly string[] | undefined {
  const { tree } = facts
  const given = made.parameters.filter(({ name }) => SESSION.test(name))
  const [only, more] = given
  if (only === undefined || more !== undefined) return undefined
  const [use, other] = usesOf(facts, only.nameNode)
  if (use === undefined || other !== undefined) return undefined
  const statement = tree.parent(use)
  if (tree.kind(statement) !== k.K_ASSIGNMENT) return undefined
  const target = tree.child(statement, k.F_LEFT)
  if (target === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) return undefined
  const text = tree.text(target)
  if (!text.startsWith('self.')) return undefined
  const found = new Set<string>()
  for (const method of methods) {
    for (const node of facts.nodesIn(method.node, k.K_ATTRIBUTE)) {
      if (node === target || tree.text(node) !== text) continue
      if (!isKeptUse(facts, node)) return undefined
      if (isWriting(facts, node)) found.add(method.symbol)
    }
  }
  return [...found]
}
