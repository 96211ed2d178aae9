// The hours that a fix is expected to take, from low to high.
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { FindingWork } from '../../electron/api/packet.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'
import './packet.css'

interface Props {
  readonly header: ReviewHeader
  readonly work: FindingWork
}

interface PartProps {
  readonly header: ReviewHeader
  readonly findingId: number
}

/** The hours of one finding, once they are known. */
export function HoursPart({ header, findingId }: PartProps) {
  const { data: work } = useApi('packet.work', { reviewId: header.id, findingId })
  return work && <HoursField key={findingId} header={header} work={work} />
}

function HoursField({ header, work }: Props) {
  const { findingId, hours, hoursRev: rev, defaultHours } = work
  const save = useCommand('packet.saveHours')
  const [typed, setTyped] = useState<{ readonly low: string; readonly high: string }>()
  const shown = typed ?? {
    low: String((hours ?? defaultHours).low),
    high: String((hours ?? defaultHours).high),
  }
  const place = { reviewId: header.id, findingId, rev }
  const send = async (next: { low: number; high: number } | null) => {
    await save({ ...place, commandId: crypto.randomUUID(), hours: next })
    setTyped(undefined)
  }
  const keep = () => {
    if (typed === undefined) return
    const next = { low: Number(typed.low), high: Number(typed.high) }
    const isUsable = [next.low, next.high].every((value) => Number.isFinite(value) && value >= 0)
    if (isUsable) void send(next)
  }
  const input = (end: 'low' | 'high', label: string) => (
    <input
      className="text-input hours-input"
      inputMode="decimal"
      aria-label={label}
      value={shown[end]}
      readOnly={header.readOnly}
      onChange={(event) => setTyped({ ...shown, [end]: event.target.value })}
      onKeyDown={(event) => event.key === 'Enter' && keep()}
    />
  )
  const isWrong = typed !== undefined && Number(typed.low) > Number(typed.high)
  return (
    <section className="section" aria-label="Effort">
      <h3>Effort in hours</h3>
      <div className="hours-line">
        {input('low', 'Lowest hours')}
        <span>to</span>
        {input('high', 'Highest hours')}
        {typed !== undefined && (
          <Button isDisabled={isWrong} onPress={keep}>
            Save hours
          </Button>
        )}
        {hours !== null && typed === undefined && (
          <Button kind="quiet" isDisabled={header.readOnly} onPress={() => void send(null)}>
            Back to {defaultHours.low}-{defaultHours.high} h
          </Button>
        )}
      </div>
      {isWrong && (
        <p className="text-state" data-state="missing">
          The first number is the lower one.
        </p>
      )}
    </section>
  )
}
