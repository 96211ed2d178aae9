// The walkthrough of the other side: taken as it is where only that one changed, joined where both did.
import { counted } from '../../api/counted.ts'
import type { Row } from '../blank-rows.ts'
import { outline } from '../walkthrough.ts'
import { type JoinConflict, type Joined, joinWalkthroughs } from './joined-walkthrough.ts'
import type { Bases } from './records.ts'
import type { Side } from './side.ts'
import { type SidesWalkthrough, STEP_FIELDS, walkthroughsOf } from './walkthrough-steps.ts'
import { NOTHING_WHOLE, type Whole, type WholeConflict } from './whole.ts'

interface Written {
  readonly name: string
  readonly isOurs: boolean
  readonly row: Row
}

/** `isHere` tells whether a finding of the other side is here, or comes with the merge. */
export function mergedWalkthrough(
  ours: Side,
  theirs: Side,
  bases: Bases,
  isHere: (finding: string) => boolean,
): Whole {
  const [mine, known] = walkthroughsOf(ours, theirs, bases)
  const findingOf = (row: Row) =>
    typeof row.finding_id === 'number' ? theirs.nameOf('findings', row.finding_id) : undefined
  const steps = known.steps.filter(({ row }) => {
    const finding = findingOf(row)
    return finding === undefined || isHere(finding)
  })
  const their = { ...known, steps }
  const { last } = their
  const left = missing(known.steps.length - steps.length)
  if (last === undefined || contentOf(mine) === contentOf(their)) return NOTHING_WHOLE
  const joined = mine.last === undefined ? undefined : joinWalkthroughs(mine, their)
  const { title, explanation } = joined ?? their
  const own = new Map(mine.steps.map((step) => [step.name, step]))
  const next = (joined?.steps ?? their.steps.map((from) => ({ ...from, from, fields: {} }))).map(
    ({ name, from, fields }): Written => ({
      name,
      isOurs: own.has(name),
      row: { ...from.row, ...fields },
    }),
  )
  const { db } = ours
  const ids = new Map(mine.steps.map(({ name, row }) => [name, Number(row.id)]))

  function write(idHere: (name: string) => number | undefined): void {
    const remove = db.prepare('DELETE FROM walkthrough_steps WHERE id = ?')
    const insert =
      db.prepare(`INSERT INTO walkthrough_steps (position, finding_id, path, start_line,
      end_line, title, text, note, view, reason) VALUES (@position, @finding_id, @path, @start_line,
      @end_line, @title, @text, @note, @view, @reason)`)
    const update = db.prepare(`UPDATE walkthrough_steps SET position = @position, path = @path,
      start_line = @start_line, end_line = @end_line, title = @title, text = @text, note = @note,
      view = @view, reason = @reason WHERE id = @id`)
    const kept = new Set(next.map(({ name }) => name))
    for (const { name, row } of mine.steps) if (!kept.has(name)) remove.run(row.id)
    for (const [position, { name, isOurs, row }] of next.entries()) {
      const { id: _, finding_id: theirId, ...words } = row
      const id = ids.get(name)
      if (isOurs && id !== undefined) update.run({ ...words, position, id })
      else {
        const finding = typeof theirId === 'number' ? findingOf(row) : undefined
        const findingId = finding === undefined ? null : (idHere(finding) ?? null)
        const added = insert.run({ ...words, position, finding_id: findingId })
        ids.set(name, Number(added.lastInsertRowid))
      }
    }
    db.prepare(`UPDATE walkthrough SET rev = rev + 1, title = ?, explanation = ?`).run(
      title,
      explanation,
    )
  }

  const change = {
    subject: 'walkthrough',
    field: 'steps',
    before: outlineOf(mine.steps),
    after: outlineOf(next),
    actor: last.actor,
    write,
  }
  return {
    changes: [change],
    conflicts: joined?.conflicts.map((one) => conflictOf(ours, own, ids, one)) ?? [],
    joined: joined === undefined ? [] : [sentenceOf(joined)],
    left,
  }
}

function conflictOf(
  { db, titleOf }: Side,
  own: ReadonlyMap<string, { readonly row: Row }>,
  ids: ReadonlyMap<string, number>,
  { name, field, mine, theirs }: JoinConflict,
): WholeConflict {
  const step = own.get(name)
  const findingId = step?.row.finding_id
  const about = typeof findingId === 'number' ? titleOf(findingId) : String(step?.row.title ?? '')
  const said = ({ text, edit: { last } }: JoinConflict['mine']) => ({
    text: text === '' ? 'nothing' : text,
    by: last.actor,
    at: last.at,
  })
  return {
    conflict: {
      key: `walkthrough|${name}|${field}`,
      // A speaker's note must not get into a thread, which leaves the review.
      findingId: typeof findingId === 'number' && field !== 'note' ? findingId : null,
      about: name === '' ? 'the walkthrough' : about,
      field: name === '' ? field : `${field} of the step`,
      mine: said(mine),
      theirs: said(theirs),
    },
    change: {
      subject: 'walkthrough',
      field: name === '' ? field : `step:${ids.get(name)}.${field}`,
      before: field === 'note' ? 'private' : mine.text,
      after: field === 'note' ? 'private' : theirs.text,
      actor: theirs.edit.last.actor,
      write() {
        if (name === '') {
          db.prepare('UPDATE walkthrough SET rev = rev + 1, title = ?').run(theirs.text)
          return
        }
        const column = STEP_FIELDS.find((one) => one === field)
        if (column === undefined) throw new Error(`A step has no ${field}.`)
        db.prepare(`UPDATE walkthrough_steps SET ${column} = ? WHERE id = ?`).run(
          theirs.text,
          ids.get(name),
        )
        db.prepare('UPDATE walkthrough SET rev = rev + 1').run()
      },
    },
  }
}

function sentenceOf({ leader, added }: Joined): string {
  const extra =
    added === 0
      ? ''
      : ` ${counted(added, 'step')} of the other one ${added === 1 ? 'stands' : 'stand'} after what ${added === 1 ? 'it' : 'they'} followed there.`
  return `Both walkthroughs were changed: the steps stand in the order of ${leader || 'the other reviewer'}, who changed theirs last.${extra} No step of either is left out, also none that one of you removed.`
}

function missing(count: number): readonly string[] {
  if (count === 0) return []
  return [
    `${counted(count, 'step')} of the other walkthrough ${count === 1 ? 'is' : 'are'} about findings that are not in this review and ${count === 1 ? 'stays' : 'stay'} there.`,
  ]
}

function contentOf({ title, steps }: SidesWalkthrough): string {
  return JSON.stringify([
    title,
    ...steps.map(({ name, row }) => [name, ...STEP_FIELDS.map((field) => row[field])]),
  ])
}

function outlineOf(steps: readonly { readonly row: Row }[]): string {
  return outline(steps.map(({ row }) => ({ title: String(row.title), path: String(row.path) })))
}
