// Lines that a reviewer chose in the source, with the text that stands there.
import { AppError } from '../api/errors.ts'
import type { LineSpan } from '../api/regions.ts'
import type { ReviewStore } from '../store/review-store.ts'
import { readSourceText } from './sources.ts'

/** As many lines as are kept of a region. */
const SNIPPET_LINES = 12

/** Throws `not-found` for an unknown file, `invalid-input` for lines beyond its end. */
export function snippetAt(
  store: ReviewStore,
  { path, startLine, endLine }: LineSpan & { readonly path: string },
): string {
  const lines = readSourceText(store, path).text.split(/\r\n|\r|\n/)
  if (endLine < startLine || endLine > lines.length) {
    throw new AppError(
      'invalid-input',
      `${path} has ${lines.length} lines.`,
      'Choose lines of the file.',
    )
  }
  return lines.slice(startLine - 1, Math.min(endLine, startLine - 1 + SNIPPET_LINES)).join('\n')
}
