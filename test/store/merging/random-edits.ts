// One edit of a review at random, of a field that belongs to one of two reviewers.
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
  (n: number) => ({ status: (['deferred', 'in-progress', 'fixed'] as const)[n % 3] }),
]

interface Subject {
  readonly store: ReviewStore
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
    attach({ store, findingId, at, n: at })
  }
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
]

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
export const ALL_FIELDS = FIELDS.length + OTHERS.length

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
    else OTHERS[field - FIELDS.length]?.({ store, findingId, at, n })
    return
  }
}
