// What the rules say of themselves. In the bundled program the same descriptions stand here as data
// (build/bundle.ts): the backend would read the code of all rules at each start for their titles.
import { createHash } from 'node:crypto'
import type { RuleInfo } from '../../analyzer/model.ts'
// Not through the analyzer's index: the backend has no need of the parser behind it.
import { RULES } from '../../analyzer/rules/index.ts'

export const RULE_INFOS: readonly RuleInfo[] = RULES.map(({ info }) => info)

/** Changes whenever a rule's description changes. */
export const RULE_SET_VERSION = createHash('sha256')
  .update(JSON.stringify(RULE_INFOS))
  .digest('hex')
  .slice(0, 12)
