// Before a review begins: what is listed, by which rules, what is read, and who reviews. Everything
// has its usual value already, so that Enter is enough.
import { useState } from 'react'
import type { ReviewHeader, Settings, ViewState } from '../../../electron/api/domain.ts'
import type { ErrorData } from '../../../electron/api/errors.ts'
import type { Setup } from '../../../electron/api/setup.ts'
import { describeError } from '../../bridge/notices.ts'
import { useApi } from '../../bridge/queries.ts'
import { useWorkbench } from '../../bridge/workbench.tsx'
import { Button } from '../../ui/button.tsx'
import { shortCommit } from '../../ui/commit-words.ts'
import { CutPath } from '../../ui/cut-path.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { showHidden } from '../../ui/visible-text.ts'
import { ErrorText } from '../error-text.tsx'
import { closeReview, openReview } from '../open-review.ts'
import { ReviewFailure } from '../review-failure.tsx'
import { beginReview } from './begin.ts'
import { ReadingPart } from './reading-part.tsx'
import { RulesPart } from './rules-part.tsx'
import { ScopePart } from './scope-part.tsx'
import { scopeOf, type WantedScope, wantedScope } from './wanted-scope.ts'
import './setup.css'

interface Props {
  readonly reviewId: number
  readonly settings: Settings
}

/** Waits for what is set, then shows it to be changed. */
export function SetupScreen({ reviewId, settings }: Props) {
  const { data: header, error } = useApi('reviews.header', { reviewId })
  const { data: setup } = useApi('setup.read', { reviewId })
  const { data: view } = useApi('views.read', { reviewId })
  if (error) {
    return <ReviewFailure error={error} />
  }
  return (
    header &&
    setup &&
    view && <SetupForm header={header} setup={setup} view={view} reviewer={settings.reviewer} />
  )
}

function namesIn(text: string): readonly string[] {
  const names = text.split(/[,;\n]/u).map((name) => name.trim().slice(0, 200))
  return [...new Set(names)].filter((name) => name !== '')
}

interface FormProps {
  readonly header: ReviewHeader
  readonly setup: Setup
  readonly view: ViewState
  readonly reviewer: string
}

function SetupForm({ header, setup, view, reviewer: usualReviewer }: FormProps) {
  const { id: reviewId } = header
  const workbench = useWorkbench()
  const { data: preview, error: previewError } = useApi('setup.preview', { reviewId })
  const { data: git } = useApi('git.state', { reviewId })
  const [scope, setScope] = useState<WantedScope>(() => wantedScope(view.scope))
  const [profile, setProfile] = useState(setup.profile)
  const [reviewer, setReviewer] = useState(usualReviewer)
  const usualOthers = header.reviewers.filter((one) => one !== header.reviewer)
  const [others, setOthers] = useState(usualOthers.join(', '))
  const [takeFrom, setTakeFrom] = useState<number>()
  const [isBeginning, setBeginning] = useState(false)
  const [error, setError] = useState<ErrorData>()
  const isNew = header.runState === 'none'
  const begin = async () => {
    if (isBeginning) return
    setBeginning(true)
    setError(undefined)
    try {
      const chosen = {
        reviewer: reviewer.trim(),
        others: namesIn(others),
        profile,
        takeFrom,
        scope: scopeOf(scope, git),
      }
      const usual = {
        reviewer: usualReviewer,
        others: usualOthers,
        profile: setup.profile,
        scope: view.scope,
      }
      await beginReview(workbench, reviewId, chosen, usual)
    } catch (failure) {
      setError(describeError(failure))
      setBeginning(false)
    }
  }
  const back = () => (isNew ? closeReview() : void openReview(workbench, reviewId))

  return (
    <main className="setup">
      <form
        className="setup-form"
        aria-labelledby="setup-title"
        onSubmit={(event) => {
          event.preventDefault()
          void begin()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') back()
        }}
      >
        <header>
          <h1 id="setup-title">
            {isNew ? 'New review of' : 'Review of'} {showHidden(header.name)}
          </h1>
          <p className="setup-place muted">
            <CutPath path={header.rootPath} />
            {git?.commit !== undefined && (
              <span className="code">
                {git.branch === undefined ? 'detached' : showHidden(git.branch)}@
                {shortCommit(git.commit)}
              </span>
            )}
            {git?.problem !== undefined && <span>{showHidden(git.problem)}</span>}
          </p>
        </header>
        <div className="setup-parts">
          <ScopePart scope={scope} git={git} sources={preview?.sources} onChange={setScope} />
          <RulesPart setup={setup} profile={profile} onChange={setProfile} />
          <div className="setup-part">
            <span>Reviewers</span>
            <div className="setup-reviewers">
              <label className="setup-base-name">
                <span className="field-label">At the keyboard</span>
                <input
                  className="text-input"
                  maxLength={200}
                  value={reviewer}
                  onChange={(event) => setReviewer(event.target.value)}
                />
              </label>
              <label className="setup-base-name">
                <span className="field-label">With</span>
                <input
                  className="text-input"
                  maxLength={2_000}
                  placeholder="Names, separated by commas"
                  value={others}
                  onChange={(event) => setOthers(event.target.value)}
                />
              </label>
            </div>
          </div>
          {setup.earlier.length > 0 && (
            <div className="setup-part">
              <label htmlFor="setup-earlier">Checklists and templates</label>
              <div className="setup-stack">
                <select
                  id="setup-earlier"
                  className="text-input"
                  value={takeFrom ?? ''}
                  aria-describedby="setup-earlier-note"
                  onChange={({ target: { value } }) =>
                    setTakeFrom(value === '' ? undefined : Number(value))
                  }
                >
                  <option value="">The built-in ones</option>
                  {setup.earlier.map(({ recentId, name }) => (
                    <option key={recentId} value={recentId}>
                      Also those of {showHidden(name)}
                    </option>
                  ))}
                </select>
                <p id="setup-earlier-note" className="muted small">
                  {takeFrom === undefined
                    ? 'Rows, documents and findings that you wrote in another review can be taken over.'
                    : 'Its own checklist rows, document templates and finding templates are copied.'}
                </p>
              </div>
            </div>
          )}
          {/* Last, since these grow when the folder was looked through and would move what is below. */}
          <ReadingPart
            preview={preview}
            error={previewError === null ? undefined : describeError(previewError)}
          />
          {preview !== undefined && preview.setByRepository.length > 0 && (
            <div className="setup-part">
              <span>Set by the repository</span>
              <Markdown text={preview.setByRepository.map((line) => `- ${line}`).join('\n')} />
            </div>
          )}
        </div>
        {error && <ErrorText error={error} />}
        <footer className="setup-actions">
          <Button kind="primary" autoFocus isDisabled={isBeginning} onPress={() => void begin()}>
            {isNew ? 'Start the review' : 'Analyse with these'}
          </Button>
          <Button kind="quiet" onPress={back}>
            {isNew ? 'All reviews' : 'Back to the review'}
          </Button>
          <span className="muted small setup-hint">
            Enter starts. All of this can be changed later.
          </span>
        </footer>
      </form>
    </main>
  )
}
