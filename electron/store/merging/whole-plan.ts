// The plan of the other side: streams, tasks and which finding is in which task. Positions of one
// plan mean nothing in another, so a plan is taken as a whole or not at all.
import type { MergeConflict } from '../../api/merge.ts'
import type { Row } from '../blank-rows.ts'
import type { Db } from '../connection.ts'
import { outline, planTable, type StoredPlan } from '../plan.ts'
import type { Writer } from '../writer.ts'
import type { Bases, Change } from './records.ts'
import type { Side } from './side.ts'
import { NOTHING_WHOLE, type Whole, type WholeChange } from './whole.ts'

/** Takes their plan where only they changed it; asks where both did. */
export function mergedPlan(ours: Side, theirs: Side, bases: Bases, writer: Writer): Whole {
  const of = ({ changes }: Bases['ours']) =>
    [...changes].filter(([name]) => name.startsWith('plan ')).map(([, change]) => change)
  const [mine, their] = [of(bases.ours), of(bases.theirs)]
  const last = their.toSorted((a, b) => a.last.seq - b.last.seq).at(-1)
  if (last === undefined) return NOTHING_WHOLE
  const myLast = mine.toSorted((a, b) => a.last.seq - b.last.seq).at(-1)
  const plans = [planOf(ours, writer), planOf(theirs, writer)] as const
  const [myText, theirText] = [inWords(ours, plans[0]), inWords(theirs, plans[1])]
  if (myText === theirText) return NOTHING_WHOLE
  const change: WholeChange = {
    subject: 'plan',
    field: 'merge',
    before: outline(plans[0]),
    after: outline(plans[1]),
    actor: last.last.actor,
    write: (idHere) => takePlan(ours.db, theirs, writer, idHere),
  }
  if (myLast === undefined) return { ...NOTHING_WHOLE, changes: [change] }
  const said = (text: string, { last: { actor, at } }: Change) => ({ text, by: actor, at })
  const conflict: MergeConflict = {
    key: 'plan',
    findingId: null,
    about: 'the whole plan',
    field: 'streams, tasks and their findings',
    mine: said(myText, myLast),
    theirs: said(theirText, last),
  }
  return { ...NOTHING_WHOLE, conflicts: [{ conflict, change }] }
}

/** Puts their plan in the place of ours; belongs inside the transaction of the merge. */
function takePlan(
  db: Db,
  theirs: Side,
  writer: Writer,
  idHere: (name: string) => number | undefined,
): void {
  const { streams } = planOf(theirs, writer)
  db.exec('DELETE FROM task_findings; DELETE FROM tasks; DELETE FROM streams')
  db.exec('UPDATE plan SET rev = rev + 1')
  const addStream = db.prepare(`INSERT INTO streams (position, title, files, commit_message)
    VALUES (@position, @title, @files, @commitMessage)`)
  const addTask = db.prepare(`INSERT INTO tasks (stream_id, position, title, steps,
    is_separate_commit) VALUES (@streamId, @position, @title, @steps, @separate)`)
  const place = db.prepare(`INSERT INTO task_findings (finding_id, task_id, position)
    VALUES (?, ?, ?)`)
  for (const [at, stream] of streams.entries()) {
    const { title, commitMessage } = stream
    const files = JSON.stringify(stream.files)
    const streamId = addStream.run({ position: at, title, files, commitMessage }).lastInsertRowid
    for (const [index, task] of stream.tasks.entries()) {
      const row: Row = {
        streamId: Number(streamId),
        position: index,
        title: task.title,
        steps: JSON.stringify(task.steps),
        separate: task.isSeparateCommit ? 1 : 0,
      }
      const taskId = addTask.run(row).lastInsertRowid
      for (const [position, findingId] of task.findingIds.entries()) {
        const here = idHere(theirs.nameOf('findings', findingId))
        if (here !== undefined) place.run(here, taskId, position)
      }
    }
  }
}

function planOf({ db }: Side, writer: Writer): StoredPlan {
  return planTable(db, writer).read()
}

/** The plan for people and for comparing: findings under names that hold in every copy. */
function inWords(side: Side, { streams }: StoredPlan): string {
  return streams
    .flatMap((stream) => [
      `${stream.title}${stream.commitMessage === '' ? '' : ` (${stream.commitMessage})`}`,
      ...stream.files.map((file) => `  file ${file}`),
      ...stream.tasks.flatMap((task) => [
        `  ${task.isSeparateCommit ? 'separate: ' : ''}${task.title}`,
        ...task.steps.map((step) => `    - ${step}`),
        ...task.findingIds.map((id) => `    ${side.titleOf(id)}`),
      ]),
    ])
    .join('\n')
}
