// Forms whose validators look for a row with what a field holds:
// `def validate_name(self, name): if Group.query.filter_by(name=name.data).first(): raise ValidationError`.

import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { conditionOf } from '../matching/statements/branches.ts'
import { K_FUNCTION_DEFINITION, K_IF_STATEMENT, K_RAISE_STATEMENT } from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import { defineFunctionGatherer } from './define.ts'
import { comparedParameters } from './row-helpers.ts'

export interface FormQuestion {
  /** `GroupForm.validate_name`. */
  readonly symbol: string
  /** The class of the rows as written, without its module. */
  readonly model: string
  readonly column: string
}

/** By path and symbol of the validator, separated by a space. */
export const formQuestions = defineFunctionGatherer<FormQuestion>({
  id: 'form-questions',
  uses: /\bdef validate_\w+\(/,
  read: readQuestion,
})

const MODEL = /\b(?:select|query)\(\s*(?:\w+\.)*([A-Z]\w*)|\b([A-Z]\w*)\.query\b/g

function readQuestion(facts: FileFacts, method: FunctionFacts): FormQuestion | undefined {
  const { tree } = facts
  const field = method.parameters[1]?.name
  if (method.class === undefined || field === undefined || !/^validate_/.test(method.name)) {
    return undefined
  }
  const refuses = facts.nodesIn(method.node, K_RAISE_STATEMENT).some((node) => {
    const branch = tree.ancestor(node, K_IF_STATEMENT, K_FUNCTION_DEFINITION)
    if (branch === NO_NODE || tree.kind(branch) !== K_IF_STATEMENT) return false
    // What must be there already is no new row.
    const isMissing = /^not\b|\bis None$|== None$/.test(tree.spelled(conditionOf(tree, branch)))
    return (
      !isMissing && /^raise (?:\w+\.)*(?:ValidationError|StopValidation)\b/.test(tree.spelled(node))
    )
  })
  if (!refuses) return undefined
  const models = new Set<string>()
  for (const [, asked, managed] of tree.text(method.node).matchAll(MODEL)) {
    models.add(asked ?? managed ?? '')
  }
  const values = comparedParameters(facts, method, models)
  const [model, more] = models
  const [only, other] = values
  if (model === undefined || more !== undefined || only === undefined || other !== undefined) {
    return undefined
  }
  if (only.parameter !== field || only.path !== '.data') return undefined
  return { symbol: method.symbol, model, column: only.column }
}
