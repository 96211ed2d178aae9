// The work of one thread: reads files, keeps their facts, gives reports. It may end at any moment.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { MessagePort } from 'node:worker_threads'
import { deflateSync } from 'node:zlib'
import {
  type Analyzer,
  type AnalyzerOptions,
  createAnalyzer,
  type FileReport,
  type Inputs,
} from '../../analyzer/index.ts'
import type { FileRecord } from '../../analyzer/model.ts'
import { prepareSource } from '../../analyzer/syntax/prepare.ts'
import type { FoundFile } from '../repository/walk.ts'
import { fixRegions, lineStarts, type TextLines } from './fix-regions.ts'
import type {
  CheckedFile,
  FromWorker,
  Job,
  KnownInputs,
  ToWorker,
  WorkerSetup,
} from './messages.ts'
import { OpenSummaries } from './open-summaries.ts'
import { packReport } from './packed-report.ts'
import { type PackedSummary, packSummary } from './packed-summary.ts'
import { readSource } from './read-source.ts'

/**
 * The parser's npm binding frees a tree only when it is collected, and the collector does not see how
 * much a tree holds: so it is called after this many bytes of source, unless the addon parses, which
 * keeps no trees. While files are read there is little to look through, later the linked project,
 * which costs more and does not change.
 */
const COLLECT_BYTES = { read: 2 * 1024 * 1024, check: 4 * 1024 * 1024 }

type Create = (options: AnalyzerOptions, setup: WorkerSetup) => Analyzer

/** Answers on `port`, run after run, until the thread ends. `create` makes the analyzer of a run. */
export function serveWorker(port: MessagePort, create: Create = createAnalyzer): void {
  const post = (message: FromWorker) => port.postMessage(message)
  let work: ((job: Job) => FromWorker) | undefined
  const opened = new OpenSummaries()
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'begin':
        work = openWork(post, message.setup, create, opened)
        break
      case 'end':
        work = undefined
        collector()()
        break
      default:
        if (work === undefined)
          throw new Error(`No run has begun, and a worker shall ${message.kind}.`)
        post(work(message))
    }
  })
}

/** The part of one thread in one run: what gives the answers to its jobs. */
function openWork(
  post: (message: FromWorker) => void,
  setup: WorkerSetup,
  create: Create,
  opened: OpenSummaries,
): (job: Job) => FromWorker {
  const { plan, addon, keepBytes, configs } = setup
  const collect = addon === undefined ? atDistances(collector()) : () => undefined
  /** Packed, since nobody needs them open before all are there. */
  const own = new Map<string, PackedSummary>()
  const read = (path: string) => readSource(plan, path)
  const options: AnalyzerOptions = {
    settings: plan.settings,
    parser: { addon },
    keepBytes,
    configs,
    readSource: (path) => {
      const source = read(path)
      return 'issue' in source ? undefined : source
    },
  }
  const analyzer = create(options, setup)
  const isKept = plan.cacheFolder !== ''

  /** The summary, or the record of a file that could not be read. */
  function summarize(file: FoundFile): PackedSummary | FileRecord {
    post({ kind: 'at', path: file.path })
    const source = read(file.path)
    if (!('issue' in source)) {
      collect(source.bytes.length, COLLECT_BYTES.read)
      const summary = packSummary(analyzer.summarize(source), isKept)
      own.set(file.path, summary)
      return summary
    }
    const { issue, detail, bytes } = source
    return {
      path: file.path,
      state: 'skipped',
      issue,
      detail,
      lines: 0,
      bytes: bytes || file.bytes,
      sha256: '',
    }
  }

  function link(paths: readonly string[], others: readonly PackedSummary[]): void {
    const all = new Map(own)
    own.clear()
    for (const other of others) all.set(other.record.path, other)
    // What a small project's files tell is little beside the facts that are kept of it.
    analyzer.link(opened.open(taken(all, paths), keepBytes > 0))
  }

  function check(path: string): { readonly file: CheckedFile; readonly inputs: Inputs } {
    post({ kind: 'at', path })
    const { report, inputs } = isKept ? analyzer.checkNoting(path) : unnoted(path)
    collect(report.record.bytes, COLLECT_BYTES.check)
    return { file: withText(path, report), inputs }
  }

  /** What a check reads is noted for the next run alone: the notes of all files are many. */
  function unnoted(path: string): { readonly report: FileReport; readonly inputs: Inputs } {
    return { report: analyzer.check(path), inputs: EVERYTHING }
  }

  /** Adds the text that findings stand in, and what their fixes change. */
  function withText(path: string, report: FileReport): CheckedFile {
    if (report.findings.length === 0) return { report, fixes: [] }
    const source = read(path)
    if ('issue' in source || source.sha256 !== report.record.sha256) {
      return { report: lostReport(report), fixes: [] }
    }
    const texts = new Map<string, TextLines | undefined>()
    const linesOf = (other: string) => {
      if (!texts.has(other)) texts.set(other, decoded(other === path ? source : read(other)))
      return texts.get(other)
    }
    // A copy of its own: what deflates gives a piece of a larger buffer, which would travel along.
    const deflated = new Uint8Array(deflateSync(source.bytes, { level: 3 }))
    return {
      report,
      text: { size: source.bytes.length, deflated },
      fixes: report.findings.map(({ fixes }) => fixes.flatMap((fix) => fixRegions(fix, linesOf))),
    }
  }

  const answer = (question: string) => analyzer.answer(question) ?? ''

  function checked(all: readonly ReturnType<typeof check>[]): FromWorker {
    return {
      kind: 'checked',
      files: all.map(({ file }) => packReport(file)),
      inputs: isKept
        ? all.map(({ file, inputs }) => (isLasting(file) ? withAnswers(inputs) : undefined))
        : [],
    }
  }

  function withAnswers(inputs: Inputs): KnownInputs {
    // Whatever changes, such a report is made anew: the rest says nothing more.
    if (inputs.isEverything) return EVERYTHING
    const answers = inputs.questions.map(answer)
    return answers.includes('') ? EVERYTHING : { ...inputs, answers }
  }

  return (job) => {
    switch (job.kind) {
      case 'summarize':
        return sorted(job.files.map(summarize))
      case 'link':
        link(job.paths, job.others)
        return { kind: 'linked' }
      case 'check':
        return checked(job.paths.map(check))
      case 'ask':
        return { kind: 'answered', answers: job.questions.map(answer) }
    }
  }
}

