// Work with others: their databases merged, a walkthrough told to them. Both read files that a person
// chose, which the window knows by their ids alone.
import { AppError } from '../../api/errors.ts'
import { walkthroughFiles } from '../../report/data/walkthrough-files.ts'
import { writeOneFile } from '../packet/packet-folder.ts'
import type { ModelOf } from '../packet/packet-model.ts'
import type { Session } from '../session.ts'
import { mergeHandlers } from './merge.ts'
import { walkthroughHandlers } from './walkthrough.ts'

export interface SharedWorkOptions {
  readonly session: (reviewId: number) => Session
  readonly modelOf: ModelOf
  /** Waited for before one. */
  readonly beforeMerge: (reviewId: number) => Promise<void>
  /** Told after a merge: anything may have changed. */
  readonly onMerged: (session: Session) => void
  readonly onWalkthrough: (session: Session) => void
  /** Told when another step is presented. */
  readonly onShown: (session: Session) => void
}

export function sharedWork({ session, modelOf, ...told }: SharedWorkOptions) {
  const sources = new Map<number, string>()
  const sourceOf = (sourceId: number) => sources.get(sourceId)
  return {
    handlers: {
      ...mergeHandlers({
        session,
        sourceOf,
        beforeMerge: told.beforeMerge,
        onChange: told.onMerged,
      }),
      ...walkthroughHandlers({
        session,
        sourceOf,
        onChange: told.onWalkthrough,
        onShown: told.onShown,
      }),
    },
    /** Remembers a file that a person chose and gives the id under which it may be read. */
    grantSource(path: string): { readonly sourceId: number } {
      const sourceId = sources.size + 1
      sources.set(sourceId, path)
      return { sourceId }
    },
    /** Writes the walkthrough to a file that a person named. Throws AppError. */
    async writeWalkthrough(reviewId: number, format: 'md' | 'tour', file: string): Promise<void> {
      const files = walkthroughFiles(modelOf(session(reviewId)))
      const text = files.find(({ path }) => path.endsWith(`.${format}`))?.text
      if (text === undefined) {
        throw new AppError('not-found', 'There is no walkthrough yet.', 'Make one first.')
      }
      await writeOneFile(file, text)
    },
  }
}
