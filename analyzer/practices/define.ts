// What is done well, counted: each practice looks at the places where it could be followed and says
// of each whether it is.
//
// To add one: a `definePractice({ ... })` in the file of its category and its name in registry.ts.
// Handlers are called as those of rules are; every place is told once, as `follows` or `departs`.
import type { Checker } from '../engine/checker.ts'
import type { FileRole } from '../engine/roles.ts'
import type { Category } from '../model.ts'
import type { Node } from '../syntax/tree.ts'

export interface Observer {
  /** The practice is followed here. */
  follows(node: Node): void
  /** It could have been followed here and was not. */
  departs(node: Node): void
}

export type ObserveNode = (node: Node, checker: Checker, observer: Observer) => void

export interface PracticeDefinition {
  readonly id: string
  /** Names the practice, fit for a heading: `Locks released on every path`. */
  readonly title: string
  readonly category: Category
  /** One sentence with the numbers: `12 of 12 locks are taken with a with statement.` */
  readonly sentence: (counted: Counted) => string
  /** The kinds of file it looks at; `source` by default. */
  readonly roles?: readonly FileRole[]
  readonly on?: Readonly<Record<number, ObserveNode>>
  readonly calls?: Readonly<Record<string, ObserveNode>>
  readonly methods?: Readonly<Record<string, ObserveNode>>
}

export interface Counted {
  readonly count: number
  readonly total: number
}

export interface Practice extends PracticeDefinition {
  readonly roles: readonly FileRole[]
}

export function definePractice(definition: PracticeDefinition): Practice {
  return { ...definition, roles: definition.roles ?? ['source'] }
}

/** `All 12 locks`, `11 of 12 locks`, `The only lock`. */
export function share({ count, total }: Counted, one: string, many = `${one}s`): string {
  if (count === total && total === 1) return `The only ${one}`
  return count === total ? `All ${total} ${many}` : `${count} of ${total} ${many}`
}

/** The verb after `share`: `is` for one, `are` for several. */
export function verb({ count }: Counted, one: string, many: string): string {
  return count === 1 ? one : many
}
