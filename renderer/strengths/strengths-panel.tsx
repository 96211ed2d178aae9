import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { Strength } from '../../electron/api/strengths.ts'
import { useApi } from '../bridge/queries.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView, showFile } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { draftOf, draftStrength, spotName } from './draft.ts'
import './strengths.css'
import { dropPlace, removeStrength } from './write-strength.ts'

interface Props {
  readonly header: ReviewHeader
}

/** What reviewers saw done well, and what was counted, each with the way to its places. */
export function StrengthsPanel({ header }: Props) {
  const { data } = useApi('strengths.list', { reviewId: header.id })
  if (data === undefined) return null
  return (
    <>
      <section className="section" aria-label="Seen by reviewers">
        <h3>Seen by reviewers ({data.own.length})</h3>
        {data.own.map((strength) => (
          <StrengthCard key={strength.id} header={header} strength={strength} />
        ))}
        {!header.readOnly && (
          <div>
            <Button
              onPress={() => {
                draftStrength(undefined)
                setView({ overlay: 'strength' })
              }}
            >
              Note something done well
            </Button>
          </div>
        )}
      </section>
      <section className="section" aria-label="Counted by the analyzer">
        <h3>Counted by the analyzer ({data.counted.length})</h3>
        {data.counted.length === 0 && (
          <p className="muted">No practice is followed in nearly all of its places.</p>
        )}
        {data.counted.map((practice) => (
          <article
            key={practice.id}
            className="strength"
            aria-label={practice.title.replaceAll('`', '')}
          >
            <h4>{practice.title.replaceAll('`', '')}</h4>
            <Markdown text={practice.sentence} />
            <ul className="strength-places">
              {practice.places.map(({ path, range: { startLine } }) => (
                <li key={`${path}:${startLine}`}>
                  <PlaceButton spot={{ path, startLine, endLine: startLine }} />
                </li>
              ))}
              {practice.count > practice.places.length && (
                <li className="muted small">
                  and {practice.count - practice.places.length} more of {practice.total} places
                </li>
              )}
            </ul>
          </article>
        ))}
      </section>
    </>
  )
}

interface CardProps extends Props {
  readonly strength: Strength
}

const STATES = { exact: '', moved: '', changed: 'changed since', gone: 'gone' }

function StrengthCard({ header, strength }: CardProps) {
  const workbench = useWorkbench()
  const { title, text, by, places } = strength
  return (
    <article className="strength" aria-label={title}>
      <h4>{showHidden(title)}</h4>
      {text !== '' && <Markdown text={text} />}
      <ul className="strength-places">
        {places.map((place, at) => (
          <li key={`${spotName(place)} ${place.snippet}`}>
            <PlaceButton spot={place} />
            {STATES[place.state] !== '' && (
              <span className="muted small">{STATES[place.state]}</span>
            )}
            {!header.readOnly && (
              <IconButton
                icon="close"
                label={`Remove the place ${spotName(place)}`}
                onPress={() => void dropPlace(workbench, header.id, strength, at)}
              />
            )}
          </li>
        ))}
      </ul>
      <p className="strength-foot muted small">
        <span>Noted by {showHidden(by)}</span>
        {!header.readOnly && (
          <>
            <button
              type="button"
              className="link-button"
              onClick={() => {
                draftStrength(undefined)
                draftOf(strength)
                setView({ overlay: 'strength' })
              }}
            >
              Edit
            </button>
            <button
              type="button"
              className="link-button"
              onClick={() => void removeStrength(workbench, header.id, strength)}
            >
              Remove
            </button>
          </>
        )}
      </p>
    </article>
  )
}

function PlaceButton({ spot }: { readonly spot: Parameters<typeof spotName>[0] }) {
  return (
    <button
      type="button"
      className="link-button strength-place"
      onClick={() => showFile(spot.path, spot.startLine)}
    >
      {showHidden(spotName(spot))}
    </button>
  )
}
