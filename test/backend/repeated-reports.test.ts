// A report that says what the run before said is only marked: the database is as if it were written.
import { createHash, randomUUID } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packReport } from '../../electron/analysis/packed-report.ts'
import { recordRun } from '../../electron/backend/record-run.ts'
import type { ReviewStore } from '../../electron/store/review-store.ts'
import { aRawFinding, aRecord, aRunStart, aStore } from '../support/stores.ts'

const PATHS = ['a.py', 'b.py']
const TEXTS = ['pass\n'.repeat(9), `x = 1\n${'pass\n'.repeat(9)}`]
const SEQUENCES = 10

function shaOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What a file may hold: a text, and on which lines something is found. */
interface Content {
  readonly text: number
  readonly lines: readonly number[]
}

type Action =
  | { readonly kind: 'run'; readonly contents: readonly (Content | undefined)[] }
  | {
      readonly kind: 'carry'
      readonly finding: number
      readonly path: number
      readonly line: number
    }
  | { readonly kind: 'edit'; readonly finding: number }
  | { readonly kind: 'move'; readonly finding: number; readonly text: number }

function aReport(path: string, { text: at, lines }: Content) {
  const text = TEXTS[at] ?? ''
  const findings = [...new Set(lines)].map((line) => {
    const range = { startLine: line, startColumn: 1, endLine: line, endColumn: 5 }
    return aRawFinding({ line, location: { path, range } })
  })
  const fix = { title: 'Log it', grade: 'safe' as const, path, before: 'pass', after: 'log()' }
  return packReport({
    report: {
      record: aRecord({ path, sha256: shaOf(text), bytes: text.length }),
      findings,
      failures: [],
      suppressions: [],
      observed: { practices: [], concurrency: [], outline: [], unread: [] },
    },
    text: { size: text.length, deflated: deflateSync(text) },
    fixes: findings.map(({ location: { range } }) => [
      { ...fix, startLine: range.startLine, endLine: range.startLine },
    ]),
  })
}

function apply(store: ReviewStore, action: Action): void {
  const command = { id: randomUUID(), method: 'test' }
  const all = store.findings.list()
  const finding = action.kind === 'run' ? undefined : all[action.finding % Math.max(all.length, 1)]
  if (action.kind === 'run') {
    const recorder = recordRun(store, aRunStart(store), () => undefined)
    const found = PATHS.filter((_, at) => action.contents[at] !== undefined)
    recorder.found(
      found.map((path) => ({ path, bytes: 1 })),
      [],
      true,
    )
    const reports = PATHS.flatMap((path, at) => {
      const content = action.contents[at]
      return content === undefined ? [] : [aReport(path, content)]
    })
    recorder.checked(reports)
    recorder.end('finished', '')
    return
  }
  if (finding === undefined) return
  const [fix] = store.fixes.ofFinding(finding.id)
  if (action.kind === 'carry') {
    const range = { startLine: action.line, startColumn: 1, endLine: action.line, endColumn: 5 }
    const place = { path: PATHS[action.path] ?? '', range, textSha256: finding.textSha256 }
    const origin = {
      path: finding.location.path,
      range: finding.location.range,
      textSha256: finding.textSha256,
      commit: '',
    }
    const mark = { findingId: finding.id }
    store.writer.write(
      () =>
        store.anchors.put(
          { mark, state: 'moved', ...place, origin, places: undefined },
          'there',
          command,
        ),
      command,
    )
  } else if (action.kind === 'edit') {
    if (fix !== undefined) store.fixes.save({ fixId: fix.id, rev: fix.rev, after: 'x' }, command)
  } else if (fix !== undefined) {
    const sha256 = shaOf(TEXTS[action.text] ?? '')
    store.writer.write(() => store.fixes.move(fix, fix.startLine + 1, sha256), command)
  }
}

/** All rows that runs write, without what tells reports apart. */
function dump(store: ReviewStore): unknown {
  const raw = new Database(store.file, { readonly: true })
  const rows = (query: string) => raw.prepare(query).all()
  try {
    return {
      findings: rows('SELECT * FROM findings ORDER BY id'),
      fixes: rows('SELECT * FROM fixes ORDER BY id'),
      files: rows('SELECT * FROM files ORDER BY run_id, path'),
      observations: rows(`SELECT run_id, path, json_remove(observed, '$.stored') AS observed
        FROM observations ORDER BY run_id, path`),
      events: rows(
        `SELECT kind, subject, field, before_value, after_value FROM events ORDER BY seq`,
      ),
      list: store.findings.list(),
    }
  } finally {
    raw.close()
  }
}

function forgetReports(store: ReviewStore): void {
  const raw = new Database(store.file)
  raw.exec(`UPDATE observations SET observed = json_remove(observed, '$.stored')`)
  raw.close()
}

const content = fc.record({
  text: fc.nat(TEXTS.length - 1),
  lines: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
})
const finding = fc.nat(5)
/** Mostly what was there before. */
const run = fc.record({
  kind: fc.constant('run' as const),
  contents: fc.tuple(fc.option(content, { nil: undefined, freq: 6 }), content),
})
const other = fc.oneof(
  fc.record({
    kind: fc.constant('carry' as const),
    finding,
    path: fc.nat(PATHS.length - 1),
    line: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constant('edit' as const), finding }),
  fc.record({ kind: fc.constant('move' as const), finding, text: fc.nat(TEXTS.length - 1) }),
)

test('what a run repeats is stored as if it were written again', { timeout: 120_000 }, () => {
  const steps = fc.array(fc.tuple(run, fc.array(other, { maxLength: 3 }), fc.nat(3)), {
    minLength: 1,
    maxLength: 4,
  })
  for (const sequence of fc.sample(steps, { numRuns: SEQUENCES, seed: 7 })) {
    const marking = aStore()
    const writing = aStore()
    for (const [first, others, again] of sequence) {
      const actions: Action[] = [first]
      for (let at = 0; at < again; at += 1) actions.push(...others.slice(at, at + 1), first)
      for (const action of actions) {
        apply(marking, action)
        forgetReports(writing)
        apply(writing, action)
        expect(dump(marking), JSON.stringify(sequence)).toEqual(dump(writing))
      }
    }
    marking.close()
    writing.close()
  }
})

test('an unchanged report is not opened', () => {
  const store = aStore()
  const contents = [{ text: 0, lines: [1, 2] }, undefined]
  apply(store, { kind: 'run', contents })
  const raw = new Database(store.file)
  raw.exec(`UPDATE findings SET message = 'as it was'`)
  raw.close()
  apply(store, { kind: 'run', contents })
  expect(store.findings.list().map(({ message, isGone }) => [message, isGone])).toEqual([
    ['as it was', false],
    ['as it was', false],
  ])
  apply(store, { kind: 'run', contents: [{ text: 1, lines: [1, 2] }, undefined] })
  expect(store.findings.list()[0]?.message).toBe('Line 1 is wrong.')
})
