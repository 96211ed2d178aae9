// Applies the fixes of findings to sources, as the window does.
import type { Finding, Range } from '../../../analyzer/model.ts'

export interface Applied {
  readonly files: Readonly<Record<string, string>>
  /** Findings whose first fix was applied; one that overlaps an earlier one has to wait. */
  readonly count: number
}

/** Applies the first fix of each finding; equal edits of several fixes are made once. */
export function applyFixes(
  files: Readonly<Record<string, string>>,
  findings: readonly Finding[],
): Applied {
  const result: Record<string, string> = { ...files }
  const taken = new Map<string, { start: number; end: number; newText: string }[]>()
  let count = 0
  for (const { fixes } of findings) {
    const edits = fixes[0]?.edits.map((edit) => ({
      path: edit.path,
      ...offsets(files[edit.path] ?? '', edit.range),
      newText: edit.newText,
    }))
    if (edits === undefined) continue
    const clashes = edits.some((edit) =>
      (taken.get(edit.path) ?? []).some(
        (other) =>
          edit.start < other.end &&
          other.start < edit.end &&
          !(edit.start === other.start && edit.end === other.end && edit.newText === other.newText),
      ),
    )
    if (clashes) continue
    count += 1
    for (const { path, ...edit } of edits) {
      const list = taken.get(path) ?? []
      taken.set(path, list)
      const isMade = list.some(
        (other) =>
          other.start === edit.start && other.end === edit.end && other.newText === edit.newText,
      )
      if (!isMade) list.push(edit)
    }
  }
  for (const [path, edits] of taken) {
    let text = files[path] ?? ''
    for (const { start, end, newText } of edits.toSorted((a, b) => b.start - a.start)) {
      text = text.slice(0, start) + newText + text.slice(end)
    }
    result[path] = text
  }
  return { files: result, count }
}

function offsets(text: string, range: Range): { start: number; end: number } {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length)
  return {
    start: (starts[range.startLine - 1] ?? 0) + range.startColumn - 1,
    end: (starts[range.endLine - 1] ?? 0) + range.endColumn - 1,
  }
}
