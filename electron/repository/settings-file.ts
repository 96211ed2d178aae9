// What a repository sets for its own reviews: `lectern.toml`, or `[tool.lectern]` in pyproject.toml.
// The repository may be hostile: this is data, checked field by field, and shown as its doing.
import { parse, TomlError } from 'smol-toml'
import { z } from 'zod'
import type { AnalyzerSettings } from '../../analyzer/engine/settings.ts'
import { PROFILES, SEVERITIES } from '../../analyzer/model.ts'
import { catalogueEntry } from '../../analyzer/rules/catalogue.ts'
import { readFileInside } from './read-file.ts'

/** What the repository asks for, and what of it could not be taken. */
export interface RepositorySettings {
  /** `lectern.toml` or `pyproject.toml`. */
  readonly path: string
  readonly settings: Partial<AnalyzerSettings>
  /** A sentence for each part that was passed over. */
  readonly problems: readonly string[]
}

const MAX_BYTES = 256 * 1024
const RULE_ID = z.string().max(100)
const Rules = z.array(RULE_ID).max(1_000)
const Severities = z.record(RULE_ID, z.enum(SEVERITIES))
const SettingsSchema = z.strictObject({
  profile: z.enum(PROFILES).optional(),
  enable: Rules.optional(),
  disable: Rules.optional(),
  severities: Severities.optional(),
  thresholds: z
    .strictObject({
      complexity: z.int().min(2).max(1_000).optional(),
      'clone-tokens': z.int().min(30).max(10_000).optional(),
      'magic-numbers': z.array(z.number()).max(1_000).optional(),
    })
    .optional(),
  paths: z
    .array(
      z.strictObject({
        paths: z.array(z.string().min(1).max(1_000)).min(1).max(100),
        enable: Rules.optional(),
        disable: Rules.optional(),
        severities: Severities.optional(),
      }),
    )
    .max(100)
    .optional(),
})

/** Reads the settings at a root, a real path; undefined where the repository has none. */
export function readRepositorySettings(root: string): RepositorySettings | undefined {
  const own = readFileInside(root, 'lectern.toml', MAX_BYTES)
  if (Buffer.isBuffer(own)) return readSettings('lectern.toml', own.toString('utf8'), (all) => all)
  if (!own.isMissing) {
    return { path: 'lectern.toml', settings: {}, problems: [`It was not read: ${own.detail}`] }
  }
  const project = readFileInside(root, 'pyproject.toml', MAX_BYTES)
  if (!Buffer.isBuffer(project)) return undefined
  return readSettings('pyproject.toml', project.toString('utf8'), (all) => {
    const tool = z.looseObject({ tool: z.looseObject({ lectern: z.unknown() }) }).safeParse(all)
    return tool.success ? tool.data.tool.lectern : undefined
  })
}

function readSettings(
  path: string,
  text: string,
  pick: (all: unknown) => unknown,
): RepositorySettings | undefined {
  let all: unknown
  try {
    all = parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // A broken pyproject.toml need not speak of Lectern at all.
    if (path !== 'lectern.toml') return undefined
    return { path, settings: {}, problems: [`Line ${error.line} is not valid TOML.`] }
  }
  const own = pick(all)
  if (own === undefined) return undefined
  const parsed = SettingsSchema.safeParse(own)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path: field, message }) => `${field.join('.') || 'The file'}: ${message}.`,
    )
    return { path, settings: {}, problems }
  }
  const { paths, thresholds, ...rest } = parsed.data
  const limits = thresholds && {
    ...(thresholds.complexity && { complexity: thresholds.complexity }),
    ...(thresholds['clone-tokens'] && { cloneTokens: thresholds['clone-tokens'] }),
    ...(thresholds['magic-numbers'] && { magicNumbers: thresholds['magic-numbers'] }),
  }
  const settings: Partial<AnalyzerSettings> = {
    ...withoutUndefined(rest),
    ...(paths && { overrides: paths.map(withoutUndefined) }),
    ...(limits && { thresholds: limits }),
  }
  return { path, settings, problems: unknownRules(parsed.data) }
}

type WithoutUndefined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  // What is left has no undefined value.
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as WithoutUndefined<T>
}

function unknownRules({ paths, ...rest }: z.infer<typeof SettingsSchema>): string[] {
  const named = [rest, ...(paths ?? [])].flatMap(({ enable, disable, severities }) => [
    ...(enable ?? []),
    ...(disable ?? []),
    ...Object.keys(severities ?? {}),
  ])
  return [...new Set(named)]
    .filter((id) => catalogueEntry(id) === undefined)
    .map((id) => `There is no rule '${id}'.`)
}
