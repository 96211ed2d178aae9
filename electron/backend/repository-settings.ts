// What a repository set for its own review, as sentences for readers.
import type { PathSettings } from '../../analyzer/engine/settings.ts'
import type { RepositorySettings } from '../repository/settings-file.ts'

/** One sentence for each thing that was set or could not be; `stored` as the store gives it. */
export function describeRepositorySettings(stored: string | null): readonly string[] {
  if (stored === null) return []
  // Written by this program alone, from settings that were checked when they were read.
  const { path, settings, problems } = JSON.parse(stored) as RepositorySettings
  const { profile, overrides, thresholds } = settings
  return [
    ...(profile === undefined ? [] : [`\`${path}\` sets the profile \`${profile}\`.`]),
    ...choices(settings).map((choice) => `\`${path}\` ${choice}.`),
    ...(overrides ?? []).flatMap((one) =>
      choices(one).map((choice) => `\`${path}\` ${choice} in ${names(one.paths)}.`),
    ),
    ...Object.entries(thresholds ?? {}).map(
      ([name, value]) => `\`${path}\` sets ${THRESHOLD_NAMES[name] ?? name} to ${String(value)}.`,
    ),
    ...problems.map((problem) => `\`${path}\` could not be followed: ${problem}`),
  ]
}

const THRESHOLD_NAMES: Readonly<Record<string, string>> = {
  complexity: 'the complexity that is still fine',
  cloneTokens: 'the tokens of the shortest copy',
  magicNumbers: 'the numbers that need no name',
}

function choices({ enable, disable, severities }: Partial<PathSettings>): string[] {
  return [
    ...(enable?.length ? [`switches on ${names(enable)}`] : []),
    ...(disable?.length ? [`switches off ${names(disable)}`] : []),
    ...Object.entries(severities ?? {}).map(([id, severity]) => `rates \`${id}\` as ${severity}`),
  ]
}

function names(all: readonly string[]): string {
  return all.map((one) => `\`${one}\``).join(', ')
}
