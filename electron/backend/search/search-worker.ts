// A thread that searches one review, so that neither the window nor the process that writes the
// review waits. Between two searches it puts source into the index.
import { parentPort, workerData } from 'node:worker_threads'
import type { SearchHit, SearchOptions, SearchOutcome } from '../../api/search.ts'
import { openSearchIndex } from '../../store/search-index.ts'
import { openSearchable } from '../../store/searchable.ts'
import { reviewSearch, type Stale } from './search-review.ts'
import { sourceTexts } from './source-texts.ts'

export interface SearchThreadData {
  /** Absolute path of the review's database. */
  readonly database: string
  /** Absolute path of the index; '' for one in memory. */
  readonly index: string
  readonly nativeBinding: string | undefined
  readonly ruleTitles: readonly (readonly [id: string, title: string])[]
  readonly fieldNames: readonly (readonly [field: string, name: string])[]
  /** One integer that both threads see: the number of the search whose answer is waited for. */
  readonly turn: SharedArrayBuffer
}

export interface SearchTask {
  readonly turn: number
  readonly options: SearchOptions
  readonly stale: Stale
}

export type FromSearchThread =
  | { readonly kind: 'found'; readonly turn: number; readonly hits: readonly SearchHit[] }
  | { readonly kind: 'done'; readonly turn: number; readonly outcome: SearchOutcome }

if (parentPort === null) throw new Error('A review is searched in a thread of its own.')
const port = parentPort
const send = (message: FromSearchThread) => port.postMessage(message)
// The process that made this thread set it.
const data = workerData as SearchThreadData
const turns = new Int32Array(data.turn)
const review = openSearchable(data.database, data.nativeBinding)
const index = openSearchIndex(data.index, data.nativeBinding)
const sources = sourceTexts(review, index)
const { search } = reviewSearch(review, sources, {
  rules: new Map(data.ruleTitles),
  fields: new Map(data.fieldNames),
})
let indexing: NodeJS.Immediate | undefined

port.on('message', ({ turn, options, stale }: SearchTask) => {
  clearImmediate(indexing)
  const isCurrent = () => Atomics.load(turns, 0) === turn
  const outcome = search(options, stale, isCurrent, (hits) => send({ kind: 'found', turn, hits }))
  send({ kind: 'done', turn, outcome })
  indexing = setImmediate(indexMore)
})

function indexMore(): void {
  if (sources.indexMore()) indexing = setImmediate(indexMore)
}
