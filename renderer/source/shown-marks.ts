// Which marks the source shows: a change of one finding in a thousand draws one anew.
import type { SourceMark } from './decorations.ts'

export interface MarkChanges {
  /** Ids of marks that are not wanted any more. */
  readonly removed: readonly string[]
  /** Marks that are not shown yet, with their keys. */
  readonly added: readonly { readonly key: string; readonly mark: SourceMark }[]
}

/** Equal marks have equal keys, numbered where there are several of them. */
function keyed(marks: readonly SourceMark[]): ReadonlyMap<string, SourceMark> {
  const found = new Map<string, SourceMark>()
  for (const mark of marks) {
    const text = JSON.stringify(mark)
    let key = text
    for (let again = 2; found.has(key); again += 1) key = `${text} ${again}`
    found.set(key, mark)
  }
  return found
}

/** What leads from the shown marks (their ids by their keys) to the wanted ones. */
export function markChanges(
  shown: ReadonlyMap<string, string>,
  wanted: readonly SourceMark[],
): MarkChanges {
  const marks = keyed(wanted)
  return {
    removed: [...shown].flatMap(([key, id]) => (marks.has(key) ? [] : [id])),
    added: [...marks].flatMap(([key, mark]) => (shown.has(key) ? [] : [{ key, mark }])),
  }
}
