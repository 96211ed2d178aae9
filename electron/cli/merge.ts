// `npm run merge -- <path> <database>`: merges another reviewer's database into the review of a path,
// without a window. Standard output carries the summary; the exit status says how it went.

import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import { forkingHost } from '../analysis/host.ts'
import { counted } from '../api/counted.ts'
import { AppError } from '../api/errors.ts'
import { MERGE_CHOICES, type MergeChoice, type MergePreview } from '../api/merge.ts'
import { createBackend } from '../backend/backend.ts'
import { defaultDataFolder } from '../backend/data-folder.ts'

const MERGED = 0
const CONFLICTS = 1
const IMPOSSIBLE = 2

interface Options {
  readonly take?: MergeChoice
  readonly dryRun?: boolean
  readonly database?: string
  readonly dataDir?: string
}

/** Merges and gives the exit status. Throws AppError. */
async function merge(path: string, other: string, options: Options): Promise<number> {
  const backend = createBackend({
    dataFolder: options.dataDir ?? defaultDataFolder(process.env),
    version: '',
    runtime: `Node ${process.versions.node}`,
    // Nothing is analysed here.
    analysisHost: forkingHost(new URL('../analysis/entry.ts', import.meta.url)),
    nativeBinding: process.env.LECTERN_SQLITE_BINDING,
    database: options.database === undefined ? undefined : resolve(options.database),
    emit: () => undefined,
  })
  try {
    const { merges } = backend.session(backend.openPath(path).reviewId).store
    const file = resolve(other)
    const preview = merges.preview(file)
    process.stdout.write(summaryOf(preview))
    const { take } = options
    if (options.dryRun === true || preview.events === 0) return MERGED
    if (preview.conflicts.length > 0 && take === undefined) {
      process.stdout.write(
        'Nothing was merged. Choose in the window, or say --take mine, theirs or both.\n',
      )
      return CONFLICTS
    }
    const choices = new Map(
      preview.conflicts.map(({ key, findingId }): [string, MergeChoice] => [
        key,
        take === 'both' && findingId === null ? 'mine' : (take ?? 'mine'),
      ]),
    )
    const command = { id: randomUUID(), method: 'merge.apply' }
    const result = merges.apply(file, preview.state, choices, command)
    for (const sentence of result.left.filter((one) => !preview.left.includes(one))) {
      process.stdout.write(`${sentence}\n`)
    }
    process.stdout.write('Merged. One undo in the window takes it back.\n')
    return MERGED
  } finally {
    await backend.close()
  }
}

function summaryOf({
  reviewers,
  events,
  taken,
  added,
  conflicts,
  joined,
  left,
}: MergePreview): string {
  if (events === 0) return 'The other database holds nothing that this review does not have.\n'
  const lines = [
    `${counted(events, 'event')} of ${reviewers.join(', ') || 'nobody'}: ${counted(taken, 'field')} changed, ${added} new, ${counted(conflicts.length, 'conflict')}.`,
    ...conflicts.flatMap(({ about, findingId, field, mine, theirs }) => [
      `\n${findingId === null ? '' : `#${findingId} `}${about}: ${field}`,
      `  mine    ${mine.by}: ${indented(mine.text)}`,
      `  theirs  ${theirs.by}: ${indented(theirs.text)}`,
    ]),
    ...joined,
    ...left,
  ]
  return `${lines.join('\n')}\n`
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n          ')
}

async function run(argv: readonly string[]): Promise<number> {
  let status = IMPOSSIBLE
  const command = new Command('merge')
    .description("Merges another reviewer's database into the review of a folder or file.")
    .argument('<path>', 'folder or file whose review is merged into')
    .argument('<other>', "the other reviewer's database")
    .addOption(
      new Option('--take <side>', 'for fields that both changed').choices([...MERGE_CHOICES]),
    )
    .option('--dry-run', 'say what would be merged, change nothing')
    .option('--database <file>', 'database of the review (default: in the data folder)')
    .option('--data-dir <folder>', 'data folder (default: that of the window)')
    .addHelpText(
      'after',
      '\nExit status: 0 merged, 1 there are conflicts to choose, 2 it could not be merged.',
    )
    .exitOverride()
    .action(async (path: string, other: string, options: Options) => {
      status = await merge(path, other, options)
    })
  try {
    await command.parseAsync(argv, { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? MERGED : IMPOSSIBLE
    if (!(error instanceof AppError)) throw error
    process.stderr.write(`${error.message}\n${error.nextStep}\n`)
    return IMPOSSIBLE
  }
}

process.exitCode = await run(process.argv.slice(2))
