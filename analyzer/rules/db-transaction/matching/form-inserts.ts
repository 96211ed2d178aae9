// Inserts of what a form holds, behind a validator that has looked for a row with the same.
import { columnOf, coveringUnique } from '../../../domain/orm/tables.ts'
import type { Write } from '../../../domain/sql/read-write.ts'
import { sqlOf } from '../../../domain/sql/sql-reader.ts'
import { constraintHandler } from '../../../domain/sql/transactions.ts'
import type { Checker } from '../../../engine/checker.ts'
import { functionKey } from '../../../gather/define.ts'
import { formQuestions } from '../../../gather/form-questions.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { givenValues } from '../../../matching/rows/given-values.ts'
import { heldLock } from '../../../matching/shared-state/held-locks.ts'
import { isSerialised } from '../../../matching/transactions/taken-locks.ts'
import { isReached } from '../../../matching/transactions/transactions.ts'
import { K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface FormInsert {
  readonly write: Write
  readonly column: string
  /** Where the form runs its validators. */
  readonly validated: Node
}

const VALIDATES = /^validate(?:_on_submit)?$/

/** Inserts whose column holds what a validator of the form found free, with no key that keeps it so. */
export function insertsOfForms(checker: Checker): readonly FormInsert[] {
  const { tree, facts } = checker
  if (checker.project.gathered(formQuestions).size === 0) return []
  const validations = Array.from(facts.calls).filter((call) =>
    VALIDATES.test(calleeName(tree, call)),
  )
  return validations.flatMap((validated): FormInsert[] => {
    const owner = facts.enclosingFunction(validated)
    const form = receiverOf(tree, validated)
    if (owner === undefined || form === NO_NODE || tree.kind(form) !== K_IDENTIFIER) return []
    if (isSerialised(checker, owner)) return []
    return facts
      .callsOf(owner)
      .filter((call) => call > validated && isReached(checker, owner, validated, call))
      .flatMap((call) => sqlOf(checker).write(call) ?? [])
      .flatMap((write): FormInsert[] => {
        const column = askedColumn(checker, form, write)
        return column === undefined ? [] : [{ write, column, validated }]
      })
  })
}

/** The column that is given a field whose validator has asked for it. */
function askedColumn(checker: Checker, form: Node, write: Write): string | undefined {
  const { model } = write
  if (write.kind !== 'insert' || model === undefined || !model.isComplete) return undefined
  const handler = constraintHandler(checker.facts, write.call)
  if (handler?.catches === 'integrity') return undefined
  if (heldLock(checker.facts, write.call) !== NO_NODE) return undefined
  const asked = givenValues(checker, write).find(({ column, value }) => {
    const field = fieldOf(checker, form, value)
    const question = field === undefined ? undefined : questionOf(checker, form, field)
    return question?.model === model.name && columnOf(model, column)?.name === question.column
  })
  if (asked === undefined) return undefined
  const name = columnOf(model, asked.column)?.name ?? asked.column
  return coveringUnique(model, new Set([name]), new Map()) === undefined ? name : undefined
}

/** `name` of `form.name.data`, as it is or as `form.name.data.strip()`. */
function fieldOf(checker: Checker, form: Node, value: Node): string | undefined {
  const { tree } = checker
  if (value === NO_NODE) return undefined
  if (tree.kind(value) === K_CALL) return fieldOf(checker, form, receiverOf(tree, value))
  if (tree.kind(value) !== K_ATTRIBUTE) return undefined
  const [own, field, data, more] = tree.text(value).split('.')
  return own === tree.text(form) && data === 'data' && more === undefined ? field : undefined
}

function questionOf(checker: Checker, form: Node, field: string) {
  const value = checker.valueOf(form)
  if (value?.kind !== 'instance') return undefined
  const { index } = checker.project
  const method = index.hierarchy.findMethod(value.class, `validate_${field}`)
  return method && checker.project.gathered(formQuestions).get(functionKey(method))
}
