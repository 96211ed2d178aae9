// What of a former run still holds. A summary depends on its file's content alone; a report also on
// the settings, on the set-up files of tools, on what other files told it and on what it asked of all of
// them together, such as which file a name stands for. Everything depends on the program that made it.
import { createHash } from 'node:crypto'
import type { ConfigFile } from '../../analyzer/index.ts'
import { PART } from '../../analyzer/project/reads.ts'
import { type CacheEntry, cacheFileOf, type KeptReport } from './cache-file.ts'
import type { KeptCache } from './kept-cache.ts'
import type { AnalysisPlan, KnownInputs, PackedReport } from './messages.ts'
import { type PackedSummary, readParts } from './packed-summary.ts'

export class RunCache {
  readonly #kept: KeptCache
  readonly #file: string | undefined
  readonly #version: string
  readonly #former: Map<string, CacheEntry>
  readonly #formerWhole: string
  readonly #entries = new Map<string, CacheEntry>()
  /** Opened when a report depends on one of them. */
  readonly #parts = new Map<PackedSummary, ReadonlyMap<string, string>>()
  readonly #context: string
  /** Of what all reports depend on. */
  readonly #key: string
  #isLinked = false
  /** Everything that any report may depend on. */
  #whole = ''
  #isChanged = false

  /** Reads what is kept for the plan's path. `version` is read only if anything is to be kept. */
  constructor(
    plan: AnalysisPlan,
    configs: readonly ConfigFile[],
    version: () => string,
    kept: KeptCache,
  ) {
    this.#kept = kept
    const { cacheFolder, root, onlyPath, settings } = plan
    const isOn = cacheFolder !== ''
    this.#file = isOn ? cacheFileOf(cacheFolder, `${root}\0${onlyPath}`) : undefined
    this.#version = isOn ? version() : ''
    const { entries, whole } =
      this.#file === undefined
        ? { entries: new Map<string, CacheEntry>(), whole: '' }
        : kept.read(this.#file, this.#version)
    this.#former = new Map(entries)
    this.#formerWhole = whole
    this.#context = JSON.stringify({ settings, configs })
    this.#key = createHash('sha256').update(this.#context).digest('hex')
  }

  /** The summary that a former run made of a file, if it is of the content that is there now. */
  summaryOf(path: string): PackedSummary | undefined {
    return this.#former.get(path)?.summary
  }

  /** Takes all summaries of this run, before any report is asked for. */
  link(summaries: Iterable<PackedSummary>): void {
    if (this.#file === undefined) return
    const ordered = [...summaries].toSorted((a, b) => (a.record.path < b.record.path ? -1 : 1))
    const whole = createHash('sha256').update(this.#context)
    for (const summary of ordered) {
      const { path } = summary.record
      whole.update('\0').update(path).update('\0').update(summary.digest)
      this.#take(summary)
    }
    if (this.#former.size !== this.#entries.size) this.#isChanged = true
    this.#isLinked = true
    this.#whole = whole.digest('hex')
    if (this.#whole !== this.#formerWhole) this.#isChanged = true
    this.#former.clear()
    for (const [path, { summary, checked }] of this.#entries) {
      if (checked !== undefined && !this.#mayHold(checked)) this.#entries.set(path, { summary })
    }
  }

  /** True if all that a report depends on is the same, but for what it asked of all files. */
  #mayHold({ key, isEverything, files, told }: KeptReport): boolean {
    if (key !== this.#key) return false
    if (this.#isSame()) return true
    return !isEverything && told === this.#toldBy(files)
  }

  /** True if no file tells anything else than in the former run. */
  #isSame(): boolean {
    return this.#whole === this.#formerWhole
  }

  #toldBy(paths: readonly string[]): string {
    return hashOf(paths.map((path) => this.#toldIn(path)))
  }

  /** What a file tells, or the part of it that is named behind its path. */
  #toldIn(place: string): string {
    const end = place.indexOf(PART)
    const path = end === -1 ? place : place.slice(0, end)
    const summary = this.#entries.get(path)?.summary
    if (summary === undefined || end === -1) return summary?.digest ?? ''
    let parts = this.#parts.get(summary)
    if (parts === undefined) {
      parts = readParts(summary)
      this.#parts.set(summary, parts)
    }
    return parts.get(place.slice(end + 1)) ?? ''
  }

  /** What must be asked of the linked project before reports of the former run can be used. */
  questions(paths: readonly string[]): readonly string[] {
    if (this.#isSame()) return []
    const all = paths.flatMap((path) => this.#entries.get(path)?.checked?.questions ?? [])
    return [...new Set(all)]
  }

  /** Drops the reports that got other answers than those of now. */
  compare(answers: ReadonlyMap<string, string>): void {
    if (this.#isSame()) return
    for (const [path, { summary, checked }] of this.#entries) {
      if (checked === undefined) continue
      const now = hashOf(checked.questions.map((question) => answers.get(question) ?? ''))
      if (now !== checked.answers) this.#entries.set(path, { summary })
    }
  }

  /** Takes what was read before a run was cancelled; of the other files the former run's stays. */
  interrupt(summaries: Iterable<PackedSummary>): void {
    if (this.#file === undefined) return
    if (!this.#isLinked) {
      for (const summary of summaries) this.#take(summary)
      for (const [path, entry] of this.#former) {
        if (!this.#entries.has(path)) this.#entries.set(path, entry)
      }
    }
    this.#whole = ''
    this.#isChanged = true
  }

  #take(summary: PackedSummary): void {
    const { path, issue, sha256 } = summary.record
    const former = this.#former.get(path)
    const isSame = former?.summary.record.sha256 === sha256
    if (!isSame) this.#isChanged = true
    // On a machine that is less busy the file may be read in time.
    if (issue !== 'too-slow') this.#entries.set(path, isSame ? former : { summary })
  }

  /** True if there is a report of a former run that may still be what a check would give. */
  has(path: string): boolean {
    return this.#entries.get(path)?.checked !== undefined
  }

  /** The report of a former run. */
  reportOf(path: string): PackedReport | undefined {
    const checked = this.#entries.get(path)?.checked
    return checked && { path, packed: checked.packed }
  }

  /** Keeps a report with what it depends on, as it was noted. */
  keep({ path, packed }: PackedReport, inputs: KnownInputs | undefined): void {
    const entry = this.#entries.get(path)
    if (entry === undefined || inputs === undefined) return
    const { isEverything, files, questions, answers } = inputs
    this.#entries.set(path, {
      summary: entry.summary,
      checked: {
        packed,
        key: this.#key,
        isEverything,
        files,
        told: this.#toldBy(files),
        questions,
        answers: hashOf(answers),
      },
    })
    this.#isChanged = true
  }

  /** Writes what was kept. A disk that refuses costs the next run time and nothing else. */
  save(): void {
    if (this.#file === undefined) return
    try {
      const contents = { entries: this.#entries, whole: this.#whole }
      if (this.#isChanged) this.#kept.write(this.#file, this.#version, contents)
      else this.#kept.touch(this.#file, this.#version, contents)
    } catch (error) {
      console.error('The analysis cache could not be written.', error)
    }
  }
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64')
}
