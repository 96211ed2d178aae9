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

/** Makes the folder's files and, in `dataFolder`, its review with `count` findings. */
export async function writeLargeReview(
  folder: string,
  dataFolder: string,
  count: number,
): Promise<void> {
  const text = 'value = compute(value)\n'.repeat(LINES)
  const paths = Array.from({ length: FILES }, (_, at) => `src/package_${at % 20}/module_${at}.py`)
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
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
  const sha256 = createHash('sha256').update(text).digest('hex')
  const runId = store.runs.start({
    profile: 'default',
    settings: '{}',
    rules: [],
    toolVersion: '0.1.0',
    ruleSetVersion: 'benchmark',
    git: {},
  })
  store.writer.write(() => {
    store.texts.keep({ sha256, size: text.length, deflated: deflateSync(text) })
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
      store.findings.put(runId, aFinding(number, paths), 'async-race', sha256)
    }
    store.runs.end(runId, 'finished', '')
  })
  await backend.close()
}

function aFinding(number: number, paths: readonly string[]): Finding {
  const rule = (number * 7) % RULES
  const path = paths[(number * 31) % paths.length] ?? ''
  const startLine = 1 + ((number * 13) % (LINES - 2))
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
