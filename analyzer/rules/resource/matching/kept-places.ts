// Items that functions put under a changing key into a table that outlives the call.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { receiverAttribute } from '../../../facts/receivers.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface KeptPlace {
  /** `self.pending[number]`, where it is written. */
  readonly item: Node
  readonly owner: FunctionFacts
  /** The class of the field, undefined for a variable of the module. */
  readonly home: ClassFacts | undefined
  readonly table: Node
  /** `self.pending` */
  readonly text: string
  /** `pending` */
  readonly name: string
  readonly key: Node
}

const CONSTANT: ReadonlySet<number> = new Set([
  k.K_INTEGER,
  k.K_NONE,
  k.K_TRUE,
  k.K_FALSE,
  k.K_SLICE,
])

const KEY = {}

/** All of a file, in fields of objects and variables of the module that are plain dictionaries. */
export function keptPlaces(checker: Checker): readonly KeptPlace[] {
  return checker.once(KEY, () => {
    const { tree, facts } = checker
    const found: KeptPlace[] = []
    for (const item of facts.nodesOfKind(k.K_SUBSCRIPT)) {
      if (!facts.isWrite(item) || tree.kind(tree.parent(item)) !== k.K_ASSIGNMENT) continue
      const table = tree.child(item, k.F_VALUE)
      const key = tree.child(item, k.F_SUBSCRIPT)
      const owner = facts.enclosingFunction(item)
      if (owner === undefined || table === NO_NODE || key === NO_NODE) continue
      if (isConstant(checker, key)) continue
      const name = nameOf(checker, table)
      if (name === undefined) continue
      const text = tree.text(table)
      const forgets = new RegExp(
        `${escaped(text)}\\s*(?::[^=\\n]+)?=\\s*(?:\\w+\\.)*(?:Weak|\\w*Cache|LRU|Bounded|Expiring|TTL)\\w*\\(`,
      )
      if (!forgets.test(tree.source)) {
        const home = receiverAttribute(facts, table)?.class
        found.push({ item, owner, home, table, text, name, key })
      }
    }
    return found
  })
}

function isConstant({ tree, facts }: Checker, key: Node): boolean {
  const kind = tree.kind(key)
  if (CONSTANT.has(kind)) return true
  if (kind === k.K_STRING) return facts.nodesIn(key, k.K_INTERPOLATION).length === 0
  return /^[A-Z][A-Z0-9_]*$|\.[A-Z][A-Z0-9_]+$/.test(tree.spelled(key))
}

/** A function that may use the table: a method of its class or a function within one. */
export function mayUse({ home }: KeptPlace, one: FunctionFacts): boolean {
  if (home === undefined) return true
  for (let at: FunctionFacts | undefined = one; at !== undefined; at = at.enclosing) {
    if (at.class === home) return true
  }
  return false
}

/** The last name of `self.pending`, or of a variable of the module. */
function nameOf({ tree, facts }: Checker, table: Node): string | undefined {
  if (tree.kind(table) === k.K_ATTRIBUTE) return receiverAttribute(facts, table)?.name
  if (tree.kind(table) !== k.K_IDENTIFIER) return undefined
  return facts.resolve(table)?.scope?.kind === 'module' ? tree.text(table) : undefined
}

/** Text as it is, for a regular expression. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
