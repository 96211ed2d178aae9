// A review with many findings on disk, as a run over a large code base would leave it.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { type Finding, SEVERITIES } from '../../analyzer/model.ts'
import { createBackend } from '../../electron/backend/backend.ts'

const FILES = 400
const RULES = 40
const LINES = 1_000
/** One file that is longer than people write them, with many findings; neither first nor last in a list. */
export const LONG_FILE = { path: 'src/package_15/long.py', lines: 50_000, findings: 1_000 }

/** Makes the folder's files and, in `dataFolder`, its review with `count` findings. */
export async function writeLargeReview(
  folder: string,
  dataFolder: string,
  count: number,
): Promise<void> {
  const text = 'value = compute(value)\n'.repeat(LINES)
  const longText = Array.from({ length: LONG_FILE.lines }, (_, at) => longLine(at)).join('')
  const paths = Array.from({ length: FILES }, (_, at) => `src/package_${at % 20}/module_${at}.py`)
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  writeFileSync(join(folder, LONG_FILE.path), longText)
  const backend = createBackend({
    dataFolder,
    version: '0.1.0',
    runtime: 'benchmark',
    emit: () => undefined,
    analysisHost: {
      start() {
        throw new Error('Nothing is analysed here.')
      },
    },
  })
  const { store } = backend.session(backend.openPath(folder).reviewId)
  const hashOf = (one: string) => createHash('sha256').update(one).digest('hex')
  const [sha256, longSha256] = [hashOf(text), hashOf(longText)]
  const runId = store.runs.start({
    profile: 'default',
    settings: '{}',
    rules: [],
    toolVersion: '0.1.0',
    ruleSetVersion: 'benchmark',
    git: {},
  })
  store.writer.write(() => {
    for (const one of [text, longText]) {
      store.texts.keep({ sha256: hashOf(one), size: one.length, deflated: deflateSync(one) })
    }
    store.runs.putFile(runId, {
      path: LONG_FILE.path,
      state: 'analysed',
      lines: LONG_FILE.lines,
      bytes: longText.length,
      sha256: longSha256,
    })
    for (const path of paths) {
      store.runs.putFile(runId, {
        path,
        state: 'analysed',
        lines: LINES,
        bytes: text.length,
        sha256,
      })
    }
    for (let number = 0; number < count; number += 1) {
      const isLong = number >= count - LONG_FILE.findings
      const finding = aFinding(
        number,
        isLong ? [LONG_FILE.path] : paths,
        isLong ? LONG_FILE.lines : LINES,
      )
      store.findings.put(runId, finding, 'async-race', isLong ? longSha256 : sha256)
    }
    store.runs.end(runId, 'finished', '')
  })
  await backend.close()
}

/** A method here and there, as long files have them. */
function longLine(at: number): string {
  if (at % 50 === 0) return `def method_${at / 50}(value):\n`
  return at % 7 === 0
    ? `    # Step ${at} keeps what came before.\n`
    : `    value = compute(value, ${at})\n`
}

function aFinding(number: number, paths: readonly string[], lines: number): Finding {
  const rule = (number * 7) % RULES
  const path = paths[(number * 31) % paths.length] ?? ''
  // Those of the long file are spread over all of it.
  const step = lines === LINES ? 13 : lines / LONG_FILE.findings
  const startLine = 1 + ((number * step) % (lines - 2))
  return {
    ruleId: `rule-${rule}`,
    severity: SEVERITIES[Math.min(4, Math.floor(rule / 6))] ?? 'info',
    confidence: 'high',
    message: `Value ${number} is read before and written after the suspension in this line.`,
    location: { path, range: { startLine, startColumn: 1, endLine: startLine, endColumn: 23 } },
    anchor: {
      symbol: `Service.method_${number % 50}`,
      nodePath: 'module',
      snippetHash: 'h',
      contextBefore: [],
      contextAfter: [],
    },
    snippet: 'value = compute(value)',
    evidence: [],
    related: [],
    fixes: [],
    fingerprint: createHash('sha256').update(`finding ${number}`).digest('hex'),
  }
}
