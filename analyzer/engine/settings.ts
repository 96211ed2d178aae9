// Which rules run on which file, as data: from the command line, the window or the repository.
import type { Profile, Severity } from '../model.ts'
import type { Rule } from '../rules/define.ts'
import type { FileRole } from './roles.ts'
import type { Thresholds } from './thresholds.ts'

/** Different treatment of the files that match one of the globs (`*`, `**`, `?`). */
export interface PathSettings {
  readonly paths: readonly string[]
  readonly enable?: readonly string[]
  readonly disable?: readonly string[]
  readonly severities?: Readonly<Record<string, Severity>>
}

export interface AnalyzerSettings {
  readonly profile: Profile
  /** When given, exactly these rules run, whatever the profile. */
  readonly only?: readonly string[]
  /** Rules that run beyond the profile. */
  readonly enable?: readonly string[]
  readonly disable?: readonly string[]
  readonly severities?: Readonly<Record<string, Severity>>
  /** Applied in order, the last one that speaks of a rule decides. */
  readonly overrides?: readonly PathSettings[]
  readonly thresholds?: Partial<Thresholds>
}

export const DEFAULT_SETTINGS: AnalyzerSettings = { profile: 'default' }

/** What a repository sets, under what the reviewer chose: where both speak, the reviewer decides. */
export function withRepository(
  chosen: AnalyzerSettings,
  repository: Partial<AnalyzerSettings>,
): AnalyzerSettings {
  const isProfileChosen = chosen.profile !== DEFAULT_SETTINGS.profile
  return {
    ...chosen,
    profile: isProfileChosen ? chosen.profile : (repository.profile ?? chosen.profile),
    enable: [...(repository.enable ?? []), ...(chosen.enable ?? [])],
    disable: [...(repository.disable ?? []), ...(chosen.disable ?? [])],
    severities: { ...repository.severities, ...chosen.severities },
    overrides: [...(repository.overrides ?? []), ...(chosen.overrides ?? [])],
    thresholds: { ...repository.thresholds, ...chosen.thresholds },
  }
}

/** What applies to one file: the rules in catalogue order and changed severities. */
export interface Selection {
  readonly rules: readonly Rule[]
  readonly severities: ReadonlyMap<string, Severity>
}

/** Chooses the rules for a file. Equal choices are the same object, so callers can key on it. */
export type SelectRules = (path: string, role: FileRole) => Selection

export function createSelector(rules: readonly Rule[], settings: AnalyzerSettings): SelectRules {
  const overrides = (settings.overrides ?? []).map((override) => ({
    override,
    matches: override.paths.map(globToRegExp),
  }))
  const known = new Map<string, Selection>()
  return (path, role) => {
    const applying = overrides.flatMap(({ override, matches }, index) =>
      matches.some((pattern) => pattern.test(path)) ? [{ override, index }] : [],
    )
    const key = [role, ...applying.map(({ index }) => index)].join(' ')
    let selection = known.get(key)
    if (selection === undefined) {
      const layers = applying.map(({ override }) => override)
      selection = select(rules, role, settings, layers)
      known.set(key, selection)
    }
    return selection
  }
}

function select(
  rules: readonly Rule[],
  role: FileRole,
  settings: AnalyzerSettings,
  layers: readonly PathSettings[],
): Selection {
  const enabled = rules.filter((rule) => {
    if (!rule.roles.includes(role)) return false
    let on =
      settings.only === undefined
        ? rule.info.profiles.includes(settings.profile)
        : settings.only.includes(rule.info.id)
    for (const layer of [settings, ...layers]) {
      if (layer.enable?.includes(rule.info.id)) on = true
      if (layer.disable?.includes(rule.info.id)) on = false
    }
    return on
  })
  const severities = new Map<string, Severity>()
  for (const layer of [settings, ...layers]) {
    for (const [id, severity] of Object.entries(layer.severities ?? {})) {
      severities.set(id, severity)
    }
  }
  return { rules: enabled, severities }
}

/** `**` crosses folders, `*` and `?` do not; a pattern without a slash matches in any folder. */
export function globToRegExp(glob: string): RegExp {
  const anchored = glob.includes('/') ? glob.replace(/^\//, '') : `**/${glob}`
  let pattern = ''
  for (let index = 0; index < anchored.length; index += 1) {
    const character = anchored.charAt(index)
    if (anchored.startsWith('**/', index)) {
      pattern += '(?:[^/]+/)*'
      index += 2
    } else if (anchored.startsWith('**', index)) {
      pattern += '.*'
      index += 1
    } else if (character === '*') pattern += '[^/]*'
    else if (character === '?') pattern += '[^/]'
    else pattern += character.replace(/[\\^$.|+()[\]{}]/g, '\\$&')
  }
  return new RegExp(`^${pattern}$`)
}
