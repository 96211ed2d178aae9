// What to look at before the packet leaves, each with the way to where it is mended; and what is
// masked in the copy.
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { PacketState, PreflightEntry, Redaction } from '../../electron/api/packet.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { wayTo } from './problem-ways.ts'

interface Props {
  readonly header: ReviewHeader
  readonly state: PacketState
}

const WEIGHTS = {
  block: 'The packet would not be what it says',
  warn: 'The packet says its gaps',
  note: 'Good to know',
} as const

export function PreflightPanel({ header, state }: Props) {
  const { data } = useApi('packet.preflight', { reviewId: header.id }, { keepPrevious: true })
  if (data === undefined) return null
  return (
    <>
      {data.entries.length === 0 && <p className="muted">Nothing stands against this packet.</p>}
      {(['block', 'warn', 'note'] as const).map((weight) => {
        const own = data.entries.filter((entry) => entry.weight === weight)
        return (
          own.length > 0 && (
            <section key={weight} className="section" aria-label={WEIGHTS[weight]}>
              <h3>
                {WEIGHTS[weight]} ({own.length})
              </h3>
              <ul className="preflight-list">
                {own.map((entry) => (
                  <li key={entry.message} data-weight={weight}>
                    <Entry entry={entry} state={state} />
                  </li>
                ))}
              </ul>
            </section>
          )
        )
      })}
      <Masks key={data.redaction.rev} header={header} redaction={data.redaction} />
    </>
  )
}

function Entry({ entry, state }: { readonly entry: PreflightEntry; readonly state: PacketState }) {
  const go = wayTo(entry, state)
  const message = showHidden(entry.message)
  return go === undefined ? (
    <span className="selectable">{message}</span>
  ) : (
    <button type="button" className="preflight-jump" onClick={go}>
      {message}
    </button>
  )
}

const KINDS = [
  { key: 'secrets', label: 'Secrets: keys, tokens, passwords' },
  { key: 'addresses', label: 'E-mail addresses' },
  { key: 'homeFolders', label: 'Names in paths of home folders' },
  { key: 'times', label: 'How long reviewers worked' },
  { key: 'files', label: 'Attached files that cannot be masked: they are left out' },
] as const

interface MasksProps {
  readonly header: ReviewHeader
  readonly redaction: Redaction
}

function Masks({ header, redaction }: MasksProps) {
  const save = useCommand('packet.saveRedaction')
  const [terms, setTerms] = useState(redaction.terms.join('\n'))
  const write = (change: Partial<Redaction>) =>
    void save({ reviewId: header.id, commandId: crypto.randomUUID(), ...redaction, ...change })
  const keepTerms = () => {
    const next = terms
      .split('\n')
      .map((term) => term.trim())
      .filter((term) => term.length > 1)
    if (next.join('\n') !== redaction.terms.join('\n')) write({ terms: next })
  }
  return (
    <section className="section" aria-label="Masked in the copy">
      <h3>Masked in the copy</h3>
      {KINDS.map(({ key, label }) => (
        <label key={key} className="check-name">
          <input
            type="checkbox"
            checked={redaction[key]}
            disabled={header.readOnly}
            onChange={(event) => write({ [key]: event.target.checked })}
          />
          <span>{label}</span>
        </label>
      ))}
      <label className="field-label" htmlFor="masked-terms">
        Words to mask, one a line
      </label>
      <textarea
        id="masked-terms"
        className="text-input"
        value={terms}
        readOnly={header.readOnly}
        onChange={(event) => setTerms(event.target.value)}
        onBlur={keepTerms}
      />
      {terms !== redaction.terms.join('\n') && (
        <div>
          <Button onPress={keepTerms}>Mask these words</Button>
        </div>
      )}
    </section>
  )
}
