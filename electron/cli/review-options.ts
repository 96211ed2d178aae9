// The command line of `review`: parsed and checked before anything is opened.
import { resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import {
  CONFIDENCES,
  type Confidence,
  PROFILES,
  type Profile,
  SEVERITIES,
  type Severity,
} from '../../analyzer/model.ts'

export interface ReviewOptions {
  /** As given; relative to the working folder. */
  readonly path: string
  /** Absolute path of the packet's folder, undefined for the default one. */
  readonly out: string | undefined
  /** Formats by ending, undefined for all. */
  readonly formats: readonly string[] | undefined
  readonly profile: Profile
  readonly rules: readonly string[] | undefined
  readonly severity: Severity | undefined
  readonly confidence: Confidence | undefined
  readonly jobs: number
  /** False if every file is to be read again. */
  readonly isCached: boolean
  readonly database: string | undefined
  /** Absolute path of a former packet's findings. */
  readonly baseline: string | undefined
  /** A revision of Git: findings on lines that are as they were there are left out. */
  readonly since: string | undefined
  /** A branch: the same, compared with the commit where HEAD left it. */
  readonly diff: string | undefined
  readonly dataFolder: string | undefined
}

/** What the command line asks for, or what to print instead with the exit status. */
export type Parsed =
  | { readonly kind: 'review'; readonly options: ReviewOptions }
  | { readonly kind: 'print'; readonly text: string; readonly status: 0 | 2 }

const FORMATS = ['md', 'txt', 'html', 'sarif', 'json', 'csv', 'patch'] as const
/** Always written: other programs rely on them. */
export const FIXED_FILES: ReadonlySet<string> = new Set(['findings.sarif', 'findings.json'])

/** `argv` without the program's own name; `ruleIds` are the rules that there are. */
export function parseReviewOptions(
  argv: readonly string[],
  version: string,
  ruleIds: readonly string[],
): Parsed {
  let printed = ''
  const command = new Command('review')
    .description('Reviews a folder or file without a window and writes the packet.')
    .argument('<path>', 'folder or Python file to review')
    .option('-o, --out <folder>', 'folder for the packet (default: in the data folder)')
    .option('--format <formats>', `only these, separated by commas: ${FORMATS.join(', ')}`, formats)
    .addOption(new Option('--profile <name>', 'set of rules').choices(PROFILES).default('default'))
    .option('--rules <ids>', 'only these rules, separated by commas', rules(ruleIds))
    .addOption(
      new Option('--severity <least>', 'leave out what is less severe').choices(SEVERITIES),
    )
    .addOption(
      new Option('--confidence <least>', 'leave out what is less certain').choices(CONFIDENCES),
    )
    .option('--jobs <count>', 'worker threads (default: by cores and size)', jobs, 0)
    .option('--no-cache', 'read every file again')
    .option('--database <file>', 'database of the review (default: in the data folder)')
    .option('--data-dir <folder>', 'data folder (default: that of the window)')
    .option('--since <revision>', 'only findings on lines that changed since a Git revision')
    .addOption(
      new Option(
        '--diff <base>',
        'only findings on lines that changed since HEAD left a branch, as a pull request shows',
      ).conflicts('since'),
    )
    .option(
      '--baseline <file>',
      'findings.sarif or findings.json of a former packet: only what is new fails the gate',
    )
    .version(version)
    .addHelpText(
      'after',
      '\nExit status: 0 the merge gate passed, 1 it failed, 2 the review could not be made.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        printed += text
      },
      writeErr: (text) => {
        printed += text
      },
    })
  try {
    command.parse([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return { kind: 'print', text: printed, status: error.exitCode === 0 ? 0 : 2 }
  }
  const given = command.opts<{
    out?: string
    format?: readonly string[]
    profile: Profile
    rules?: readonly string[]
    severity?: Severity
    confidence?: Confidence
    jobs: number
    cache: boolean
    database?: string
    baseline?: string
    since?: string
    diff?: string
    dataDir?: string
  }>()
  return {
    kind: 'review',
    options: {
      path: command.args[0] ?? '',
      out: absolute(given.out),
      formats: given.format,
      profile: given.profile,
      rules: given.rules,
      severity: given.severity,
      confidence: given.confidence,
      jobs: given.jobs,
      isCached: given.cache,
      database: absolute(given.database),
      baseline: absolute(given.baseline),
      since: given.since,
      diff: given.diff,
      dataFolder: absolute(given.dataDir),
    },
  }
}

function absolute(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path)
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function formats(text: string): string[] {
  const chosen = list(text)
  const unknown = chosen.find((one) => !FORMATS.some((format) => format === one))
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`${unknown} is not available. Formats: ${FORMATS.join(', ')}.`)
  }
  return chosen
}

function rules(known: readonly string[]) {
  return (text: string): string[] => {
    const chosen = list(text)
    const unknown = chosen.find((id) => !known.includes(id))
    if (unknown !== undefined) {
      throw new InvalidArgumentError(`There is no rule ${unknown}. See: npm run rules`)
    }
    if (chosen.length === 0) throw new InvalidArgumentError('No rule is named.')
    return chosen
  }
}

function jobs(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 64) {
    throw new InvalidArgumentError('A whole number from 1 to 64 is needed.')
  }
  return count
}
