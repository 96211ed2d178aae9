// What a handler asks through functions of its own: `if may_not_see(note, user):`.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

/** The text of a function and of those of the same file that it calls. */
export function textWithHelpers({ tree, facts }: Checker, owner: FunctionFacts): string {
  const texts = new Set([tree.spelled(owner.node)])
  for (const call of facts.callsIn(owner.node)) {
    const callee = facts.callee(call)
    if (callee === NO_NODE) continue
    const isOwn = tree.kind(callee) === k.K_ATTRIBUTE
    if (isOwn && !/^(?:self|cls)\.\w+$/.test(tree.text(callee))) continue
    const name = isOwn ? facts.name(tree.child(callee, k.F_ATTRIBUTE)) : tree.text(callee)
    const called = isOwn
      ? owner.class?.method(name)
      : facts.functions.find((one) => one.name === name && one.class === undefined)
    if (called !== undefined) texts.add(tree.spelled(called.node))
  }
  return [...texts].join('\n')
}

/** `if not may_see(note, user):`: a condition gives a function the row and who is calling. */
export function isAskedWithCaller(checker: Checker, load: Node): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(load)
  const row = keptName(tree, load)
  return owner !== undefined && row !== '' && isGivenWithCaller(checker, owner, row)
}

/** The same of anything that a name or an expression says. */
export function isGivenWithCaller(
  { tree, facts }: Checker,
  owner: FunctionFacts,
  what: string,
): boolean {
  return facts.callsOf(owner).some((call) => {
    if (!isInCondition(tree, call)) return false
    const given = facts.arguments(call).map(({ value }) => tree.text(value))
    return given.includes(what) && given.some((one) => CALLER.test(one))
  })
}

const CALLER =
  /^(?:self\.)?(?:request(?:\.user)?|(?:\w+_)?(?:user|caller|principal|identity|member|account)|me|g\.\w+)(?:\.(?:id|pk))?$/i

function isInCondition(tree: SyntaxTree, call: Node): boolean {
  for (let at = call; ; at = tree.parent(at)) {
    const parent = tree.parent(at)
    if (parent === NO_NODE) return false
    const kind = tree.kind(parent)
    if (kind === k.K_IF_STATEMENT || kind === k.K_ELIF_CLAUSE) {
      return tree.fieldOf(at) === k.F_CONDITION
    }
    if (kind === k.K_ASSERT_STATEMENT) return true
    if (kind === k.K_BLOCK || kind === k.K_MODULE) return false
  }
}

/** The name that holds what a call gives, '' for none. */
function keptName(tree: SyntaxTree, call: Node): string {
  let at = tree.parent(call)
  while (CARRYING.has(tree.kind(at))) at = tree.parent(at)
  const target = tree.kind(at) === k.K_ASSIGNMENT ? tree.child(at, k.F_LEFT) : NO_NODE
  return target !== NO_NODE && tree.kind(target) === k.K_IDENTIFIER ? tree.text(target) : ''
}

/** What stands between a call and the assignment of its result: `(await x()).first()`. */
const CARRYING: ReadonlySet<number> = new Set([
  k.K_AWAIT,
  k.K_PARENTHESIZED_EXPRESSION,
  k.K_ATTRIBUTE,
  k.K_CALL,
])