/** The summaries of these paths; each is let go of when it is given. */
function* taken(all: Map<string, PackedSummary>, paths: readonly string[]) {
  for (const path of paths) {
    const packed = all.get(path)
    all.delete(path)
    if (packed !== undefined) yield packed
  }
}

function sorted(outcomes: readonly (PackedSummary | FileRecord)[]): FromWorker {
  const summaries: PackedSummary[] = []
  const unread: FileRecord[] = []
  for (const one of outcomes) {
    if ('record' in one) summaries.push(one)
    else unread.push(one)
  }
  return { kind: 'summarized', summaries, unread }
}

/** False for what another run may answer otherwise: failures, lost files, fixes of other files. */
function isLasting({ report: { record, findings, failures } }: CheckedFile): boolean {
  return (
    record.issue !== 'changed-during-analysis' &&
    failures.length === 0 &&
    findings.every(({ fixes }) =>
      fixes.every(({ edits }) => edits.every(({ path }) => path === record.path)),
    )
  )
}

const EVERYTHING: KnownInputs = { isEverything: true, files: [], questions: [], answers: [] }

function decoded(source: ReturnType<typeof readSource>): TextLines | undefined {
  if ('issue' in source) return undefined
  const prepared = prepareSource(source.path, source.bytes)
  return prepared.ok ? { text: prepared.shown, starts: lineStarts(prepared.shown) } : undefined
}

/** A file that changed between checking and keeping its text: its findings have no ground. */
function lostReport({ record }: FileReport): FileReport {
  return {
    record: {
      path: record.path,
      state: 'skipped',
      issue: 'changed-during-analysis',
      detail: 'The file changed while it was analysed.',
      lines: 0,
      bytes: record.bytes,
      sha256: '',
    },
    findings: [],
    failures: [],
    suppressions: [],
  }
}

/** Looks through the whole heap of this thread. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  // The flag reaches contexts that are made after it was set.
  return runInNewContext('gc') as () => void
}

/** Calls `gc` whenever so many bytes of source have gone by. */
function atDistances(gc: () => void): (bytes: number, limit: number) => void {
  let sinceLast = 0
  return (bytes, limit) => {
    sinceLast += bytes
    if (sinceLast < limit) return
    sinceLast = 0
    gc()
  }
}
