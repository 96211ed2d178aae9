// Functions of a file that run in another process, with its own copy of every variable.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { projectFunction } from '../../../matching/shared-state/thread-reach.ts'
import * as k from '../../../syntax/kinds.ts'

/** The functions handed to processes and nothing else, with the helpers that only they call. */
export function processWorkers(checker: Checker): ReadonlySet<FunctionFacts> {
  const { facts, project } = checker
  const found = new Set<FunctionFacts>()
  for (const one of facts.functions) {
    const own = projectFunction(checker, one)
    const entries = own === undefined ? [] : project.index.reachability.entriesOf(own)
    if (entries.length === 0 || entries.some(({ kind }) => kind !== 'process')) continue
    // Where one process is enough, the parent calls it by itself and has what it leaves.
    if (!isCalledOutside(checker, one, found)) found.add(one)
  }
  for (const one of found) {
    for (const call of facts.callsOf(one)) {
      const value = checker.valueOf(facts.callee(call))
      if (value?.kind !== 'function' && value?.kind !== 'method') continue
      if (value.function.module.summary.path !== checker.path) continue
      const callee = facts.functions.find(({ symbol }) => symbol === value.function.summary.symbol)
      if (callee !== undefined && !isCalledOutside(checker, callee, found)) found.add(callee)
    }
  }
  return found
}

function isCalledOutside(
  { tree, facts }: Checker,
  one: FunctionFacts,
  workers: ReadonlySet<FunctionFacts>,
): boolean {
  return Array.from(facts.identifiersNamed(one.name)).some((identifier) => {
    if (identifier === one.nameNode) return false
    const parent = tree.parent(identifier)
    const reference = tree.kind(parent) === k.K_ATTRIBUTE ? parent : identifier
    const call = tree.parent(reference)
    if (tree.kind(call) !== k.K_CALL || facts.callee(call) !== reference) return false
    const caller = facts.enclosingFunction(identifier)
    return caller === undefined || (caller !== one && !workers.has(caller))
  })
}
