// Rules about calls as tables: which call, under which condition on its arguments, what to say.
import type { Checker } from '../../engine/checker.ts'
import type { NodeHandler } from '../../rules/define.ts'
import type { Node } from '../../syntax/tree.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { argumentFor, hasUnpacking } from './calls.ts'

/** One kind of call that is reported. */
export interface CallRow {
  /** Qualified names of the callees. */
  readonly calls: readonly string[]
  /** Which argument decides; without it every such call is reported. */
  readonly argument?: {
    readonly name: string
    /** Where it stands when it is passed by position, from 0. */
    readonly position?: number
    /** Source text of the value that is reported; `missing` reports its absence. */
    readonly is: RegExp | 'missing'
  }
  /** `$call` stands for the callee as written, `$value` for the argument's value. */
  readonly message: string
}

/** Handlers by callee, for the `calls` of a rule. */
export function callTable(rows: readonly CallRow[]): Readonly<Record<string, NodeHandler>> {
  const byName = new Map<string, CallRow[]>()
  for (const row of rows) {
    for (const name of row.calls) byName.set(name, [...(byName.get(name) ?? []), row])
  }
  return Object.fromEntries(
    [...byName].map(([name, own]): [string, NodeHandler] => [
      name,
      (call, checker) => {
        for (const row of own) checkRow(row, call, checker)
      },
    ]),
  )
}

/** One handler for several callees. */
export function callsTo(
  names: readonly string[],
  handle: NodeHandler,
): Readonly<Record<string, NodeHandler>> {
  return Object.fromEntries(names.map((name) => [name, handle]))
}

function checkRow({ argument, message }: CallRow, call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const value =
    argument === undefined
      ? NO_NODE
      : argumentFor(tree, call, argument.position ?? Number.POSITIVE_INFINITY, argument.name)
  if (argument !== undefined) {
    if (value === NO_NODE) {
      // What `**options` brings is not known.
      if (argument.is !== 'missing' || hasUnpacking(tree, call)) return
    } else if (argument.is === 'missing' || !argument.is.test(tree.spelled(value))) return
  }
  checker.report({
    node: call,
    message: message
      .replaceAll('$call', tree.text(facts.callee(call)))
      .replaceAll('$value', value === NO_NODE ? '' : tree.text(value)),
  })
}
