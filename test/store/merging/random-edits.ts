// One edit of a review at random, of a field that belongs to one of two reviewers.
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { WalkthroughChange } from '../../../electron/api/walkthrough.ts'
import type { ReviewStore } from '../../../electron/store/review-store.ts'
import { aCommand } from '../../support/stores.ts'
import { decide } from './two-copies.ts'

/** The fields of a decision that one reviewer may touch: the other half is the other one's. */
export const FIELDS = [
  (n: number) => ({ verdict: (['confirmed', 'undecided'] as const)[n % 2] }),
  (n: number) => ({ note: `words ${n}` }),
  (n: number) => ({ priority: (['P0', 'P1', 'P2', 'P3'] as const)[n % 4] }),
  (n: number) => ({ gate: (['merge', 'production', 'later'] as const)[n % 3] }),
  (n: number) => ({ severity: (['critical', 'low'] as const)[n % 2], severityReason: `as ${n}` }),
  (n: number) => ({ tags: `tag ${n}` }),
  (n: number) => ({ status: (['deferred', 'in-progress', 'fixed'] as const)[n % 3] }),
]

interface Subject {
  readonly store: ReviewStore
  readonly ids: readonly number[]
  readonly findingId: number
  /** Place of the finding among all: the thread, strength, file and step of that place go with it. */
  readonly at: number
  readonly n: number
}

const PLACE = { path: 'app.py', startLine: 1, endLine: 1, snippet: 'pass' }
const command = aCommand

/** What both copies begin with, so that each field of it can be changed on either side. */
export function writeAll(store: ReviewStore, ids: readonly number[]): void {
  for (const [at, findingId] of ids.entries()) {
    store.threads.open({ ...PLACE, findingId, textSha256: '' }, `first ${at}`, command('threads'))
    store.strengths.create({ title: `strength ${at}`, text: '', places: [] }, command('strengths'))
    attach({ store, ids, findingId, at, n: at })
  }
  carry({ store, ids, n: 99 })
  const steps = ids.map((findingId, at) => ({
    ...{ path: 'app.py', startLine: at + 1, endLine: at + 1, text: '', reason: '' },
    ...{ findingId: at % 3 === 0 ? null : findingId, title: `step ${at}`, view: 'source' as const },
  }))
  store.walkthrough.replace({ title: 'Tour', explanation: '', steps }, command('walkthrough.make'))
}

/** Lets the marks of all findings and threads follow the code into another text. */
export function carry({
  store,
  ids,
  n,
}: Pick<Subject, 'store' | 'n'> & { readonly ids: readonly number[] }): void {
  const text = 'pass  # carried\n'.repeat(20 + (n % 7))
  const textSha256 = createHash('sha256').update(text).digest('hex')
  const asked = command('drift.apply')
  store.writer.write(() => {
    store.texts.keep({ sha256: textSha256, size: text.length, deflated: deflateSync(text) })
    const run = store.runs.latest()?.id ?? 0
    const fromSha256 = store.runs.file(run, 'app.py')?.sha256 ?? ''
    const before = store.carriedFiles.get('app.py')?.textSha256 ?? fromSha256
    if (before === textSha256) return
    const file = { path: 'app.py', fromPath: 'app.py', fromSha256, runId: run, textSha256 }
    const sizes = { lines: 20 + (n % 7), bytes: text.length }
    store.carriedFiles.put({ ...file, ...sizes }, `app.py ${before.slice(0, 7)}`, asked)
    const marks = [
      ...ids.map((findingId) => ({ findingId })),
      ...store.threads
        .all()
        .flatMap(({ id, findingId }) => (findingId === null ? { threadId: id } : [])),
    ]
    for (const [at, mark] of marks.entries()) {
      const startLine = 1 + ((at + n) % 20)
      const range = { startLine, startColumn: 1, endLine: startLine, endColumn: 5 }
      const origin = { path: 'app.py', range, textSha256: fromSha256, commit: '' }
      const state = (['exact', 'moved', 'changed'] as const)[(at + n) % 3] ?? 'exact'
      const place = { path: 'app.py', range, textSha256, places: undefined }
      store.anchors.put({ ...place, mark, state, origin }, 'app.py:99', asked)
    }
  }, asked)
}

function attach({ store, findingId, n }: Subject): void {
  const content = Buffer.from(`log ${n % 5}`)
  const file = {
    findingId,
    name: `${store.writer.actor()}-${n}.log`,
    kind: 'text',
    content,
  } as const
  store.attachments.add(() => file, command('attachments.add'))
}

