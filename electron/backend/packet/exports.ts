// From a review to a packet on disk: one snapshot, all files from it, written as a whole, recorded.
import type { PageToPrint } from '../../api/control.ts'
import type { ExportResult } from '../../api/domain.ts'
import { AppError } from '../../api/errors.ts'
import type { ReviewSnapshot } from '../../api/snapshot.ts'
import { eachPacketFile, packetContents, tellsOfPatches } from '../../report/packet.ts'
import { withDates } from '../../report/pdf-dates.ts'
import { withNodeNames } from '../../report/pdf-node-names.ts'
import { type PrintPage, printPages } from '../../report/print-pages.ts'
import { redact } from '../../report/redaction.ts'
import { defaultPacketFolder } from '../data-folder.ts'
import type { Session } from '../session.ts'
import { sha256Of } from '../sha256.ts'
import { packetEvidence } from './evidence.ts'
import { exportedFinding } from './export-history.ts'
import { type FileEntry, type WrittenFile, writePacketFolder } from './packet-folder.ts'
import { buildSnapshot, type SnapshotFilter } from './snapshot.ts'

/** Prints one page of the packet. */
type Print = (page: PrintPage, signal?: AbortSignal) => Promise<Uint8Array>

interface ExportProgress {
  readonly what: string
  readonly done: number
  readonly total: number
}

export interface ExportOptions {
  readonly dataFolder: string
  readonly toolVersion: string
  /** Absolute path of the folder to write; a folder named by the state without it. */
  readonly folder?: string | undefined
  readonly filter?: SnapshotFilter | undefined
  /** Fingerprints of findings that were known before. */
  readonly baseline?: ReadonlySet<string> | undefined
  /** Which files to write; all without it. */
  readonly isWanted?: ((path: string) => boolean) | undefined
  /** Adds the documents as PDF. */
  readonly print?: Print | undefined
  readonly onProgress?: (progress: ExportProgress) => void
  readonly signal?: AbortSignal
}

/**
 * Writes the packet of the review as it is. Throws AppError `export-failed`, `disk-full`, or
 * `cancelled`, which leaves the folder as it was.
 */
export async function exportPacket(
  { store }: Session,
  options: ExportOptions,
): Promise<ExportResult & { readonly snapshot: ReviewSnapshot }> {
  const { dataFolder, toolVersion, folder, filter, baseline, isWanted, print, onProgress, signal } =
    options
  const masks = store.redaction.read()
  const { snapshot: masked } = redact(
    buildSnapshot(store, {
      toolVersion,
      hasSources: isWanted === undefined || tellsOfPatches(isWanted),
      ...(filter ? { filter } : {}),
      ...(baseline ? { baseline } : {}),
    }),
    masks,
  )
  const evidence = packetEvidence(masked, masks, store.attachments.read)
  const { snapshot, pictures } = evidence
  const contents = packetContents(snapshot)
  const pages = print === undefined ? [] : printPages(contents, { sha256: sha256Of, pictures })
  const total = pages.length + 1
  const printed =
    print === undefined ? [] : await printAll(print, pages, snapshot.asOf, onProgress, signal)
  refuseCancelled(signal)
  onProgress?.({ what: 'documents', done: printed.length, total })
  const attached = [...printed, ...evidence.files]
  const entries: FileEntry[] = []
  const target = folder ?? defaultPacketFolder(dataFolder, snapshot.review.name, snapshot.asOf)
  await writePacketFolder(target, filesToWrite(), (entry) => entries.push(entry))
  function* filesToWrite(): Generator<WrittenFile> {
    const beside = attached.filter(({ path }) => isWanted?.(path) ?? true)
    yield* beside
    // The texts stand first, as they are what a reader opens.
    const listed = () => [...entries.slice(beside.length), ...entries.slice(0, beside.length)]
    for (const file of eachPacketFile(contents, { sha256: sha256Of, pictures, isWanted, listed })) {
      yield { path: file.path, content: file.pieces?.() ?? file.text }
    }
  }
  const result: ExportResult = {
    folder: target,
    files: entries,
    verdict: contents.model.verdict.word,
  }
  // Packets of a review that may only be read are written all the same.
  if (!store.isReadOnly) {
    store.exports.record(
      result,
      snapshot.asOf,
      snapshot.findings.map((one) => ({ ...exportedFinding(one), id: one.id })),
    )
  }
  return { ...result, snapshot }
}

/** Pages that are printed at the same time: each takes a process of its own. */
const AT_ONCE = 3

/** All of the time `at`, in the order of the pages; the longest ones are begun first, so that none is waited for. */
async function printAll(
  print: Print,
  pages: readonly PrintPage[],
  at: string,
  onProgress: ExportOptions['onProgress'],
  signal: AbortSignal | undefined,
): Promise<readonly WrittenFile[]> {
  const waiting = pages.toSorted((a, b) => a.html.length - b.html.length)
  const printed = new Map<string, Uint8Array>()
  // One page that fails ends the work on the others.
  const failure = new AbortController()
  const end = AbortSignal.any([failure.signal, ...(signal === undefined ? [] : [signal])])
  const work = async (): Promise<void> => {
    for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
      refuseCancelled(end)
      onProgress?.({ what: page.path, done: printed.size, total: pages.length + 1 })
      const pdf = await printOrSay(print, page, end)
      printed.set(page.path, withNodeNames(withDates(pdf, at)))
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    failure.abort()
  }
  return pages.flatMap(({ path }) => {
    const content = printed.get(path)
    return content === undefined ? [] : [{ path, content }]
  })
}

async function printOrSay(
  print: Print,
  page: PrintPage,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  try {
    return await print(page, signal)
  } catch (error) {
    refuseCancelled(signal)
    if (error instanceof AppError) throw error
    throw new AppError(
      'export-failed',
      `${page.path} could not be printed.`,
      'Export without PDF, or try again.',
      { cause: error },
    )
  }
}

function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new AppError('cancelled', 'The export was cancelled.', 'Nothing was written.')
}

/** The way to print on a paper. Throws `invalid-input` where there is nothing to print with. */
export function printerOf(
  printPage: ((page: PageToPrint, signal?: AbortSignal) => Promise<Uint8Array>) | undefined,
  paper: PageToPrint['paper'],
): Print {
  if (printPage === undefined) {
    throw new AppError(
      'invalid-input',
      'PDF is made by the window of Lectern, which is not there.',
      'Export from the window, or without PDF.',
    )
  }
  return ({ html, header, footer }, signal) => printPage({ html, header, footer, paper }, signal)
}

/** The export of each review that is under way, so that it can be cancelled. */
export function runningExports() {
  const running = new Map<number, AbortController>()
  return {
    start(reviewId: number): AbortSignal {
      const controller = new AbortController()
      running.set(reviewId, controller)
      return controller.signal
    },
    cancel: (reviewId: number) => running.get(reviewId)?.abort(),
  }
}
