// Handlers of what is done well: counted practices, and what reviewers saw themselves.
import { combinePractices } from '../../../analyzer/practices/combine.ts'
import type { Handlers, Output, ParsedInput } from '../../api/contract.ts'
import type { Strength, StrengthPlace } from '../../api/strengths.ts'
import { wellDone } from '../../report/fields.ts'
import type { ReviewStore } from '../../store/review-store.ts'
import type { StoredPlace } from '../../store/strengths.ts'
import { reAnchor } from '../anchors/re-anchor.ts'
import type { Session } from '../session.ts'
import { snippetAt } from '../source-lines.ts'
import { shownVersion } from '../sources.ts'
import { linesOf } from '../text-lines.ts'

type Topic = Extract<keyof Handlers, `strengths.${string}`>

export interface StrengthHandlerOptions {
  readonly session: (reviewId: number) => Session
  /** Told after each stored change. */
  readonly onChange: (session: Session) => void
}

export function strengthHandlers({
  session: sessionOf,
  onChange,
}: StrengthHandlerOptions): Pick<Handlers, Topic> {
  return {
    'strengths.list': ({ reviewId }) => {
      const { store } = sessionOf(reviewId)
      return { counted: countedPractices(store), own: strengthsNow(store) }
    },
    'strengths.create': ({ reviewId, commandId, title, text, places }) => {
      const session = sessionOf(reviewId)
      const words = { title, text, places: places.map((place) => chosen(session.store, place)) }
      const command = { id: commandId, method: 'strengths.create' }
      const strengthId = session.store.strengths.create(words, command)
      onChange(session)
      return { strengthId }
    },
    'strengths.save': (input) => {
      const session = sessionOf(input.reviewId)
      const { strengthId, rev, title, text, addPlaces = [], dropPlaces = [] } = input
      const added = addPlaces.map((place) => chosen(session.store, place))
      const saved = session.store.strengths.save(
        strengthId,
        rev,
        (before) => ({
          title: title ?? before.title,
          text: text ?? before.text,
          places: joined(
            before.places.filter((_, at) => !dropPlaces.includes(at)),
            added,
          ),
        }),
        { id: input.commandId, method: 'strengths.save' },
      )
      onChange(session)
      return saved
    },
    'strengths.remove': ({ reviewId, commandId, strengthId, rev }) => {
      const session = sessionOf(reviewId)
      session.store.strengths.remove(strengthId, rev, {
        id: commandId,
        method: 'strengths.remove',
      })
      onChange(session)
      return { ok: true }
    },
  }
}

/** A place that is there already is not there twice. */
function joined(kept: readonly StoredPlace[], added: readonly StoredPlace[]): StoredPlace[] {
  const key = ({ path, startLine, endLine, textSha256 }: StoredPlace) =>
    `${path} ${startLine} ${endLine} ${textSha256}`
  const known = new Set(kept.map(key))
  return [...kept, ...added.filter((place) => !known.has(key(place)))]
}

function countedPractices(store: ReviewStore): Output<'strengths.list'>['counted'] {
  const run = store.runs.latest()
  const observed = run === undefined ? [] : store.runs.observed(run.id)
  return wellDone(combinePractices(observed.map(({ practices }) => practices))).map((one) => ({
    ...one,
    places: [...one.places],
  }))
}

type Chosen = ParsedInput<'strengths.create'>['places'][number]

/** Throws `not-found` for an unknown file, `invalid-input` for lines beyond its end. */
function chosen(store: ReviewStore, { path, startLine, endLine }: Chosen): StoredPlace {
  const snippet = snippetAt(store, { path, startLine, endLine })
  return { path, startLine, endLine, snippet, textSha256: shownVersion(store, path) ?? '' }
}

/** What reviewers saw, with their places in the text that is analysed now. */
export function strengthsNow(store: ReviewStore): Strength[] {
  return store.strengths.all().map((strength) => ({
    ...strength,
    places: strength.places.map((one) => placeNow(store, one)),
  }))
}

function placeNow(store: ReviewStore, place: StoredPlace): StrengthPlace {
  const { path, startLine, endLine, snippet, textSha256 } = place
  const here = { path, startLine, endLine, snippet }
  const run = store.runs.latest()
  const now = store.findings.textOf(path) ?? (run && store.runs.file(run.id, path)?.sha256)
  if (now === undefined) return { ...here, state: 'gone' }
  if (now === textSha256) return { ...here, state: 'exact' }
  const [before, after] = [textSha256, now].map((sha256) =>
    sha256 === '' ? undefined : linesOf(store, path, sha256),
  )
  // Without both texts nobody can tell.
  if (before === undefined || after === undefined) return { ...here, state: 'changed' }
  const endColumn = (before[endLine - 1]?.length ?? 0) + 1
  const { state, range } = reAnchor(
    before,
    after,
  )({ startLine, startColumn: 1, endLine, endColumn })
  return { ...here, state, startLine: range.startLine, endLine: range.endLine }
}
