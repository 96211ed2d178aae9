// The thread-safety score: computed, and corrected by the reviewer with a reason.
import { useState } from 'react'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useApi, useCommand } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'

interface Props {
  readonly header: ReviewHeader
}

export function ScorePanel({ header }: Props) {
  const reviewId = header.id
  const { data: score } = useApi('packet.score', { reviewId })
  const adjust = useCommand('packet.adjustScore')
  const [typed, setTyped] = useState<{ readonly points: string; readonly reason: string }>()
  if (score === undefined) return null
  if (score.computed === null) {
    return <p className="muted">Nothing in this review runs at once, so there is no score.</p>
  }
  const shown = typed ?? { points: String(score.points), reason: score.reason }
  const points = Number(shown.points)
  const isUsable = Number.isInteger(points) && Math.abs(points) <= 100
  const needsReason = points !== 0 && shown.reason.trim() === ''
  const total = Math.min(100, Math.max(0, score.computed + (isUsable ? points : 0)))
  const save = async () => {
    const done = await adjust({
      reviewId,
      commandId: crypto.randomUUID(),
      rev: score.rev,
      points,
      reason: shown.reason,
    })
    if (done) setTyped(undefined)
  }
  return (
    <section className="section" aria-label="Thread-safety score">
      <h3>Thread-safety score</h3>
      <p>
        {total} of 100: {score.computed} computed, {points > 0 ? '+' : ''}
        {isUsable ? points : 0} by the reviewer
      </p>
      <label className="test-field">
        <span className="muted small">Correction in points</span>
        <input
          className="text-input hours-input"
          inputMode="numeric"
          value={shown.points}
          readOnly={header.readOnly}
          onChange={(event) => setTyped({ ...shown, points: event.target.value })}
        />
      </label>
      <label className="test-field">
        <span className="muted small">Reason</span>
        <textarea
          className="text-input"
          value={shown.reason}
          readOnly={header.readOnly}
          onChange={(event) => setTyped({ ...shown, reason: event.target.value })}
        />
      </label>
      {typed !== undefined && (
        <div className="reason-actions">
          <Button kind="primary" isDisabled={!isUsable || needsReason} onPress={() => void save()}>
            Save the correction
          </Button>
          <Button kind="quiet" onPress={() => setTyped(undefined)}>
            Leave it
          </Button>
        </div>
      )}
      {typed !== undefined && needsReason && (
        <p className="muted small">A corrected score needs a reason.</p>
      )}
    </section>
  )
}
