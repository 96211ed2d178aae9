// What a method of a row reads of the row: `folder.serialize()` goes over `self.members`.
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import type { Node } from '../../../syntax/tree.ts'

/** Names of the attributes that the method reads by itself, of a call on a row of the model. */
export function readByMethod(checker: Checker, model: OrmModel, call: Node): readonly string[] {
  const own = model.class
  if (own === undefined) return []
  const name = calleeName(checker.tree, call)
  const { index } = checker.project
  const method = index.function(own.module.summary.path, `${own.summary.symbol}.${name}`)
  const reads = (method && effectsOf(method)?.reads) ?? []
  return reads.flatMap(({ key }) => /^self\.(\w+)$/.exec(key)?.[1] ?? [])
}
