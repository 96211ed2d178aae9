// What of a former run still holds. A summary depends on its file's content alone; a report also on
// what all files tell each other, on the settings and on the set-up files of tools. Both depend on
// the program that made them.
import { createHash } from 'node:crypto'
import type { ConfigFile } from '../../analyzer/index.ts'
import {
  type CacheEntry,
  cacheFileOf,
  encodeEntry,
  readCacheFile,
  touchCacheFile,
  writeCacheFile,
} from './cache-file.ts'
import type { AnalysisPlan, CheckedFile } from './messages.ts'
import type { PackedSummary } from './packed-summary.ts'

export class RunCache {
  readonly #file: string | undefined
  readonly #version: string
  readonly #former: Map<string, CacheEntry>
  readonly #entries = new Map<string, CacheEntry>()
  /** Entries with reports of this run, encoded: nobody opens them before the next one. */
  readonly #kept = new Map<string, Uint8Array>()
  readonly #context: string
  #key = ''
  #isChanged = false

  /** Reads what is kept for the plan's path. `version` is read only if anything is to be kept. */
  constructor(plan: AnalysisPlan, configs: readonly ConfigFile[], version: () => string) {
    const { cacheFolder, root, onlyPath, settings } = plan
    const isOn = cacheFolder !== ''
    this.#file = isOn ? cacheFileOf(cacheFolder, `${root}\0${onlyPath}`) : undefined
    this.#version = isOn ? version() : ''
    this.#former = this.#file === undefined ? new Map() : readCacheFile(this.#file, this.#version)
    this.#context = JSON.stringify({ settings, configs })
  }

  /** The summary that a former run made of a file, if it is of the content that is there now. */
  summaryOf(path: string): PackedSummary | undefined {
    return this.#former.get(path)?.summary
  }

  /** Takes all summaries of this run, before any report is asked for. */
  link(summaries: Iterable<PackedSummary>): void {
    if (this.#file === undefined) return
    const hash = createHash('sha256').update(this.#context)
    const ordered = [...summaries].toSorted((a, b) => (a.record.path < b.record.path ? -1 : 1))
    for (const summary of ordered) {
      hash.update('\0').update(summary.record.path).update('\0').update(summary.digest)
      this.#take(summary)
    }
    if (this.#former.size !== this.#entries.size) this.#isChanged = true
    this.#key = hash.digest('hex')
    this.#former.clear()
    for (const [path, { summary, checked }] of this.#entries) {
      if (checked !== undefined && checked.key !== this.#key) this.#entries.set(path, { summary })
    }
  }

  /** Takes what was read before a run was cancelled; of the other files the former run's stays. */
  interrupt(summaries: Iterable<PackedSummary>): void {
    if (this.#file === undefined || this.#key !== '') return
    for (const summary of summaries) this.#take(summary)
    for (const [path, entry] of this.#former) {
      if (!this.#entries.has(path)) this.#entries.set(path, entry)
    }
  }

  #take(summary: PackedSummary): void {
    const { path, issue, sha256 } = summary.record
    const former = this.#former.get(path)
    const isSame = former?.summary.record.sha256 === sha256
    if (!isSame) this.#isChanged = true
    // On a machine that is less busy the file may be read in time.
    if (issue !== 'too-slow') this.#entries.set(path, isSame ? former : { summary })
  }

  /** The report of a former run, if it is what a check would give now. */
  reportOf(path: string): CheckedFile | undefined {
    const checked = this.#entries.get(path)?.checked
    return checked?.key === this.#key ? checked.file : undefined
  }

  keep(file: CheckedFile): void {
    const entry = this.#entries.get(file.report.record.path)
    if (entry === undefined || !holds(file, entry.summary)) return
    const { summary } = entry
    this.#kept.set(
      file.report.record.path,
      encodeEntry({ summary, checked: { key: this.#key, file } }),
    )
    this.#isChanged = true
  }

  *#encoded(): Generator<Uint8Array> {
    for (const [path, entry] of this.#entries) yield this.#kept.get(path) ?? encodeEntry(entry)
  }

  /** Writes what was kept. A disk that refuses costs the next run time and nothing else. */
  save(): void {
    if (this.#file === undefined) return
    try {
      if (this.#isChanged) writeCacheFile(this.#file, this.#version, this.#encoded())
      else touchCacheFile(this.#file)
    } catch (error) {
      console.error('The analysis cache could not be written.', error)
    }
  }
}

/** False for what another run may answer otherwise: failures, lost files, fixes of other files. */
function holds({ report }: CheckedFile, summary: PackedSummary): boolean {
  const { record, findings, failures } = report
  return (
    record.sha256 === summary.record.sha256 &&
    record.issue !== 'changed-during-analysis' &&
    failures.length === 0 &&
    findings.every(({ fixes }) =>
      fixes.every(({ edits }) => edits.every(({ path }) => path === record.path)),
    )
  )
}
