// Where things of the plan go when they are moved by keyboard or dropped somewhere.
import type { Plan, PlanChange, PlanTask } from '../../electron/api/plan.ts'

/** What is dragged, as the drag carries it. */
export type Dragged =
  | { readonly kind: 'finding'; readonly id: number }
  | { readonly kind: 'task'; readonly id: number }
  | { readonly kind: 'stream'; readonly id: number }

export const DRAG_TYPE = 'application/x-lectern-plan'

export function draggedOf(text: string): Dragged | undefined {
  const [kind, id] = text.split(' ')
  const number = Number(id)
  if (!Number.isInteger(number)) return undefined
  return kind === 'finding' || kind === 'task' || kind === 'stream'
    ? { kind, id: number }
    : undefined
}

export function dragText({ kind, id }: Dragged): string {
  return `${kind} ${id}`
}

function tasksOf(plan: Plan): readonly PlanTask[] {
  return plan.streams.flatMap(({ tasks }) => tasks)
}

/** The finding one task up or down; beyond the ends it leaves the plan or stays. */
export function shiftFinding(plan: Plan, findingId: number, by: -1 | 1): PlanChange | undefined {
  const tasks = tasksOf(plan)
  const at = tasks.findIndex(({ findingIds }) => findingIds.includes(findingId))
  // The findings that are in no task stand before the first one.
  const to = at + by
  if (to < -1 || to >= tasks.length) return undefined
  const target = to === -1 ? null : tasks[to]?.id
  return target === undefined
    ? undefined
    : { kind: 'place', findingIds: [findingId], taskId: target }
}

/** The task one place up or down, over the border into the next stream. */
export function shiftTask(plan: Plan, taskId: number, by: -1 | 1): PlanChange | undefined {
  const at = plan.streams.findIndex(({ tasks }) => tasks.some(({ id }) => id === taskId))
  const stream = plan.streams[at]
  if (stream?.id == null) return undefined
  const index = stream.tasks.findIndex(({ id }) => id === taskId)
  const to = index + by
  if (to >= 0 && to < stream.tasks.length) {
    return { kind: 'move-task', taskId, streamId: stream.id, to }
  }
  const next = plan.streams[at + by]
  if (next?.id == null) return undefined
  return { kind: 'move-task', taskId, streamId: next.id, to: by === 1 ? 0 : next.tasks.length }
}

export function shiftStream(plan: Plan, streamId: number, by: -1 | 1): PlanChange | undefined {
  const to = plan.streams.findIndex(({ id }) => id === streamId) + by
  return to < 0 || to >= plan.streams.length ? undefined : { kind: 'move-stream', streamId, to }
}

/** What a drop on a task means. */
export function dropOnTask(plan: Plan, dragged: Dragged, taskId: number): PlanChange | undefined {
  if (dragged.kind === 'finding') return { kind: 'place', findingIds: [dragged.id], taskId }
  if (dragged.kind === 'stream' || dragged.id === taskId) return undefined
  const stream = plan.streams.find(({ tasks }) => tasks.some(({ id }) => id === taskId))
  if (stream?.id == null) return undefined
  const to = stream.tasks.filter(({ id }) => id !== dragged.id).findIndex(({ id }) => id === taskId)
  return { kind: 'move-task', taskId: dragged.id, streamId: stream.id, to }
}

/** What a drop on the head of a stream means. */
export function dropOnStream(
  plan: Plan,
  dragged: Dragged,
  streamId: number,
): PlanChange | undefined {
  if (dragged.kind === 'task') {
    const tasks = plan.streams.find(({ id }) => id === streamId)?.tasks ?? []
    const to = tasks.filter(({ id }) => id !== dragged.id).length
    return { kind: 'move-task', taskId: dragged.id, streamId, to }
  }
  if (dragged.kind === 'stream' && dragged.id !== streamId) {
    const to = plan.streams.findIndex(({ id }) => id === streamId)
    return { kind: 'move-stream', streamId: dragged.id, to }
  }
  return undefined
}
