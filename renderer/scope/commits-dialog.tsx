import type { GitState } from '../../electron/api/git.ts'
import { setView } from '../state/view.ts'
import { dayOf, shortCommit } from '../ui/commit-words.ts'
import { Dialog } from '../ui/dialog.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { movedWords } from './moved-words.ts'

interface Props {
  readonly state: GitState
  readonly reviewed: string | undefined
}

/** The commits that came since the review was analysed. */
export function CommitsDialog({ state, reviewed }: Props) {
  const { ahead, aheadCount, behindCount, isShallow, isCounted, commit } = state
  const words = movedWords(state, reviewed)
  return (
    <Dialog
      title={words === '' ? 'HEAD has not moved' : words}
      width="wide"
      onClose={() => setView({ overlay: undefined })}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
      <section className="dialog-content" aria-label="Commits" tabIndex={0}>
        {words === '' ? (
          <p className="muted">The reviewed commit is the one that is checked out.</p>
        ) : (
          <p>
            The review is of <code>{shortCommit(reviewed ?? '')}</code>; checked out is{' '}
            <code>{shortCommit(commit ?? '')}</code>
            {behindCount > 0 && ', a history that does not hold all of it'}. Findings and source
            stay those of the review until it is analysed again.
          </p>
        )}
        {!isCounted && (
          <p className="muted">
            {isShallow
              ? 'This is a shallow clone: it does not hold the way from one to the other.'
              : 'The way from one to the other could not be read to its end.'}
          </p>
        )}
        {ahead.length > 0 && (
          <table className="scope-table">
            <thead>
              <tr>
                <th scope="col">Commit</th>
                <th scope="col">Date</th>
                <th scope="col">Author</th>
                <th scope="col">Message</th>
              </tr>
            </thead>
            <tbody>
              {ahead.map(({ id, author, time, summary }) => (
                <tr key={id}>
                  <td>
                    <code>{shortCommit(id)}</code>
                  </td>
                  <td className="scope-number">{dayOf(time)}</td>
                  <td className="scope-author">
                    <bdi>{showHidden(author)}</bdi>
                  </td>
                  <td>
                    <bdi>{showHidden(summary)}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {aheadCount > ahead.length && (
          <p className="muted">And {(aheadCount - ahead.length).toLocaleString('en')} more.</p>
        )}
      </section>
    </Dialog>
  )
}
