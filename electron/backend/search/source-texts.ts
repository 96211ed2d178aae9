// The analysed texts of a review's files: from the index, from the review, or from the disk where the
// file is still what was analysed. What had to be read elsewhere is put into the index afterwards.
import { prepareSource, sourceKind } from '../../../analyzer/syntax/prepare.ts'
import { readFileInside } from '../../repository/read-file.ts'
import type { IndexedText, SearchIndex } from '../../store/search-index.ts'
import type { openSearchable, SearchableFile, SearchableFinding } from '../../store/searchable.ts'
import { sha256Of } from '../sha256.ts'
import { fold } from './matcher.ts'

type Searchable = ReturnType<typeof openSearchable>

/** Largest file that is searched, in bytes: what the source shows. */
const MAX_BYTES = 20 * 1024 * 1024
/** Characters that are put into the index at a time: about 60 ms of work. */
const BATCH = 1_000_000

export interface SourceFile extends SearchableFile {
  readonly key: string
}

export type SourceTexts = ReturnType<typeof sourceTexts>

export function sourceTexts(review: Searchable, index: SearchIndex) {
  const indexed = index.keys()
  let files: readonly SourceFile[] | undefined
  let waiting: string[] | undefined
  let shown: ReadonlyMap<string, string> = new Map()

  function all(): readonly SourceFile[] {
    files ??= review.files().map(({ path, sha256 }) => {
      const file = { path, sha256: shown.get(path) ?? sha256 }
      return { ...file, key: keyOf(file) }
    })
    return files
  }

  function read(file: SourceFile): string | undefined {
    if (indexed.has(file.key)) {
      const text = index.read(file.key)
      if (text !== undefined) return text
      // Another process dropped it.
      indexed.delete(file.key)
    }
    const bytes = review.texts.read(file.sha256) ?? onDisk(review.rootPath(), file)
    const source = bytes && prepareSource(file.path, bytes)
    return source?.ok ? source.shown : undefined
  }

  return {
    all,
    read,
    /** False for a file that the index knows not to hold the words. */
    mayHold(words: readonly string[]): (file: SourceFile) => boolean {
      const keys = index.candidates(words)
      return ({ key }) => keys === undefined || keys.has(key) || !indexed.has(key)
    },
    /** The files of the review may be others now; findings tell which text is shown for theirs. */
    renew(findings: readonly SearchableFinding[]): void {
      shown = shownTexts(findings)
      files = undefined
      waiting = undefined
    },
    /** Puts some more texts into the index; false when all are in. */
    indexMore(): boolean {
      waiting ??= startIndexing(all(), indexed, index)
      const byKey = new Map(all().map((file) => [file.key, file]))
      const batch: IndexedText[] = []
      let size = 0
      while (waiting.length > 0 && size < BATCH) {
        const key = waiting.pop() ?? ''
        const file = byKey.get(key)
        const text = file && read(file)
        if (text === undefined) continue
        batch.push({ key, text, folded: fold(text) })
        size += text.length
      }
      index.add(batch)
      for (const { key } of batch) indexed.add(key)
      return waiting.length > 0
    },
  }
}

/** For each file the text that its findings refer to, of the newest of those that are not gone. */
function shownTexts(findings: readonly SearchableFinding[]): ReadonlyMap<string, string> {
  const newest = new Map<string, SearchableFinding>()
  for (const finding of findings) {
    const known = newest.get(finding.path)
    const isNewer =
      known === undefined ||
      finding.isGone < known.isGone ||
      (finding.isGone === known.isGone && finding.lastRun > known.lastRun)
    if (isNewer) newest.set(finding.path, finding)
  }
  return new Map([...newest].map(([path, { textSha256 }]) => [path, textSha256]))
}

/** Drops what no file is any more, and gives the keys that are still to be indexed. */
function startIndexing(
  files: readonly SourceFile[],
  indexed: Set<string>,
  index: SearchIndex,
): string[] {
  const wanted = new Set(files.map(({ key }) => key))
  const outdated = [...indexed].filter((key) => !wanted.has(key))
  index.remove(outdated)
  for (const key of outdated) indexed.delete(key)
  return [...wanted].filter((key) => !indexed.has(key))
}

/** The same bytes are shown in another way where they are a notebook. */
function keyOf({ path, sha256 }: SearchableFile): string {
  return `${sha256}-${sourceKind(path) ?? 'python'}`
}

/** The file as it is on the disk, if it is what was analysed. */
function onDisk(root: string, { path, sha256 }: SearchableFile): Buffer | undefined {
  const bytes = readFileInside(root, path, MAX_BYTES)
  if (!Buffer.isBuffer(bytes)) return undefined
  return sha256Of(bytes) === sha256 ? bytes : undefined
}
