// Changes of a field that need no lock of their own: before the threads are there, or when nobody else
// has the object; by the lock that a base class holds; of objects that are made for threads.
import type { Checker } from '../../engine/checker.ts'
import { F_LEFT, F_RIGHT, K_ASSIGNMENT, K_FINALLY_CLAUSE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FieldWrite } from './field-writes.ts'
import { heldLock } from './held-locks.ts'

const FOR_THREADS =
  /^(?:threading|queue|multiprocessing)\.(?:Event|Condition|Barrier|(?:Bounded)?Semaphore|\w*Queue)$/

/** `self.enabled = Event()`: `clear` and `set` of it need no lock. */
export function isMadeForThreads(checker: Checker, { node }: FieldWrite): boolean {
  const { tree, facts, analysis } = checker
  // Where a base class makes it, its type says so.
  if (FOR_THREADS.test(analysis.types.typeOf(node)?.name ?? '')) return true
  const assignment = tree.parent(node)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.child(assignment, F_LEFT) !== node)
    return false
  const value = tree.child(assignment, F_RIGHT)
  return value !== NO_NODE && FOR_THREADS.test(facts.calleeName(value) ?? '')
}

const STARTS =
  /(?:Thread|Process|Timer)\w*\(|start_new_thread\(|\.submit\(|\.start\(\)|\bwait_threads/

/** Nobody else uses what is being started or closed. */
const ENDING =
  /^(?:start|init|set_?up|configure|initiali[sz]e|a?close|shutdown|dispose|destroy|terminate|tear_?down)$/

const AFTER_FORK = /after_?(?:in_child_)?fork|at_?fork/i

/** Before the threads are started, where the lock itself is made, or in the child after a fork. */
export function runsAlone(
  { tree, facts }: Checker,
  { method, node, class: owner }: FieldWrite,
  lock: string,
): boolean {
  const text = tree.text(method.node)
  // What is reset when the server has ended.
  if (
    tree.ancestor(node, K_FINALLY_CLAUSE) > method.node &&
    /^(?:run|serve|main|close|stop|shutdown)/.test(method.name)
  )
    return true
  if (ENDING.test(method.name) || AFTER_FORK.test(method.name) || /_at_fork_reinit\(/.test(text))
    return true
  if (lock !== '' && text.includes(`${lock} = `)) return true
  // What releases without having acquired was called with the lock held.
  if (/\.release\(\)/.test(text) && !/\.acquire\(|\bwith\b/.test(text)) return true
  const after = tree.source.slice(tree.end(node), tree.end(method.node))
  if (STARTS.test(after)) return true
  // One step further: `self.start_worker()`.
  return facts.functions.some(
    (one) =>
      one.class === owner &&
      one !== method &&
      STARTS.test(tree.spelled(one.node)) &&
      after.includes(`self.${one.name}(`),
  )
}

/** In a function of the method that is handed out under the lock: whoever is given it calls it there. */
export function isHandedUnderLock({ facts, tree }: Checker, { node, method }: FieldWrite): boolean {
  const isHanded = (at: Node, depth: number): boolean => {
    if (heldLock(facts, at) !== NO_NODE) return true
    const inner = facts.enclosingFunction(at)
    if (inner === undefined || inner === method || inner.isLambda || depth > 3) return false
    const uses = [...facts.identifiersNamed(inner.name)].filter(
      (one) => one !== inner.nameNode && tree.contains(method.node, one),
    )
    return uses.length > 0 && uses.every((one) => isHanded(one, depth + 1))
  }
  return isHanded(node, 0)
}

/** A base class may call its method with the lock held. */
export function overrides(
  { project, path }: Checker,
  { class: owner, method }: FieldWrite,
): boolean {
  const { hierarchy } = project.index
  const known = project.index.class(path, owner.symbol)
  return known !== undefined && hierarchy.findMethod(known, method.name, known) !== undefined
}

/** `logging` holds the lock of a handler around `emit` and `flush`. */
export function isLogHandler({ tree }: Checker, { class: owner, method }: FieldWrite): boolean {
  if (!/^(?:emit|flush)$/.test(method.name)) return false
  return owner.bases.some((base) => /Handler$/.test(tree.spelled(base)))
}
