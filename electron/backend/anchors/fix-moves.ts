// A reviewer's fix follows its lines when the code around them changes.
import { inflateSync } from 'node:zlib'
import { prepareSource } from '../../../analyzer/syntax/prepare.ts'
import { lineEnd, lineStarts } from '../../analysis/fix-regions.ts'
import type { CheckedFile } from '../../analysis/messages.ts'
import type { Fix } from '../../api/domain.ts'
import type { StoredFix } from '../../store/fixes.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import type { FileText } from '../file-text.ts'

/**
 * Moves the edited fixes of a finding to where their lines stand in the text of this run. A fix whose
 * lines are not there stays with the text that it was written on. Belongs inside a transaction.
 */
export function moveFixes(store: ReviewStore, findingId: number, { report, text }: CheckedFile) {
  const { path, sha256 } = report.record
  if (text === undefined || outdatedFixes(store, findingId, sha256, ['reviewer']).length === 0)
    return
  const bytes = inflateSync(text.deflated, { maxOutputLength: Math.max(text.size, 1) })
  const source = prepareSource(path, bytes)
  if (source.ok) moveFixesTo(store, findingId, { path, sha256, shown: source.shown }, ['reviewer'])
}

/** The same for fixes of these authors, into a text that is at hand. Belongs inside a transaction. */
export function moveFixesTo(
  store: ReviewStore,
  findingId: number,
  { path, sha256, shown }: Pick<FileText, 'path' | 'sha256' | 'shown'>,
  authors: readonly Fix['author'][],
): void {
  for (const fix of outdatedFixes(store, findingId, sha256, authors)) {
    const line = fix.path === path ? nearestLine(shown, fix.before, fix.startLine) : undefined
    if (line !== undefined) store.fixes.move(fix, line, sha256)
  }
}

function outdatedFixes(
  { fixes }: ReviewStore,
  findingId: number,
  sha256: string,
  authors: readonly Fix['author'][],
): readonly StoredFix[] {
  return fixes
    .ofFinding(findingId)
    .filter((fix) => authors.includes(fix.author) && fix.textSha256 !== sha256)
}

/** The line (1-based) nearest to `wanted` on which `lines` stand as a whole. */
export function nearestLine(text: string, lines: string, wanted: number): number | undefined {
  const starts = lineStarts(text)
  const count = lineStarts(lines).length
  let nearest: number | undefined
  for (let line = 1; line + count - 1 <= starts.length; line += 1) {
    const from = starts[line - 1] ?? 0
    if (!text.startsWith(lines, from)) continue
    if (lineEnd(text, starts, line + count - 1) !== from + lines.length) continue
    const isNearer = nearest === undefined || Math.abs(line - wanted) < Math.abs(nearest - wanted)
    if (isNearer) nearest = line
  }
  return nearest
}
