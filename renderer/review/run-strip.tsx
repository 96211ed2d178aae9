import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { useRunFailures } from '../bridge/run-failures.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { NUMBER } from '../ui/number.ts'
import { ErrorText } from './error-text.tsx'
import '../ui/strip.css'
import './run-strip.css'

interface Props {
  readonly header: ReviewHeader
}

const PHASES = {
  discover: 'Looking for files',
  read: 'Reading files',
  link: 'Connecting modules',
  check: 'Checking files',
  store: 'Storing findings',
  done: 'Finishing',
}

/** Where the analysis stands, while it runs and when it did not reach the end. */
export function RunStrip({ header }: Props) {
  const reviewId = header.id
  const start = useCommand('analysis.start')
  const failure = useRunFailures(({ byReview }) => byReview.get(reviewId))
  const { files } = header
  const canRun = !header.readOnly && !header.isMissing
  switch (header.runState) {
    case 'running':
      return <Running reviewId={reviewId} />
    case 'cancelled':
      return (
        <Strip
          icon="debug-pause"
          text={
            files.found === 0
              ? 'Stopped before the files were found: nothing is analysed yet.'
              : `Stopped: ${NUMBER.format(files.analysed)} of ${NUMBER.format(files.found)} files are analysed. What was found is kept.`
          }
        >
          {canRun && <Button onPress={() => void start({ reviewId })}>Go on</Button>}
        </Strip>
      )
    case 'failed':
      return (
        <section className="strip run-failed" aria-label="Analysis">
          <ErrorText
            error={
              failure ?? {
                code: 'internal',
                message: `The analysis failed after ${NUMBER.format(files.analysed)} of ${NUMBER.format(files.found)} files.`,
                nextStep: 'What was found is kept. Try again.',
              }
            }
          />
          {canRun && <Button onPress={() => void start({ reviewId })}>Try again</Button>}
        </section>
      )
    case 'none':
      return (
        <Strip icon="info" text="This review has not been analysed yet.">
          {canRun && (
            <Button kind="primary" onPress={() => void start({ reviewId })}>
              Analyse
            </Button>
          )}
        </Strip>
      )
    case 'finished':
      return null
  }
}

interface StripProps {
  readonly icon: string
  readonly text: string
  readonly children: React.ReactNode
}

function Strip({ icon, text, children }: StripProps) {
  return (
    <section className="strip" aria-label="Analysis">
      <Icon name={icon} />
      <span className="strip-text" role="status">
        {text}
      </span>
      {children}
    </section>
  )
}

function Running({ reviewId }: { readonly reviewId: number }) {
  const { data: progress } = useApi('analysis.progress', { reviewId })
  const cancel = useCommand('analysis.cancel')
  const phase = PHASES[progress?.phase ?? 'discover']
  const done = progress?.done ?? 0
  const total = progress?.total ?? 0
  const found = progress?.findings ?? 0
  return (
    <section className="strip run-active" aria-label="Analysis">
      <progress
        className="run-progress"
        aria-label="Analysis"
        {...(total > 0 ? { value: done, max: total } : {})}
      />
      <span className="strip-text" role="status">
        {phase}
        {total > 0 && `: ${NUMBER.format(done)} of ${NUMBER.format(total)}`}
        {`, ${NUMBER.format(found)} ${found === 1 ? 'finding' : 'findings'} so far`}
      </span>
      <Button onPress={() => void cancel({ reviewId })}>Cancel</Button>
    </section>
  )
}
