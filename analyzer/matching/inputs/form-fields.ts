// What a form of WTForms took over from the request: `form.title.data` of `form = TitleForm()`.
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'

export interface FormRead {
  /** What is called to make the form. */
  readonly callee: Node
  readonly field: string
}

const FRAMEWORK = /^(?:flask|flask_wtf|quart|wtforms)\b/

/** The form and the field that an expression reads; undefined for other expressions. */
export function formRead({ tree, facts }: FileReader, read: Node): FormRead | undefined {
  if (tree.kind(read) !== k.K_ATTRIBUTE) return undefined
  if (facts.name(tree.child(read, k.F_ATTRIBUTE)) !== 'data') return undefined
  const field = tree.child(read, k.F_OBJECT)
  if (tree.kind(field) !== k.K_ATTRIBUTE) return undefined
  const form = tree.child(field, k.F_OBJECT)
  if (tree.kind(form) !== k.K_IDENTIFIER) return undefined
  if (!facts.imports.some(({ target }) => FRAMEWORK.test(target ?? ''))) return undefined
  for (const { node } of facts.resolve(form)?.definitions ?? []) {
    const made = writtenValue(tree, node)
    if (made?.kind !== 'whole' || tree.kind(made.node) !== k.K_CALL) continue
    const callee = facts.callee(made.node)
    if (callee === NO_NODE || !/Form$/.test(tree.spelled(callee))) continue
    return { callee, field: facts.name(tree.child(field, k.F_ATTRIBUTE)) }
  }
  return undefined
}
