// What reviewers do all day, at random but the same for the same seed, against a real store.
import { randomUUID } from 'node:crypto'
import { AppError } from '../../electron/api/errors.ts'
import { MERGE_CHOICES, type MergeChoice } from '../../electron/api/merge.ts'
import type { PlanChange } from '../../electron/api/plan.ts'
import type { WalkthroughChange } from '../../electron/api/walkthrough.ts'
import type { ReviewStore } from '../../electron/store/review-store.ts'
import { sayingActions } from './random-sayings.ts'

/** Whole numbers below `limit`, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** Another reviewer's copy of the same review, in which as much happens. */
export interface MergedCopy {
  readonly file: string
  readonly store: ReviewStore
}

/** Does one thing; gives whether the store took it. What it refuses is part of the day. */
export function actAtRandom(
  store: ReviewStore,
  ids: readonly number[],
  below: (limit: number) => number,
  other?: MergedCopy,
): boolean {
  const pick = <T>(from: readonly T[]): T => {
    const one = from[below(from.length)]
    if (one === undefined) throw new Error('There is nothing to pick from.')
    return one
  }
  const command = (method: string) => ({ id: randomUUID(), method })
  const words = () => `words ${below(1_000)}`
  const findingId = pick(ids)
  const finding = () => store.findings.get(findingId)
  const person = () => pick([...store.people.all().map(({ id }) => id), 99])

  const actions: readonly (() => unknown)[] = [
    () =>
      store.decisions.decide(
        {
          findingId,
          rev: finding()?.rev ?? 0,
          change: pick([
            { verdict: 'confirmed' },
            { verdict: 'dismissed', dismissReason: words() },
            { verdict: 'undecided' },
            { severity: 'critical', severityReason: words() },
            { severity: 'low', severityReason: words() },
            { note: words() },
            { note: '' },
            { status: 'deferred' },
            { priority: 'P0' },
            { gate: 'later', note: words() },
            { tags: `${words()}, ${words()}` },
            { tags: '' },
          ]),
        },
        command('findings.decide'),
      ),
    () =>
      store.decisions.decideAll(
        ids.slice(below(3)).map((id) => ({ findingId: id, rev: store.findings.get(id)?.rev ?? 0 })),
        pick([{ verdict: 'dismissed', dismissReason: words() }, { verdict: 'confirmed' }]),
        command('findings.decideAll'),
      ),
    () =>
      store.fixes.create(
        {
          findingId,
          title: words(),
          grade: 'needs-review',
          path: 'app.py',
          startLine: 1,
          endLine: 2,
          before: 'pass',
          after: words(),
          textSha256: finding()?.textSha256 ?? '',
        },
        command('fixes.create'),
      ),
    () => {
      const { id: fixId, rev } = pick(store.fixes.all())
      const after = `${words()}\n\u{1f40d} "'`
      const region = pick([undefined, { startLine: 1, endLine: 3, before: 'pass' }])
      store.fixes.save({ fixId, rev, after, region }, command('fixes.save'))
    },
    () => {
      const { id, rev } = pick(store.fixes.all())
      store.fixes.remove(id, rev, command('fixes.remove'))
    },
    () => {
      const known = store.fieldTexts.all().find((one) => one.findingId === findingId)
      const text = { findingId, field: 'impact', text: words(), isConfirmed: below(2) === 0 }
      store.fieldTexts.save({ ...text, rev: known?.rev ?? 0 }, command('packet.saveText'))
    },
    () =>
      store.newTests.create(
        findingId,
        {
          name: words(),
          path: 'test_app.py',
          kind: 'unit',
          purpose: '',
          code: '',
          command: '',
          expectedBefore: '',
          expectedAfter: '',
        },
        command('packet.createTest'),
      ),
    () => {
      const { id, rev } = pick(store.newTests.all())
      store.newTests.save(id, rev, { code: words() }, command('packet.saveTest'))
    },
    () => {
      const { id, rev } = pick(store.newTests.all())
      store.newTests.remove(id, rev, command('packet.removeTest'))
    },
    () =>
      store.threads.open(
        {
          findingId: pick([findingId, null]),
          path: 'app.py',
          startLine: 1,
          endLine: 2,
          snippet: 'pass',
          textSha256: undefined,
        },
        words(),
        command('threads.open'),
      ),
    () => store.threads.reply(pick(store.threads.all()).id, words(), command('threads.reply')),
    () => {
      const { id, rev } = pick(store.threads.all())
      const ending = pick(['open', 'resolved', 'wont-fix'] as const)
      store.threads.dispose(id, rev, ending, command('threads.dispose'))
    },
    () => {
      const { id, rev } = pick(pick(store.threads.all()).comments)
      store.threads.edit(id, rev, words(), command('threads.edit'))
    },
    () => {
      const template = {
        title: `template ${below(3)}`,
        category: 'security',
        severity: pick(['high', 'low'] as const),
        message: words(),
      } as const
      store.findingTemplates.save(template, command('manual.saveTemplate'))
    },
    () => {
      const { id, rev } = pick(store.findingTemplates.all())
      store.findingTemplates.remove(id, rev, command('manual.removeTemplate'))
    },
    () => {
      const { rev } = store.estimates.ofFinding(findingId)
      const hours = pick([null, { low: 0.1, high: 1 / 3 + 1 }])
      store.estimates.save({ findingId, rev, hours }, command('packet.saveHours'))
    },
    () => {
      const { rev } = store.estimates.adjustment()
      const points = below(20)
      store.estimates.adjust({ rev, points, reason: words() }, command('packet.adjustScore'))
    },
    () =>
      store.plan.change(
        store.plan.read().rev,
        { kind: 'add-stream', title: words() },
        [],
        command('plan.change'),
      ),
    () => {
      const { rev, streams } = store.plan.read()
      const streamId = pick(streams).id
      const change = pick([
        { kind: 'add-task', streamId, title: words() },
        { kind: 'edit-stream', streamId, title: words(), files: ['a.py'] },
        { kind: 'move-stream', streamId, to: below(3) },
        { kind: 'remove-stream', streamId },
      ] satisfies PlanChange[])
      store.plan.change(rev, change, [], command('plan.change'))
    },
    () => {
      const { rev, streams } = store.plan.read()
      const taskId = pick(streams.flatMap(({ tasks }) => tasks)).id
      const change = pick([
        { kind: 'place', findingIds: [...ids.slice(below(5))], taskId },
        { kind: 'place', findingIds: [findingId], taskId: null },
        { kind: 'move-task', taskId, streamId: pick(streams).id, to: 0 },
        { kind: 'remove-task', taskId },
      ] satisfies PlanChange[])
      store.plan.change(rev, change, [], command('plan.change'))
    },
    () => {
      const own = pick([undefined, ...store.checks.all()])
      const { id = null, rev = 0, gate = 'merge', standing = null } = own ?? {}
      const change = pick([{ isTicked: below(2) === 0 }, { text: words() }, { owner: words() }])
      store.checks.save(
        { id, rev, gate, standing, change: own ? change : { text: words() } },
        command('plan.saveCheck'),
      )
    },
    () => {
      const { id, rev } = pick(store.checks.all())
      store.checks.remove(id, rev, command('plan.removeCheck'))
    },
    () =>
      store.people.save(
        {
          id: null,
          rev: 0,
          name: `Person ${below(50)}`,
          email: '',
          capacity: 3,
          isAway: false,
          expertise: [],
        },
        command('items.savePerson'),
      ),
    () => {
      const rev = store.items.activeOf(findingId)?.rev ?? 0
      store.items.assign(findingId, rev, person(), command('items.assign'))
    },
    () => {
      const { id, rev } = pick(store.items.all())
      const to = pick(['in-progress', 'submitted', 'accepted', 'verified', 'not-started'] as const)
      store.items.move(id, rev, to, words(), command('items.move'))
    },
    () => {
      const place = { path: 'app.py', startLine: 1, endLine: 2, text: words(), reason: '' }
      const step = { ...place, findingId, title: words(), view: pick(['source', 'fix'] as const) }
      const steps = [step, { ...step, findingId: null }, step].slice(below(3))
      store.walkthrough.replace(
        { title: words(), explanation: '', steps },
        command('walkthrough.make'),
      )
    },
    () => {
      const { rev, steps } = store.walkthrough.read()
      const stepId = pick(steps).id
      const change = pick([
        { kind: 'move', stepId, to: below(3) },
        { kind: 'remove', stepId },
        { kind: 'edit', stepId, note: words() },
        { kind: 'edit', stepId, title: words(), view: 'fix' },
      ] satisfies WalkthroughChange[])
      store.walkthrough.change(rev, change, command('walkthrough.change'))
    },
    () => {
      const decision = { outcome: 'agree', speaker: words(), words: '' } as const
      const { id } = pick(store.walkthrough.read().steps)
      store.walkthrough.decide(id, decision, command('walkthrough.decide'))
    },
    () => {
      const { rev, ...masked } = store.redaction.read()
      const next = { ...masked, rev, secrets: below(2) === 0, terms: [words()] }
      store.redaction.save(next, command('packet.saveRedaction'))
    },
    () => {
      const from = store.findings.get(findingId)
      if (from === undefined) throw new Error('There is nothing to carry.')
      const { location, textSha256 } = from
      const startLine = 1 + below(15)
      const range = { ...location.range, startLine, endLine: startLine }
      const origin = { path: 'app.py', range: location.range, textSha256, commit: '' }
      const state = pick(['exact', 'moved', 'changed', 'gone'] as const)
      const mark = pick([{ findingId }, { threadId: pick(store.threads.all()).id }])
      const place = { path: 'app.py', range, textSha256 }
      const carried = { ...place, mark, state, places: undefined, origin }
      const asked = command('drift.apply')
      store.writer.write(() => store.anchors.put(carried, 'app.py:99', asked), asked)
    },
    () => {
      const { findingId: id, threadId, rev } = pick(store.anchors.all())
      const mark = id === null ? { threadId: threadId ?? 0 } : { findingId: id }
      const settled = pick(['accepted', 'closed'] as const)
      const asked = command('drift.settle')
      store.writer.write(() => store.anchors.settle(mark, rev, settled, undefined, asked), asked)
    },
    () => {
      const { document, rev } = store.templates.read(pick(['faq', 'index']))
      const text = pick(['', `# ${words()}`])
      store.templates.save({ document, rev, text }, command('templates.save'))
    },
    ...sayingActions({ store, findingId, below, pick, words }),
    () => {
      if (other === undefined) throw new Error('There is nothing to merge.')
      for (let edits = below(12); edits > 0; edits -= 1) actAtRandom(other.store, ids, below)
      const { state, conflicts } = store.merges.preview(other.file)
      const chosen = conflicts.map(({ key, findingId: about }): [string, MergeChoice] => [
        key,
        pick(about === null ? (['mine', 'theirs'] as const) : MERGE_CHOICES),
      ])
      store.merges.apply(other.file, state, new Map(chosen), command('merge.apply'))
    },
  ]
  try {
    pick(actions)()
    return true
  } catch (error) {
    const isRefusal = error instanceof AppError
    const isNothingThere = error instanceof Error && error.message.startsWith('There is nothing')
    if (isRefusal || isNothingThere) return false
    throw error
  }
}
