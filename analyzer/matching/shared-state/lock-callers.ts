// Whether a method may count on its caller: it says so, or every call in its class is made with the lock.
import type { Checker } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { ALONE } from './field-writes.ts'
import { heldLock } from './held-locks.ts'

const SAYS_SO = /_locked$|_unlocked$|_nolock$|_unsafe$|_no_lock$/

const TOLD =
  /lock (?:is |must be |should be |to be |already )*(?:held|owned)|hold(?:s|ing)? (?:the |self\.)?\S*lock|under (?:the )?lock/i

/** True if every call of the method in its class is made under a lock or during construction. */
export function isCalledUnderLock(
  checker: Checker,
  owner: ClassFacts,
  method: FunctionFacts,
  above: readonly FunctionFacts[],
): boolean {
  const { facts, tree } = checker
  if (SAYS_SO.test(method.name)) return true
  if (TOLD.test(tree.text(method.node))) return true
  if (above.includes(method)) return false
  const calls = callsOf(checker, owner, method.name)
  // Who calls a private method that its own class does not call is not seen, nor what it holds.
  if (calls.length === 0) return /^_(?!_)/.test(method.name)
  // What anybody may call counts only where the class itself always has the lock.
  if (!method.name.startsWith('_')) {
    return calls.every(
      (call) =>
        heldLock(facts, call) !== NO_NODE || ALONE.test(facts.enclosingFunction(call)?.name ?? ''),
    )
  }
  return calls.every((call) => {
    if (heldLock(facts, call) !== NO_NODE) return true
    const caller = facts.enclosingFunction(call)
    if (caller === undefined || caller.class !== owner) return false
    return ALONE.test(caller.name) || isCalledUnderLock(checker, owner, caller, [...above, method])
  })
}

function callsOf({ facts, tree }: Checker, owner: ClassFacts, name: string): readonly Node[] {
  return [...facts.identifiersNamed(name)].flatMap((identifier) => {
    const attribute = tree.parent(identifier)
    const own = receiverAttribute(facts, attribute)
    return own?.class === owner && own.name === name ? [attribute] : []
  })
}
