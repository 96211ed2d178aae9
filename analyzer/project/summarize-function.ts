// Functions and methods of a summary.
import { firstNamed } from '../facts/definitions.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import type { Parameter } from '../facts/parameters.ts'
import { readAnnotation, readExpression } from '../facts/read-expression.ts'
import type { Reference } from '../facts/reference.ts'
import { isString } from '../facts/strings.ts'
import { EFFECTS_KEY } from '../flow/effects.ts'
import { summarizeEffects } from '../flow/summarize-effects.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FunctionSummary, ParameterSummary } from './summary.ts'

/** More `return` statements than this say nothing about what is returned. */
const MAX_RETURNS = 12

/** Named functions in the order of the file. */
export function namedFunctions(facts: FileFacts): readonly FunctionFacts[] {
  return facts.functions.filter((one) => !one.isLambda)
}

export function summarizeFunctions(facts: FileFacts): readonly FunctionSummary[] {
  const returns = returnedValues(facts)
  const effects = summarizeEffects(facts)
  return namedFunctions(facts).map((one) => ({
    name: one.name,
    symbol: one.symbol,
    at: facts.tree.position(facts.tree.start(one.nameNode)),
    endLine: facts.tree.position(facts.tree.end(one.node)).line,
    isAsync: one.isAsync,
    isGenerator: one.isGenerator,
    class: one.class?.symbol,
    decorators: one.decorators.map((node) => readExpression(facts, node)),
    parameters: one.parameters.map((parameter) => summarizeParameter(facts, parameter)),
    returns: one.returns === NO_NODE ? undefined : readAnnotation(facts, one.returns),
    returned: agreed(facts, returns.get(one)),
    isStub: isStub(facts, one.body),
    effects: { [EFFECTS_KEY]: effects.get(one) },
  }))
}

function summarizeParameter(facts: FileFacts, parameter: Parameter): ParameterSummary {
  const { name, kind, annotation, default: value } = parameter
  return {
    name,
    kind,
    annotation: annotation === NO_NODE ? undefined : readAnnotation(facts, annotation),
    default: value === NO_NODE ? undefined : readExpression(facts, value),
  }
}

/** The values of `return` by function; a function that also returns without a value has none. */
function returnedValues(facts: FileFacts): ReadonlyMap<FunctionFacts, readonly Node[]> {
  const found = new Map<FunctionFacts, Node[]>()
  for (const statement of facts.nodesOfKind(k.K_RETURN_STATEMENT)) {
    const owner = facts.enclosingFunction(statement)
    if (owner === undefined) continue
    const value = firstNamed(facts.tree, statement)
    const known = found.get(owner)
    if (known === undefined) found.set(owner, [value])
    else known.push(value)
  }
  return found
}

/** `None` among the values says only that there may be nothing. */
function agreed(facts: FileFacts, values: readonly Node[] | undefined): Reference | undefined {
  if (values === undefined || values.length > MAX_RETURNS) return undefined
  return facts.references.agreed(values)
}

/** True for a body of nothing but a docstring, `pass`, `...` and `raise NotImplementedError`. */
function isStub(facts: FileFacts, body: Node): boolean {
  if (body === NO_NODE) return false
  const { tree } = facts
  const end = tree.endOfSubtree(body)
  for (let node = body + 1; node < end; node = tree.endOfSubtree(node)) {
    if (!tree.isNamed(node)) continue
    const value = firstNamed(tree, node)
    switch (tree.kind(node)) {
      case k.K_COMMENT:
      case k.K_PASS_STATEMENT:
        break
      case k.K_EXPRESSION_STATEMENT: {
        const isEmpty = value !== NO_NODE && tree.kind(value) === k.K_ELLIPSIS
        if (!isEmpty && !isString(tree, value)) return false
        break
      }
      case k.K_RAISE_STATEMENT: {
        const raised = value === NO_NODE ? '' : tree.text(value)
        if (!raised.startsWith('NotImplementedError')) return false
        break
      }
      default:
        return false
    }
  }
  return true
}
