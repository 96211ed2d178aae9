// Review databases on disk for tests, with findings as a run would leave them.
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { FileRecord, Finding } from '../../analyzer/model.ts'
import { openReviewStore, type ReviewStore } from '../../electron/store/review-store.ts'
import { aFolderWith } from './folders.ts'

export interface StoreSettings {
  readonly file?: string
  readonly now?: () => Date
  readonly actor?: string
}

/** Opens a review database; without a file in a fresh folder. Closed with the test. */
export function aStore({ file, now, actor = 'ada' }: StoreSettings = {}): ReviewStore {
  const store = openReviewStore(file ?? join(aFolderWith(), 'review.sqlite'), {
    now: now ?? (() => new Date('2026-02-03T04:05:06.789Z')),
    actor: () => actor,
  })
  onTestFinished(() => store.close())
  if (!store.hasReview()) {
    store.review.create({ rootPath: '/srv/app', onlyPath: '', name: 'app', reviewer: actor })
  }
  return store
}

/** A finding as the analyzer gives it; the fingerprint follows from place and rule. */
export function aRawFinding(change: Partial<Finding> & { readonly line?: number } = {}): Finding {
  const { line = 1, ...rest } = change
  const ruleId = rest.ruleId ?? 'swallowed-exception'
  const path = rest.location?.path ?? 'app.py'
  return {
    ruleId,
    severity: 'high',
    confidence: 'high',
    message: `Line ${line} is wrong.`,
    location: { path, range: { startLine: line, startColumn: 1, endLine: line, endColumn: 5 } },
    anchor: {
      symbol: 'main',
      nodePath: 'module',
      snippetHash: 'h',
      contextBefore: [],
      contextAfter: [],
    },
    snippet: 'pass',
    evidence: [],
    related: [],
    fixes: [],
    fingerprint: createHash('sha256').update(`${path} ${ruleId} ${line}`).digest('hex'),
    ...rest,
  }
}

/** Stores one run that read `app.py` with this text and found these. Gives the ids. */
export function aRunWith(
  store: ReviewStore,
  findings: readonly Finding[],
  text = 'pass\n'.repeat(20),
): { readonly runId: number; readonly ids: readonly number[] } {
  const runId = aRunStart(store)
  const ids = store.writer.write(() => {
    const sha256 = createHash('sha256').update(text).digest('hex')
    store.texts.keep({ sha256, size: Buffer.byteLength(text), deflated: deflateSync(text) })
    store.runs.putFile(runId, aRecord({ sha256, bytes: text.length }))
    const put = findings.map((one) => store.findings.put(runId, one, 'error-handling', sha256).id)
    store.findings.markGone(runId, 'app.py')
    store.runs.end(runId, 'finished', '')
    return put
  })
  return { runId, ids }
}

export function aRunStart(store: ReviewStore): number {
  return store.runs.start({
    profile: 'default',
    settings: '{}',
    rules: ['swallowed-exception'],
    toolVersion: '0.1.0',
    ruleSetVersion: 'r1',
    git: { branch: 'main', commit: 'a'.repeat(40) },
  })
}

export function aRecord(change: Partial<FileRecord> = {}): FileRecord {
  return { path: 'app.py', state: 'analysed', lines: 20, bytes: 100, sha256: '', ...change }
}

/** A command with an id of its own. */
export function aCommand(method = 'findings.decide') {
  return { id: randomUUID(), method }
}
