// The plan made by hand. Every change names the revision of the whole plan that it was made on.
import { AppError } from '../api/errors.ts'
import type { PlanChange } from '../api/plan.ts'
import type { SnapshotStream } from '../api/snapshot.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredTask {
  readonly id: number
  readonly streamId: number
  readonly title: string
  readonly steps: readonly string[]
  readonly isSeparateCommit: boolean
  readonly findingIds: readonly number[]
}

export interface StoredStream {
  readonly id: number
  readonly title: string
  readonly files: readonly string[]
  readonly commitMessage: string
  readonly tasks: readonly StoredTask[]
}

export interface StoredPlan {
  readonly rev: number
  readonly streams: readonly StoredStream[]
}

/** A derived stream whose findings are named by their ids. */
export type AdoptedStream = Pick<SnapshotStream, 'title' | 'tasks'>

interface StreamRow {
  readonly id: number
  readonly title: string
  readonly files: string
  readonly commitMessage: string
}
interface TaskRow {
  readonly id: number
  readonly streamId: number
  readonly title: string
  readonly steps: string
  readonly isSeparateCommit: number
}

export function planTable(db: Db, writer: Writer) {
  const revision = db.prepare('SELECT rev FROM plan').pluck()
  const countUp = db.prepare('UPDATE plan SET rev = rev + 1 WHERE rev = ?')
  const streamRows = db.prepare(`SELECT id, title, files, commit_message AS commitMessage
    FROM streams ORDER BY position, id`)
  const taskRows = db.prepare(`SELECT id, stream_id AS streamId, title, steps,
    is_separate_commit AS isSeparateCommit FROM tasks ORDER BY position, id`)
  const placed = db.prepare(`SELECT finding_id AS findingId, task_id AS taskId
    FROM task_findings ORDER BY position, finding_id`)
  const insertStream = db.prepare('INSERT INTO streams (position, title) VALUES (?, ?)')
  const editStream = db.prepare(`UPDATE streams SET title = @title, files = @files,
    commit_message = @commitMessage WHERE id = @id`)
  const placeStream = db.prepare('UPDATE streams SET position = ? WHERE id = ?')
  const dropStream = db.prepare('DELETE FROM streams WHERE id = ?')
  const insertTask = db.prepare(`INSERT INTO tasks (stream_id, position, title, steps,
    is_separate_commit) VALUES (?, ?, ?, ?, ?)`)
  const editTask = db.prepare(`UPDATE tasks SET title = @title, steps = @steps,
    is_separate_commit = @separate WHERE id = @id`)
  const placeTask = db.prepare('UPDATE tasks SET position = ?, stream_id = ? WHERE id = ?')
  const dropTask = db.prepare('DELETE FROM tasks WHERE id = ?')
  const place = db.prepare(`INSERT INTO task_findings (finding_id, task_id, position)
    VALUES (@findingId, @taskId, @position) ON CONFLICT (finding_id) DO UPDATE
    SET task_id = excluded.task_id, position = excluded.position`)
  const unplace = db.prepare('DELETE FROM task_findings WHERE finding_id = ?')
  const unplaceTask = db.prepare('DELETE FROM task_findings WHERE task_id = ?')
  const lastPosition = db
    .prepare('SELECT COALESCE(MAX(position), -1) FROM task_findings WHERE task_id = ?')
    .pluck()
  const hasFinding = db.prepare('SELECT 1 FROM findings WHERE id = ?')

  function read(): StoredPlan {
    const findings = placed.all() as { findingId: number; taskId: number }[]
    const tasks = (taskRows.all() as TaskRow[]).map((row): StoredTask => {
      const own = findings.filter(({ taskId }) => taskId === row.id)
      return {
        ...row,
        steps: JSON.parse(row.steps) as string[],
        isSeparateCommit: row.isSeparateCommit === 1,
        findingIds: own.map(({ findingId }) => findingId),
      }
    })
    const streams = (streamRows.all() as StreamRow[]).map(
      (row): StoredStream => ({
        ...row,
        files: JSON.parse(row.files) as string[],
        tasks: tasks.filter(({ streamId }) => streamId === row.id),
      }),
    )
    return { rev: Number(revision.get()), streams }
  }

  function streamOf(plan: StoredPlan, id: number): StoredStream {
    const stream = plan.streams.find((one) => one.id === id)
    if (stream === undefined) throw gone('work stream')
    return stream
  }
  function taskOf(plan: StoredPlan, id: number): StoredTask {
    const task = plan.streams.flatMap(({ tasks }) => tasks).find((one) => one.id === id)
    if (task === undefined) throw gone('task')
    return task
  }

  function adopt(streams: readonly AdoptedStream[]): void {
    for (const [at, stream] of streams.entries()) {
      const streamId = insertStream.run(at, stream.title).lastInsertRowid
      for (const [index, task] of stream.tasks.entries()) {
        const steps = JSON.stringify(task.steps)
        const separate = task.isSeparateCommit ? 1 : 0
        const { lastInsertRowid } = insertTask.run(streamId, index, task.title, steps, separate)
        for (const [position, findingId] of task.findings.entries()) {
          place.run({ findingId, taskId: lastInsertRowid, position })
        }
      }
    }
  }

  /** Carries a change out and gives the id of what it made. */
  function carryOut(
    plan: StoredPlan,
    change: PlanChange,
    derived: readonly AdoptedStream[],
  ): number | null {
    switch (change.kind) {
      case 'adopt':
        if (plan.streams.length > 0) throw changedMeanwhile('The plan')
        adopt(derived)
        return null
      case 'add-stream':
        return Number(insertStream.run(plan.streams.length, change.title).lastInsertRowid)
      case 'edit-stream': {
        const before = streamOf(plan, change.streamId)
        const { title = before.title, files = before.files } = change
        const { commitMessage = before.commitMessage } = change
        editStream.run({ id: before.id, title, files: JSON.stringify(files), commitMessage })
        return before.id
      }
      case 'move-stream': {
        const moved = streamOf(plan, change.streamId)
        for (const [at, { id }] of inserted(plan.streams, moved, change.to).entries()) {
          placeStream.run(at, id)
        }
        return moved.id
      }
      case 'remove-stream': {
        const stream = streamOf(plan, change.streamId)
        for (const { id } of stream.tasks) {
          unplaceTask.run(id)
          dropTask.run(id)
        }
        dropStream.run(stream.id)
        return null
      }
      case 'add-task': {
        const { id, tasks } = streamOf(plan, change.streamId)
        return Number(insertTask.run(id, tasks.length, change.title, '[]', 0).lastInsertRowid)
      }
      case 'edit-task': {
        const before = taskOf(plan, change.taskId)
        const { title = before.title, steps = before.steps } = change
        const separate = (change.isSeparateCommit ?? before.isSeparateCommit) ? 1 : 0
        editTask.run({ id: before.id, title, steps: JSON.stringify(steps), separate })
        return before.id
      }
      case 'move-task': {
        const task = taskOf(plan, change.taskId)
        const { id: streamId, tasks } = streamOf(plan, change.streamId)
        for (const [at, { id }] of inserted(tasks, task, change.to).entries()) {
          placeTask.run(at, streamId, id)
        }
        return task.id
      }
      case 'remove-task': {
        const { id } = taskOf(plan, change.taskId)
        unplaceTask.run(id)
        dropTask.run(id)
        return null
      }
      case 'place': {
        const task = change.taskId === null ? undefined : taskOf(plan, change.taskId)
        let position = task === undefined ? 0 : Number(lastPosition.get(task.id))
        for (const findingId of change.findingIds) {
          if (hasFinding.get(findingId) === undefined) throw gone('finding')
          position += 1
          if (task === undefined) unplace.run(findingId)
          else place.run({ findingId, taskId: task.id, position })
        }
        return null
      }
    }
  }

  return {
    read,
    /**
     * Carries one change out on the revision that it was made on; `derived` is what `adopt` takes.
     * Throws `conflict` or `not-found`.
     */
    change(
      rev: number,
      change: PlanChange,
      derived: readonly AdoptedStream[],
      command: Command,
    ): { readonly rev: number; readonly id: number | null } {
      return writer.write(() => {
        const before = read()
        if (before.rev !== rev) throw changedMeanwhile('The plan')
        const id = carryOut(before, change, derived)
        if (countUp.run(rev).changes !== 1) throw changedMeanwhile('The plan')
        writer.record({
          kind: 'plan.changed',
          subject: 'plan',
          field: change.kind,
          before: outline(before),
          after: outline(read()),
          reason: '',
          commandId: command.id,
        })
        return { rev: rev + 1, id }
      }, command)
    },
  }
}

/** The plan in short, for the record of changes. */
export function outline({ streams }: StoredPlan): string {
  return JSON.stringify(
    streams.map(({ title, tasks }) => ({
      stream: title,
      tasks: tasks.map((task) => ({ task: task.title, findings: task.findingIds })),
    })),
  )
}

/** A list with `one` at the place `to`, taken out of its old place if it had one. */
function inserted<T extends { readonly id: number }>(
  list: readonly T[],
  one: T,
  to: number,
): readonly T[] {
  const others = list.filter(({ id }) => id !== one.id)
  return [...others.slice(0, to), one, ...others.slice(to)]
}

function gone(what: string): AppError {
  return new AppError('not-found', `This ${what} is not there any more.`, 'Look at the plan anew.')
}
