// What the rules say of themselves. In the bundled program the same descriptions stand here as data
// (build/bundle.ts): the backend would read the code of all rules at each start for their titles.
import type { RuleInfo } from '../../analyzer/model.ts'
// Not through the analyzer's index: the backend has no need of the parser behind it.
import { RULES } from '../../analyzer/rules/index.ts'

export const RULE_INFOS: readonly RuleInfo[] = RULES.map(({ info }) => info)
