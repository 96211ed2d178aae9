// Defaults of parameters that are made anew in each call.
import type { Checker, FixDraft } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { isStringStatement, statementsOf } from '../statements/statements.ts'
import { indentOf, insertAfter, insertBefore, lineBreakOf, replace } from './edits.ts'

/** `None` as the default and the object made in the body; not for lambdas and one-line bodies. */
export function defaultInBody(
  checker: Checker,
  definition: FunctionFacts,
  parameter: Parameter,
): FixDraft[] {
  const { tree } = checker
  if (definition.isLambda || definition.body === NO_NODE) return []
  const statements = statementsOf(tree, definition.body)
  const first = statements[0]
  if (first === undefined || tree.line(first) === tree.line(definition.node)) return []
  if (tree.text(parameter.default).includes('\n')) return []
  const lineBreak = lineBreakOf(tree)
  const indent = indentOf(tree, first)
  const step = indent.startsWith('\t') ? '\t' : '    '
  const made = `if ${parameter.name} is None:${lineBreak}${indent}${step}${parameter.name} = ${tree.text(parameter.default)}`
  const isDocstring = isStringStatement(tree, first)
  const { annotation } = parameter
  const lacksNone =
    annotation !== NO_NODE && !/\b(?:None|Optional|Any)\b/.test(tree.spelled(annotation))
  return [
    {
      title: `Make the default of \`${parameter.name}\` in the body`,
      grade: 'needs-review',
      edits: [
        replace(tree, parameter.default, 'None'),
        ...(lacksNone ? [insertAfter(tree, annotation, ' | None')] : []),
        isDocstring
          ? insertAfter(tree, first, `${lineBreak}${indent}${made}`)
          : insertBefore(tree, first, `${made}${lineBreak}${indent}`),
      ],
    },
  ]
}
