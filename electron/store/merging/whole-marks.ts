// Marks that followed the code on the other side. The text of a file is one choice, and the marks in it
// go with it; what a reviewer said of where a mark stands counts more than where it was carried.
import { counted } from '../../api/counted.ts'
import type { Row } from '../blank-rows.ts'
import type { Db } from '../connection.ts'
import type { Bases, Change } from './records.ts'
import type { Side } from './side.ts'
import {
  foundInOf,
  placeOf,
  placesJson,
  type StandingFile,
  type StandingMark,
  standingMarks,
} from './standing-marks.ts'
import type { Whole, WholeChange, WholeConflict } from './whole.ts'

type Outcome = 'keep' | 'take' | 'conflict'
/** `same`: both copies have the file in one text. */
type FileOutcome = Outcome | 'same'

interface Options {
  readonly ours: Side
  readonly theirs: Side
  readonly bases: Bases
  /** Tells whether a row of the other side is here, or comes with the merge. */
  readonly isHere: (name: string) => boolean
  readonly carryText: (sha256: string) => boolean
}

export function mergedMarks({ ours, theirs, bases, isHere, carryText }: Options): Whole {
  const mine = standingMarks(ours, bases.ours)
  const their = standingMarks(theirs, bases.theirs)
  const put = markWriter(ours.db, carryText)
  const changes: WholeChange[] = []
  const conflicts: WholeConflict[] = []
  let others = 0

  const outcomes = new Map<string, FileOutcome>()
  for (const [path, file] of their.files) {
    if (file.change === undefined) continue
    // Another analysis has read something else here: the marks say themselves where they are.
    if (mine.readAs(path) !== file.row.from_sha256) others += 1
    else outcomes.set(path, judgeFile(mine.files.get(path), file))
  }
  const following = new Map<string, StandingMark[]>()
  for (const mark of their.marks.values()) {
    const here = mine.marks.get(mark.name)
    if (mark.carried === undefined && mark.settled === undefined) continue
    if (here !== undefined && placeOf(here.row) === placeOf(mark.row)) continue
    if (!isHere(mark.name)) continue
    const foundIn = foundInOf(ours, mark.name)
    const isElsewhere = mark.foundIn !== '' && foundIn !== undefined && foundIn !== mark.foundIn
    const outcome = mark.file && outcomes.get(mark.file.fromPath)
    if (isElsewhere || (mark.file?.change !== undefined && outcome === undefined)) {
      others += isElsewhere ? 1 : 0
      continue
    }
    const judged = judgeMark(here, mark, outcome)
    if (judged === 'follow') {
      const path = mark.file?.fromPath ?? ''
      following.set(path, [...(following.get(path) ?? []), mark])
    } else if (judged === 'take') changes.push(changeOf(mark, here))
    else if (judged === 'conflict') conflicts.push(conflictOf(mark, here))
  }
  for (const [path, outcome] of outcomes) {
    const file = their.files.get(path)
    if (file === undefined || outcome === 'keep' || outcome === 'same') continue
    const here = mine.files.get(path)
    const marks = following.get(path) ?? []
    const change: WholeChange = {
      subject: `file:${path}`,
      field: 'text',
      before: here?.change?.to ?? file.change?.from ?? '',
      after: file.change?.to ?? '',
      actor: file.change?.last.actor ?? '',
      write(idHere) {
        if (!putFile(ours.db, file, carryText)) return
        for (const mark of marks) put(mark, idHere)
      },
    }
    if (outcome === 'take') changes.unshift(change)
    else conflicts.push({ conflict: fileConflict(path, here, file, marks.length), change })
  }
  return { changes, conflicts, joined: [], left: leftSentences(others) }

  function changeOf(mark: StandingMark, here: StandingMark | undefined): WholeChange {
    const { last } = mark.settled ?? mark.carried ?? {}
    const id = ours.idOf(mark.name)
    const field = mark.settled === undefined ? 'place' : 'anchor'
    return {
      // A thread that comes with the same merge has no number before.
      subject: id === undefined ? `file:${mark.row.path}` : `${mark.name.split(':')[0]}:${id}`,
      field,
      before: here === undefined ? '' : wordsOf(here.row),
      after: wordsOf(mark.row),
      actor: last?.actor ?? '',
      write: (idHere) => put(mark, idHere),
    }
  }

  function conflictOf(mark: StandingMark, here: StandingMark | undefined): WholeConflict {
    const id = mark.name.startsWith('finding:') ? ours.idOf(mark.name) : undefined
    return {
      conflict: {
        key: `mark|${mark.name}`,
        findingId: id ?? null,
        about: id === undefined ? `the thread at ${mark.row.origin_path}` : ours.titleOf(id),
        field: 'place that it followed the code to',
        mine: said(here && wordsOf(here.row), here?.settled ?? here?.carried),
        theirs: said(wordsOf(mark.row), mark.settled ?? mark.carried),
      },
      change: changeOf(mark, here),
    }
  }
}

