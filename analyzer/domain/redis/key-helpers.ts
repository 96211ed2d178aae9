// Functions that put keys together: `def job_key(self, job_id): return f"{self.prefix}:job:{job_id}"`.
import { firstNamed } from '../../facts/definitions.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { isStaticMethod } from '../../facts/receivers.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { readTemplate, type TemplatePart, type TextTemplate } from '../text-template.ts'

export interface KeyHelper {
  readonly parameters: readonly string[]
  readonly template: TextTemplate
}

/** Helpers by symbol. */
export type KeyHelpers = Readonly<Record<string, KeyHelper>>

const NAME =
  /(?:^|_)(?:key|keys|keyed|prefix|prefixed|channel|topic|queue|name|namespace|namespaced|room|stream|slot)(?:_|$)/i

/** Functions of a file that are named like it and only return a text. */
export function readKeyHelpers(facts: FileFacts): KeyHelpers {
  const { tree } = facts
  const candidates = facts.functions.filter(({ name, isLambda }) => !isLambda && NAME.test(name))
  if (candidates.length === 0) return {}
  const found: Record<string, KeyHelper> = {}
  const returns = Map.groupBy(facts.nodesOfKind(k.K_RETURN_STATEMENT), (node) =>
    facts.enclosingFunction(node),
  )
  for (const one of candidates) {
    const [only, more] = returns.get(one) ?? []
    if (only === undefined || more !== undefined) continue
    const value = firstNamed(tree, only)
    const template = value === NO_NODE ? undefined : readTemplate(facts, value)
    // The text may be a constant: `LOCK_KEY % name`, or one of the class: `f"{self.PREFIX}{name}"`.
    if (!template?.some((part) => 'text' in part || part.origin !== undefined || isOwn(part)))
      continue
    const isBound = one.class !== undefined && !isStaticMethod(facts, one)
    const parameters = one.parameters.map(({ name }) => name).slice(isBound ? 1 : 0)
    found[one.symbol] = { parameters, template }
  }
  return found
}

function isOwn(part: TemplatePart): boolean {
  return 'value' in part && /^(?:self|cls)\.\w+$/.test(part.value)
}
