// Analysed texts and their lines.
import { prepareSource } from '../../analyzer/syntax/prepare.ts'
import type { ReviewStore } from '../store/review-store.ts'

/** The analysed text of a file as it is shown. Undefined if it was not kept. */
export function analysedText(store: ReviewStore, path: string, sha256: string): string | undefined {
  const bytes = store.texts.read(sha256)
  const source = bytes && prepareSource(path, bytes)
  return source?.ok ? source.shown : undefined
}

/** The lines of an analysed text; undefined where it was not kept. */
export function linesOf(
  store: ReviewStore,
  path: string,
  sha256: string,
): readonly string[] | undefined {
  const text = analysedText(store, path, sha256)
  return text === undefined ? undefined : textLines(text)
}

export function textLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/)
  // The break at the end of the last line opens no other one.
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
