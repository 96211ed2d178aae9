// Edits that move attributes of a class into its constructor, so that each instance has its own.
import type { Checker, FixDraft, TextEdit } from '../../../engine/checker.ts'
import type { ClassAttribute, ClassFacts } from '../../../facts/classes.ts'
import { indentOf, insertAfter, insertBefore, lineBreakOf } from '../../../matching/edits/edits.ts'
import { removeStatements } from '../../../matching/edits/removals.ts'
import { isStringStatement, statementsOf } from '../../../matching/statements/statements.ts'
import { F_OBJECT, K_ASSIGNMENT, K_ATTRIBUTE } from '../../../syntax/kinds.ts'
import { NO_NODE } from '../../../syntax/tree.ts'

/**
 * All of them made in the constructor, which is written where there is none. Not where the class
 * itself is asked for one of them, or where the constructor is that of a base.
 */
export function constructorFix(
  checker: Checker,
  own: ClassFacts,
  attributes: readonly ClassAttribute[],
): FixDraft[] {
  const { tree, facts } = checker
  const statements = attributes.map(({ statement }) =>
    tree.kind(statement) === K_ASSIGNMENT ? tree.parent(statement) : statement,
  )
  const removals = removeStatements(tree, statements)
  const init = own.method('__init__')
  if (removals === undefined || attributes.length === 0) return []
  if (init === undefined && own.bases.length > 0) return []
  const isSimple = attributes.every(({ name, value }) => {
    if (/[\r\n]/.test(tree.spelled(value))) return false
    return facts.identifiersNamed(name).every((one) => {
      const place = tree.parent(one)
      if (tree.kind(place) !== K_ATTRIBUTE) return !tree.contains(own.node, one) || one < value
      const object = tree.text(tree.child(place, F_OBJECT))
      return object !== own.name && object !== 'cls' && !object.startsWith('type(')
    })
  })
  const first = init ?? own.methods[0]
  if (!isSimple || first === undefined) return []
  const lineBreak = lineBreakOf(tree)
  const lines = (self: string, indent: string) =>
    attributes
      .map(({ name, value, annotation }) => {
        const type = annotation === NO_NODE ? '' : `: ${tree.text(annotation)}`
        return `${self}.${name}${type} = ${tree.text(value)}`
      })
      .join(`${lineBreak}${indent}`)
  if (init !== undefined) {
    const start = statementsOf(tree, init.body)[0]
    const self = init.parameters[0]?.name
    if (start === undefined || self === undefined) return []
    if (tree.line(start) === tree.line(init.node)) return []
    const indent = indentOf(tree, start)
    const made = lines(self, indent)
    return [
      movedFix(removals, [
        isStringStatement(tree, start)
          ? insertAfter(tree, start, `${lineBreak}${indent}${made}`)
          : insertBefore(tree, start, `${made}${lineBreak}${indent}`),
      ]),
    ]
  }
  const indent = indentOf(tree, first.statement)
  const step = indent.includes('\t') ? '\t' : '    '
  const body = lines('self', `${indent}${step}`)
  const made = `def __init__(self):${lineBreak}${indent}${step}${body}${lineBreak}${lineBreak}${indent}`
  return [movedFix(removals, [insertBefore(tree, first.statement, made)])]
}

function movedFix(removals: readonly TextEdit[], insertions: readonly TextEdit[]): FixDraft {
  return {
    title: 'Make it in the constructor',
    grade: 'needs-review',
    edits: [...removals, ...insertions],
  }
}
