// What is done well, counted: each practice looks at the places where it could be followed and says
// of each whether it is.
//
// To add one: its words in the file of its category in `words/`, and a `definePractice({ ... })` of the
// same name in the file beside.
// Handlers are called as those of rules are; every place is told once, as `follows` or `departs`.
import type { Checker } from '../engine/checker.ts'
import type { FileRole } from '../engine/roles.ts'
import type { Node } from '../syntax/tree.ts'
import type { PracticeWords } from './words/define-words.ts'

export interface Observer {
  /** The practice is followed here. */
  follows(node: Node): void
  /** It could have been followed here and was not. */
  departs(node: Node): void
}

export type ObserveNode = (node: Node, checker: Checker, observer: Observer) => void

export interface PracticeDefinition extends PracticeWords {
  /** The kinds of file it looks at; `source` by default. */
  readonly roles?: readonly FileRole[]
  readonly on?: Readonly<Record<number, ObserveNode>>
  readonly calls?: Readonly<Record<string, ObserveNode>>
  readonly methods?: Readonly<Record<string, ObserveNode>>
}

export interface Practice extends PracticeDefinition {
  readonly roles: readonly FileRole[]
}

export function definePractice(definition: PracticeDefinition): Practice {
  return { ...definition, roles: definition.roles ?? ['source'] }
}