function judgeFile(mine: StandingFile | undefined, their: StandingFile): FileOutcome {
  if (mine !== undefined && placeOf(mine.row) === placeOf(their.row)) return 'same'
  if (mine?.change === undefined) return 'take'
  // One side went on from the text that the other side has.
  if (their.change?.from === mine.change.to) return 'take'
  if (mine.change.from === their.change?.to) return 'keep'
  return 'conflict'
}

function judgeMark(
  mine: StandingMark | undefined,
  their: StandingMark,
  file: FileOutcome | undefined,
): Outcome | 'follow' {
  if (mine?.settled !== undefined) return their.settled === undefined ? 'keep' : 'conflict'
  if (their.settled !== undefined) return 'take'
  if (file === 'take' || file === 'conflict') return 'follow'
  // In a text that is not taken nothing of it can be found.
  if (file === 'keep') return 'keep'
  if (mine?.carried === undefined) return 'take'
  if (file === undefined) return 'conflict'
  // Carried into one text from two places: the same one on either side.
  return placeOf(their.row) > placeOf(mine.row) ? 'take' : 'keep'
}

function fileConflict(
  path: string,
  mine: StandingFile | undefined,
  their: StandingFile,
  marks: number,
): WholeConflict['conflict'] {
  const words = ({ row }: StandingFile) =>
    `${row.path}, ${counted(Number(row.lines), 'line')}, content ${String(row.text_sha256).slice(0, 7)}`
  return {
    key: `carried|${path}`,
    findingId: null,
    about: path,
    field: `text that its marks followed (${counted(marks, 'mark')} there)`,
    mine: said(mine && words(mine), mine?.change),
    theirs: said(words(their), their.change),
  }
}

function said(text: string | undefined, change: Change | undefined) {
  return { text: text ?? 'nothing', by: change?.last.actor ?? '', at: change?.last.at ?? '' }
}

function wordsOf({ path, start_line, state, settled }: Row): string {
  return `${path}:${start_line} (${state}${settled === 'open' ? '' : `, ${settled}`})`
}

function leftSentences(others: number): readonly string[] {
  if (others === 0) return []
  return [
    `${counted(others, 'place')} that marks followed to ${others === 1 ? 'belongs' : 'belong'} to another analysis and ${others === 1 ? 'stays' : 'stay'} there.`,
  ]
}

/** Gives whether the text of the file is here. */
function putFile(db: Db, { fromPath, row }: StandingFile, carryText: (hash: string) => boolean) {
  if (!carryText(String(row.text_sha256))) return false
  db.prepare('DELETE FROM carried_files WHERE from_path = ?').run(fromPath)
  db.prepare(`INSERT INTO carried_files (path, rev, run_id, from_path, from_sha256, text_sha256,
    lines, bytes) VALUES (@path, 1, (SELECT MAX(id) FROM runs), @from_path, @from_sha256,
    @text_sha256, @lines, @bytes) ON CONFLICT (path) DO UPDATE SET rev = rev + 1,
    run_id = excluded.run_id, from_path = excluded.from_path, from_sha256 = excluded.from_sha256,
    text_sha256 = excluded.text_sha256, lines = excluded.lines, bytes = excluded.bytes`).run(row)
  return true
}

function markWriter(db: Db, carryText: (sha256: string) => boolean) {
  const columns = `state, path, start_line, start_column, end_line, end_column, text_sha256, places,
    origin_path, origin_start, origin_end, origin_commit, origin_sha256, settled`
  const names = columns.split(/,\s*/)
  const values = names.map((name) => `@${name}`).join(', ')
  const update = ['run_id', 'fingerprint', ...names].map((name) => `${name} = excluded.${name}`)
  const insert = (mark: 'finding_id' | 'thread_id', from: string) =>
    db.prepare(`INSERT INTO anchors (rev, ${mark}, run_id, fingerprint, ${columns})
      SELECT 1, @here, ${from}, ${values} WHERE true
      ON CONFLICT (${mark}) DO UPDATE SET rev = rev + 1, ${update.join(', ')}`)
  const ofFinding = insert(
    'finding_id',
    `(SELECT last_run FROM findings WHERE id = @here),
     (SELECT fingerprint FROM findings WHERE id = @here)`,
  )
  const ofThread = insert('thread_id', "(SELECT MAX(id) FROM runs), ''")
  return ({ name, row }: StandingMark, idHere: (name: string) => number | undefined): void => {
    const here = idHere(name)
    const places = placesJson(String(row.places))
    if (here === undefined || places === undefined || !carryText(String(row.text_sha256))) return
    const { id: _id, rev: _rev, run_id: _run, finding_id, thread_id: _, ...rest } = row
    const { fingerprint: _own, ...place } = rest
    const put = finding_id === null ? ofThread : ofFinding
    put.run({ ...place, places, here })
  }
}
