// `npm run review -- <path> --out <folder>`: the backend and the analysis without a window. Standard
// output carries the summary, standard error progress and failures; the exit status the gate.
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { forkingHost } from '../analysis/host.ts'
import { AppError, type ErrorData } from '../api/errors.ts'
import { createBackend } from '../backend/backend.ts'
import { cacheFolderOf, defaultDataFolder } from '../backend/data-folder.ts'
import { touchedFindings } from '../backend/git/touched-findings.ts'
import { exportPacket } from '../backend/packet/exports.ts'
import { RULE_INFOS } from '../backend/rule-infos.ts'
import { changesSince } from '../repository/git-changes.ts'
import { resolveRoot } from '../repository/root.ts'
import { gatesAgainst, readBaseline } from './baseline.ts'
import { progressLine } from './progress-line.ts'
import { FIXED_FILES, parseReviewOptions, type ReviewOptions } from './review-options.ts'
import { summaryText } from './review-summary.ts'

const PASSED = 0
const FAILED = 1
const IMPOSSIBLE = 2
/** What a shell reports for a program that an interrupt ended. */
const INTERRUPTED = 130

/**
 * By how much the heap may grow before it is collected, in percent. The packet is made at the end from
 * texts that are needed for a moment each: left to itself the heap would grow to three times of what
 * it holds then.
 */
const HEAP_GROWTH = 40
/**
 * By how much the room for what is new may grow at once, as a factor. It stays as it is at the start:
 * with the room that it would take by itself the process holds twice as much, and is no faster.
 */
const YOUNG_GROWTH = 1

const isBundled = !import.meta.url.endsWith('.ts')
const analysisEntry = new URL(isBundled ? './analysis.js' : '../analysis/entry.ts', import.meta.url)

async function review(options: ReviewOptions, version: string): Promise<number> {
  const start = performance.now()
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`)
  setFlagsFromString(`--semi-space-growth-factor=${YOUNG_GROWTH}`)
  // Before hours are spent on a comparison that cannot be made.
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline)
  const compared = comparedWith(options)
  const progress = progressLine(process.stderr)
  let failure: ErrorData | undefined
  const dataFolder = options.dataFolder ?? defaultDataFolder(process.env)
  const backend = createBackend({
    dataFolder,
    version,
    runtime: `Node ${process.versions.node}`,
    analysisHost: forkingHost(analysisEntry),
    nativeBinding: process.env.LECTERN_SQLITE_BINDING,
    database: options.database,
    jobs: options.jobs,
    cacheFolder: options.isCached ? cacheFolderOf(dataFolder, process.env) : undefined,
    settings: {
      profile: options.profile,
      ...(options.rules === undefined ? {} : { only: options.rules }),
    },
    emit: (name, data) => {
      if (name === 'analysis.progressed' && 'phase' in data) progress.tell(data)
      if (name === 'analysis.failed' && 'nextStep' in data) failure = data
    },
  })
  try {
    const { reviewId } = backend.openPath(options.path)
    const session = backend.session(reviewId)
    let isInterrupted = false
    const interrupt = () => {
      isInterrupted = true
      session.run?.cancel()
    }
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
    await backend.analyse(reviewId)
    progress.end()
    if (isInterrupted) {
      process.stderr.write(
        'Interrupted: what was found until then is kept. No packet was written.\n',
      )
      return INTERRUPTED
    }
    if (failure !== undefined) return tell(failure)
    const { formats, severity, confidence, rules, out } = options
    const since = compared && {
      revision: compared.revision,
      fingerprints: new Set(
        touchedFindings(session.store.findings.bodies().values(), compared.changes).map(
          ({ fingerprint }) => fingerprint,
        ),
      ),
    }
    const { snapshot, ...packet } = await exportPacket(session, {
      dataFolder,
      toolVersion: version,
      folder: out,
      filter: { severity, confidence, rules, ...(since && { since }) },
      baseline,
      isWanted: formats === undefined ? undefined : wanted(formats),
    })
    const { rootPath } = session.store.review.read()
    const milliseconds = performance.now() - start
    process.stdout.write(`${summaryText({ snapshot, packet, root: rootPath, milliseconds })}\n`)
    return gatesAgainst(snapshot, baseline).some(({ gate, passed }) => gate === 'merge' && !passed)
      ? FAILED
      : PASSED
  } finally {
    await backend.close()
  }
}

/** What `--since` or `--diff` asks for. Throws AppError, before anything is analysed. */
function comparedWith({ path, since, diff }: ReviewOptions) {
  const revision = diff ?? since
  if (revision === undefined) return undefined
  const option = diff === undefined ? '--since' : '--diff'
  try {
    const root = resolveRoot(path).path
    return {
      revision: diff === undefined ? revision : `HEAD left ${revision}`,
      changes: changesSince(root, revision, { isWhereTheyPart: diff !== undefined }),
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid-input') throw error
    throw new AppError(error.code, `${option} ${error.message}`, error.nextStep, { cause: error })
  }
}

/** The manifest sums up a whole packet, so a part of one goes without. */
function wanted(formats: readonly string[]): (path: string) => boolean {
  return (path) =>
    FIXED_FILES.has(path) || (path !== 'manifest.json' && formats.includes(extname(path).slice(1)))
}

function tell({ message, nextStep }: Pick<ErrorData, 'message' | 'nextStep'>): number {
  process.stderr.write(`${message}\n${nextStep}\n`)
  return IMPOSSIBLE
}

function appVersion(): string {
  const file = join(import.meta.dirname, isBundled ? '..' : '../..', 'package.json')
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}

async function main(): Promise<number> {
  const version = appVersion()
  const ids = RULE_INFOS.map(({ id }) => id)
  const parsed = parseReviewOptions(process.argv.slice(2), version, ids)
  if (parsed.kind === 'print') {
    const stream = parsed.status === 0 ? process.stdout : process.stderr
    stream.write(parsed.text)
    return parsed.status
  }
  try {
    return await review(parsed.options, version)
  } catch (error) {
    if (error instanceof AppError) return tell(error)
    console.error(error)
    return tell({
      message: 'Something in Lectern failed.',
      nextStep: 'Please report the text above. What was stored before is safe.',
    })
  }
}

process.exitCode = await main()