/** Other fields, one each; a field is one that two people can change apart from the others. */
const OTHERS: readonly ((subject: Subject) => void)[] = [
  ({ store, findingId, n }) => {
    const known = store.fieldTexts.all().find((one) => one.findingId === findingId)
    const text = { findingId, field: 'impact', text: `impact ${n}`, isConfirmed: n % 2 === 0 }
    store.fieldTexts.save({ ...text, rev: known?.rev ?? 0 }, command('packet.saveText'))
  },
  ({ store, findingId, n }) => {
    const { rev } = store.estimates.ofFinding(findingId)
    const hours = { low: n, high: n + 1 }
    store.estimates.save({ findingId, rev, hours }, command('packet.saveHours'))
  },
  ({ store, findingId, n }) => {
    const words = `${store.writer.actor()} ${n} ${store.events.lastSeq()}`
    const thread = store.threads.all().find((one) => one.findingId === findingId)
    if (thread === undefined || n % 3 === 0) {
      const where = { ...PLACE, findingId, textSha256: '' }
      store.threads.open(where, `thread ${words}`, command('threads.open'))
    } else store.threads.reply(thread.id, `reply ${words}`, command('threads.reply'))
  },
  ({ store, findingId, n }) => {
    const textSha256 = store.findings.get(findingId)?.textSha256 ?? ''
    const region = { path: 'app.py', startLine: 1, endLine: 1, before: 'pass', textSha256 }
    const title = `fix ${store.writer.actor()} ${n}`
    const words = { title, grade: 'needs-review', after: `pass  # ${n}` } as const
    store.fixes.create({ ...region, ...words, findingId }, command('fixes.create'))
  },
  ({ store, findingId, n }) => answer(store, findingId, { answer: pick(n, ['yes', 'no', null]) }),
  ({ store, findingId, n }) => answer(store, findingId, { note: pick(n, ['', `note ${n}`]) }),
  ({ store, at, n }) => {
    const { id, rev } = store.threads.all().find(({ id }) => id === at + 1) ?? NONE
    store.threads.answerAll(id, rev, n % 2 === 0, command('threads.answerAll'))
  },
  ({ store, at, n }) => {
    const { id, rev } = store.threads.all().find(({ id }) => id === at + 1) ?? NONE
    const ending = pick(n, ['open', 'resolved', 'wont-fix'] as const)
    store.threads.dispose(id, rev, ending, command('threads.dispose'))
  },
  // A strength goes with its title.
  ({ store, at, n }) => {
    const own = store.strengths.all().find(({ id }) => id === at + 1)
    if (own && n % 8 === 0) store.strengths.remove(own.id, own.rev, command('strengths.remove'))
    else praise(store, at, { title: `strength ${at} of ${n}` })
  },
  ({ store, at, n }) => praise(store, at, { text: `text ${n}` }),
  ({ store, at, n }) =>
    praise(store, at, { places: [{ ...PLACE, startLine: 1, endLine: 1 + n, textSha256: '' }] }),
  (subject) => attach(subject),
  ({ store, at, n }) => {
    const own = store.attachments.all().find(({ id }) => id === at + 1)
    if (own) store.attachments.caption(own.id, own.rev, `caption ${n}`, command('attachments'))
  },
  ({ store, n }) => {
    const words = { title: `own ${store.writer.actor()} ${n}`, text: '', places: [] }
    store.strengths.create(words, command('strengths.create'))
  },
  (subject) => walk(subject, (stepId, n) => ({ kind: 'edit', stepId, title: `title ${n}` })),
  (subject) => walk(subject, (stepId, n) => ({ kind: 'edit', stepId, text: `text ${n}` })),
  (subject) => walk(subject, (stepId, n) => ({ kind: 'edit', stepId, note: `note ${n}` })),
  // The order belongs to both.
  (subject) => walk(subject, (stepId, n) => ({ kind: 'move', stepId, to: n % 6 })),
  (subject) => {
    if (subject.n % 10 === 0) walk(subject, (stepId) => ({ kind: 'remove', stepId }))
  },
  ({ store, findingId, n }) => {
    const mark = { findingId }
    const anchor = store.anchors.get(mark)
    // One of them carries the marks of a file, the other one says where they stand.
    if (anchor === undefined || store.writer.actor() === 'ada') return
    const asked = command('drift.settle')
    const settled = pick(n, ['accepted', 'closed'] as const)
    store.writer.write(
      () => store.anchors.settle(mark, anchor.rev, settled, undefined, asked),
      asked,
    )
  },
  ({ store, ids, n }) => {
    if (store.writer.actor() === 'ada') carry({ store, ids, n })
  },
]

function walk(
  { store, at, n }: Subject,
  change: (stepId: number, n: number) => WalkthroughChange,
): void {
  const { rev, steps } = store.walkthrough.read()
  const step = steps.find(({ startLine }) => startLine === at + 1)
  if (step) store.walkthrough.change(rev, change(step.id, n), command('walkthrough.change'))
}

const NONE = { id: 0, rev: 0 }

function pick<T>(n: number, from: readonly T[]): T {
  const one = from[n % from.length]
  if (one === undefined) throw new Error('There is nothing to pick from.')
  return one
}

function answer(
  store: ReviewStore,
  findingId: number,
  change: { readonly answer?: 'yes' | 'no' | 'na' | null; readonly note?: string },
): void {
  const known = store.answers.ofFinding(findingId).find(({ question }) => question === 'guard')
  const asked = { findingId, question: 'guard', rev: known?.rev ?? 0, ...change }
  store.answers.save(asked, command('questions.answer'))
}

type Praise = Parameters<Parameters<ReviewStore['strengths']['save']>[2]>[0]

function praise(store: ReviewStore, at: number, change: Partial<Praise>): void {
  const own = store.strengths.all().find(({ id }) => id === at + 1)
  if (own === undefined) return
  const save = (before: Praise) => ({ ...before, ...change })
  store.strengths.save(own.id, own.rev, save, command('strengths.save'))
}

/** Every field that two reviewers can share out among each other. */
const ALL_FIELDS = FIELDS.length + OTHERS.length

/** One edit at random of a field that is this reviewer's. */
export function edit(
  store: ReviewStore,
  ids: readonly number[],
  below: (limit: number) => number,
  owns: (field: number, finding: number) => boolean,
): void {
  for (;;) {
    const at = below(ids.length)
    const field = below(ALL_FIELDS)
    if (!owns(field, at)) continue
    const findingId = ids[at] ?? 0
    const n = below(1_000)
    const change = FIELDS[field]
    if (change !== undefined) decide(store, findingId, change(n))
    else OTHERS[field - FIELDS.length]?.({ store, ids, findingId, at, n })
    return
  }
}
