// Handlers of what is chosen before a review is analysed.
import { PROFILES } from '../../../analyzer/model.ts'
import type { Handlers } from '../../api/contract.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import type { Reviews } from '../reviews.ts'
import { RULE_INFOS } from '../rule-infos.ts'
import { lookThrough } from './preview-thread.ts'

type Topic = Extract<keyof Handlers, `setup.${string}`>

/** Earlier reviews that are offered. */
const OFFERED = 20

export interface SetupHandlerOptions {
  readonly reviews: Reviews
  /** Told when something of a review was set or taken over. */
  readonly onChange: (reviewId: number) => void
  /** Told when somebody looks at what a first run would read. */
  readonly onLook: () => void
}

export function setupHandlers({
  reviews,
  onChange,
  onLook,
}: SetupHandlerOptions): Pick<Handlers, Topic> {
  return {
    'setup.read': ({ reviewId }) => ({
      profile: reviews.get(reviewId).store.review.read().profile,
      profiles: PROFILES.map((profile) => ({
        profile,
        rules: RULE_INFOS.filter(({ profiles }) => profiles.includes(profile)).length,
      })),
      earlier: reviews
        .recents()
        .filter(({ recentId }) => recentId !== reviewId)
        .slice(0, OFFERED)
        .map(({ recentId, name }) => ({ recentId, name })),
    }),
    'setup.preview': ({ reviewId }) => {
      onLook()
      const { rootPath: root, onlyPath } = reviews.get(reviewId).store.review.read()
      return lookThrough({ root, onlyPath })
    },
    'setup.save': ({ reviewId, commandId, profile, others, takeFrom }) => {
      const { store } = reviews.get(reviewId)
      // Read before anything is written: the other database may not be there any more.
      const own = takeFrom === undefined ? undefined : reviews.reading(takeFrom, ownOf)
      store.review.chooseProfile(profile)
      if (others !== undefined) store.review.nameOthers(others)
      const taken = own === undefined ? { rows: 0, templates: 0 } : take(store, own, commandId)
      onChange(reviewId)
      return taken
    },
  }
}

type Own = ReturnType<typeof ownOf>

/** What reviewers wrote in a review that does not speak of its code. */
function ownOf({ checks, templates, findingTemplates }: ReviewStore) {
  return {
    rows: checks.all().filter(({ standing }) => standing === null),
    documents: templates.all(),
    findings: findingTemplates.all(),
  }
}

/** Adds what is not there yet; what was written in this review stays. */
function take(store: ReviewStore, own: Own, commandId: string) {
  const part = () => ({ id: crypto.randomUUID(), method: 'setup.save' })
  return store.writer.write(
    () => {
      const known = new Set(store.checks.all().map(({ gate, text }) => `${gate} ${text}`))
      const rows = own.rows.filter(({ gate, text }) => !known.has(`${gate} ${text}`))
      for (const { gate, text, owner } of rows) {
        const change = { text, owner }
        store.checks.save({ id: null, rev: 0, gate, standing: null, change }, part())
      }
      const documents = own.documents.filter(({ document }) => {
        return store.templates.read(document).text === ''
      })
      for (const { document, text } of documents) {
        const { rev } = store.templates.read(document)
        store.templates.save({ document, text, rev }, part())
      }
      const titles = new Set(store.findingTemplates.all().map(({ title }) => title))
      const findings = own.findings.filter(({ title }) => !titles.has(title))
      for (const { title, category, severity, message } of findings) {
        store.findingTemplates.save({ title, category, severity, message }, part())
      }
      return { rows: rows.length, templates: documents.length + findings.length }
    },
    { id: commandId, method: 'setup.save' },
  )
}
