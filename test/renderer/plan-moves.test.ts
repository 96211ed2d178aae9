import { expect, test } from 'vitest'
import type { Plan } from '../../electron/api/plan.ts'
import {
  dropOnStream,
  dropOnTask,
  shiftFinding,
  shiftStream,
  shiftTask,
} from '../../renderer/plan/moves.ts'

const hours = { low: 1, high: 2 }
const task = (id: number, findingIds: number[]) => ({
  id,
  label: String(id),
  title: `task ${id}`,
  steps: [],
  isSeparateCommit: false,
  findingIds,
  hours,
})
const stream = (id: number, tasks: ReturnType<typeof task>[]) => ({
  id,
  label: `WS${id}`,
  title: `stream ${id}`,
  files: [],
  allFiles: [],
  commitMessage: '',
  tasks,
  hours,
})
/** Streams 1 (tasks 10, 11) and 2 (task 20); finding 9 is in no task. */
const PLAN: Plan = {
  rev: 3,
  isDerived: false,
  streams: [stream(1, [task(10, [1, 2]), task(11, [3])]), stream(2, [task(20, [4])])],
  unplaced: [9],
  parallelisation: [],
  sequences: [],
  afterwards: [],
  gaps: [],
  commits: [],
  phases: [],
  effort: { findings: hours, tests: hours, review: hours, total: hours },
  checks: [],
  gates: [],
}

test.each([
  [1, 1, { kind: 'place', findingIds: [1], taskId: 11 }],
  [3, 1, { kind: 'place', findingIds: [3], taskId: 20 }],
  [1, -1, { kind: 'place', findingIds: [1], taskId: null }],
  [9, 1, { kind: 'place', findingIds: [9], taskId: 10 }],
  [9, -1, undefined],
  [4, 1, undefined],
] as const)('finding %i by %i goes to the neighbouring task', (id, by, change) => {
  expect(shiftFinding(PLAN, id, by)).toEqual(change)
})

test.each([
  [10, 1, { kind: 'move-task', taskId: 10, streamId: 1, to: 1 }],
  [11, 1, { kind: 'move-task', taskId: 11, streamId: 2, to: 0 }],
  [20, -1, { kind: 'move-task', taskId: 20, streamId: 1, to: 2 }],
  [10, -1, undefined],
  [20, 1, undefined],
] as const)('task %i by %i moves within its stream, then into the next', (id, by, change) => {
  expect(shiftTask(PLAN, id, by)).toEqual(change)
})

test('streams move within the plan', () => {
  expect(shiftStream(PLAN, 2, -1)).toEqual({ kind: 'move-stream', streamId: 2, to: 0 })
  expect(shiftStream(PLAN, 1, -1)).toBeUndefined()
})

test('what is dropped somewhere goes there, and nothing happens where it makes no sense', () => {
  const finding = { kind: 'finding', id: 9 } as const
  expect(dropOnTask(PLAN, finding, 20)).toEqual({ kind: 'place', findingIds: [9], taskId: 20 })
  expect(dropOnTask(PLAN, { kind: 'task', id: 20 }, 11)).toEqual({
    kind: 'move-task',
    taskId: 20,
    streamId: 1,
    to: 1,
  })
  expect(dropOnStream(PLAN, { kind: 'task', id: 10 }, 2)).toEqual({
    kind: 'move-task',
    taskId: 10,
    streamId: 2,
    to: 1,
  })
  expect(dropOnStream(PLAN, { kind: 'stream', id: 2 }, 1)).toEqual({
    kind: 'move-stream',
    streamId: 2,
    to: 0,
  })
  expect(dropOnTask(PLAN, { kind: 'task', id: 10 }, 10)).toBeUndefined()
  expect(dropOnTask(PLAN, { kind: 'stream', id: 1 }, 10)).toBeUndefined()
  expect(dropOnStream(PLAN, finding, 1)).toBeUndefined()
})
