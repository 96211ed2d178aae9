// The practices over one file.
import type { FileChecker } from '../engine/checker.ts'
import { reasonOf } from '../engine/dispatch.ts'
import type { Location, RuleFailure } from '../model.ts'
import { F_ATTRIBUTE, K_ATTRIBUTE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { ObserveNode, Observer, Practice } from './define.ts'

/** What one file tells of one practice. */
export interface PracticeCount {
  readonly id: string
  readonly count: number
  readonly total: number
  /** The first places where it is followed. */
  readonly places: readonly Location[]
}

/** Places that are kept of each file and practice. */
const MAX_PLACES = 3

interface Entry {
  readonly tally: Tally
  readonly observe: ObserveNode
}

class Tally implements Observer {
  readonly practice: Practice
  count = 0
  total = 0
  readonly places: Location[] = []
  readonly #checker: FileChecker

  constructor(practice: Practice, checker: FileChecker) {
    this.practice = practice
    this.#checker = checker
  }

  follows(node: Node): void {
    this.count += 1
    this.total += 1
    if (this.places.length < MAX_PLACES) this.places.push(this.#checker.locate(node))
  }

  departs(_: Node): void {
    this.total += 1
  }
}

export interface Observed {
  readonly counts: readonly PracticeCount[]
  readonly failures: readonly RuleFailure[]
}

/** Counts the practices in one file. One that throws is left out for the file and told of. */
export function observePractices(practices: readonly Practice[], checker: FileChecker): Observed {
  const tallies = practices
    .filter(({ roles }) => roles.includes(checker.role))
    .map((practice) => new Tally(practice, checker))
  const failed = new Map<Tally, RuleFailure>()
  const run = (entries: readonly Entry[] | undefined, node: Node) => {
    for (const { tally, observe } of entries ?? []) {
      if (failed.has(tally)) continue
      try {
        observe(node, checker, tally)
      } catch (error) {
        const message = `At line ${checker.tree.line(node)}: ${reasonOf(error)}`
        failed.set(tally, { ruleId: tally.practice.id, path: checker.path, message })
      }
    }
  }
  const kinds = tableOf(tallies, ({ on }) => on)
  for (const [kind, entries] of kinds) {
    for (const node of checker.facts.nodesOfKind(Number(kind))) run(entries, node)
  }
  observeCalls(
    checker,
    tableOf(tallies, ({ calls }) => calls),
    tableOf(tallies, ({ methods }) => methods),
    run,
  )
  const counts = tallies
    .filter((tally) => tally.total > 0 && !failed.has(tally))
    .map(({ practice, count, total, places }) => ({ id: practice.id, count, total, places }))
  return { counts, failures: [...failed.values()] }
}

function tableOf(
  tallies: readonly Tally[],
  pick: (practice: Practice) => Readonly<Record<string, ObserveNode>> | undefined,
): ReadonlyMap<string, readonly Entry[]> {
  const table = new Map<string, Entry[]>()
  for (const tally of tallies) {
    for (const [key, observe] of Object.entries(pick(tally.practice) ?? {})) {
      const entries = table.get(key)
      if (entries === undefined) table.set(key, [{ tally, observe }])
      else entries.push({ tally, observe })
    }
  }
  return table
}

function observeCalls(
  { tree, facts }: FileChecker,
  calls: ReadonlyMap<string, readonly Entry[]>,
  methods: ReadonlyMap<string, readonly Entry[]>,
  run: (entries: readonly Entry[] | undefined, node: Node) => void,
): void {
  for (const call of facts.calls) {
    const callee = tree.callee(call)
    if (callee === NO_NODE) continue
    if (tree.kind(callee) === K_ATTRIBUTE) {
      run(methods.get(facts.name(tree.child(callee, F_ATTRIBUTE))), call)
    }
    const name = facts.qualifiedName(callee)
    if (name !== undefined) run(calls.get(name), call)
  }
}
