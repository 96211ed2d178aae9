// The rules of this version as the window, the packet and the ledger of runs need them.
import type { AnalyzerSettings } from '../../analyzer/index.ts'
import type { Category, RuleInfo } from '../../analyzer/model.ts'
import { RULE_INFOS } from './rule-infos.ts'

const BY_ID: ReadonlyMap<string, RuleInfo> = new Map(RULE_INFOS.map((info) => [info.id, info]))

export function ruleInfo(id: string): RuleInfo | undefined {
  return BY_ID.get(id)
}

/** The title shown for a finding; rules of other versions are shown by their id. */
export function ruleTitle(id: string): string {
  return ruleInfo(id)?.title ?? id
}

export function ruleCategory(id: string): Category {
  return ruleInfo(id)?.category ?? 'maintainability'
}

/** Ids of the rules that run with these settings on at least some files. */
export function rulesOf({ profile, only, enable, disable, overrides }: AnalyzerSettings): string[] {
  const enabled = new Set([
    ...(enable ?? []),
    ...(overrides ?? []).flatMap((one) => one.enable ?? []),
  ])
  return RULE_INFOS.filter(({ id, profiles }) => {
    if (enabled.has(id)) return true
    if (disable?.includes(id)) return false
    return only === undefined ? profiles.includes(profile) : only.includes(id)
  }).map(({ id }) => id)
}
