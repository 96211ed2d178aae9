// What a generator takes for itself and has to give back.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import type { Access } from '../../../flow/accesses.ts'
import { withItemsAround } from '../../../flow/surroundings.ts'
import { writtenValue } from '../../../flow/written-value.ts'
import { calleeName, positionalArgument } from '../../../matching/calls/calls.ts'
import { parentOf } from '../../../matching/statements/statements.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

const ACQUIRING =
  /^(?:subscribe|psubscribe|acquire|create_task|ensure_future|connect|register|add_listener|add_client|open_connection|checkout|listen|incr|increment|enter|\w*SessionLocal|\w*session_?(?:maker|factory))$/i
/** What a consumer is woken through. */
const MAILBOXES = /(?:Queue|Event|Condition|Channel|Subscriber|Subscription|object_stream)$/i

/** What the generator takes for itself: by a call, or by putting something where others see it. */
export function acquisitionsOf(checker: Checker, owner: FunctionFacts): readonly Node[] {
  const { tree, facts } = checker
  const calls = facts.calls.filter(
    (call) => facts.enclosingFunction(call) === owner && isAcquiringCall(checker, call),
  )
  const shared = sharedAccesses(checker, owner)
  const isLetGo = (access: Access) => shared.some((later) => letsGo(tree, later, access))
  const puts = shared
    .filter((access) => {
      const { kind, use, method, node, location } = access
      if (kind === 'mutate') {
        if (method !== 'add' && method !== 'append') return false
        return isMailbox(checker, positionalArgument(tree, node, 0)) || isLetGo(access)
      }
      if (kind !== 'write') return false
      if (use === 'update') return !isDecrease(tree, node) && isLetGo(access)
      const isItem = location.path.at(-1)?.startsWith('[') === true
      return (
        isItem && (isMailbox(checker, writtenValue(tree, node)?.node ?? NO_NODE) || isLetGo(access))
      )
    })
    .map(({ node }) => node)
  return [...calls, ...puts].sort((a, b) => a - b)
}

/** Where a function takes back what it put where others see it, by the node that puts it. */
export function releasesOf(
  checker: Checker,
  owner: FunctionFacts,
  acquiring: Node,
): readonly Node[] {
  const shared = sharedAccesses(checker, owner)
  const put = shared.find(({ node }) => node === acquiring)
  if (put === undefined) return []
  return shared.filter((later) => letsGo(checker.tree, later, put)).map(({ node }) => node)
}

function sharedAccesses(checker: Checker, owner: FunctionFacts): readonly Access[] {
  const { accesses } = checker.analysis.of(owner)
  return accesses.filter(({ location, node }) => location.isShared && node !== owner.node)
}

function letsGo(tree: SyntaxTree, later: Access, { location, node }: Access): boolean {
  const container = location.path.at(-1)?.startsWith('[') ? location.parent : location
  return (
    later.node > node &&
    (later.location.key === location.key || later.location.key === container?.key) &&
    (later.kind === 'delete' || REMOVING.has(later.method ?? '') || isDecrease(tree, later.node))
  )
}

const REMOVING = new Set(['remove', 'discard', 'pop', 'clear'])

function isDecrease(tree: SyntaxTree, target: Node): boolean {
  const statement = tree.parent(target)
  if (tree.kind(statement) !== k.K_AUGMENTED_ASSIGNMENT) return false
  return /^\s*-=/.test(tree.spelled(statement).slice(tree.text(target).length))
}

/** A queue or the like, made in place or held by a local. */
export function isMailbox({ tree, facts }: Checker, given: Node): boolean {
  let made = given
  if (made !== NO_NODE && tree.kind(made) === k.K_IDENTIFIER) {
    const only = facts.resolve(made)?.definitions[0]
    made = (only && writtenValue(tree, only.node)?.node) ?? NO_NODE
  }
  return made !== NO_NODE && tree.kind(made) === k.K_CALL && MAILBOXES.test(calleeName(tree, made))
}

function isAcquiringCall({ tree }: Checker, call: Node): boolean {
  const parent = parentOf(tree, call)
  const isManaged =
    tree.kind(parent) === k.K_WITH_ITEM ||
    tree.kind(parent) === k.K_AS_PATTERN ||
    withItemsAround(tree, call).some((item) =>
      /TaskGroup|nursery|task_group/.test(tree.spelled(item)),
    )
  return !isManaged && ACQUIRING.test(calleeName(tree, call))
}
