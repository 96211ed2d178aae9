// How far an export is: which file is being made, how many are done, how long it has been.
import { useEffect, useState } from 'react'
import { useProgress } from '../bridge/use-progress.ts'
import { Progress } from '../ui/progress.tsx'

interface Props {
  readonly reviewId: number
}

export function ExportProgress({ reviewId }: Props) {
  const progress = useProgress('export.progressed', reviewId, true)
  const seconds = useSeconds()
  const isPrinting = progress !== undefined && progress.what !== 'documents'
  const text = isPrinting ? `Printing ${progress.what}` : 'Writing the documents'
  const parts = progress === undefined || progress.total === 1 ? undefined : progress
  return (
    <div className="export-progress" role="status">
      <p className="muted">
        {text}
        {parts && `, ${parts.done} of ${parts.total} done`}
        {seconds > 0 && `, ${seconds} s`}
      </p>
      <Progress label="Export" {...(parts ? { max: parts.total, value: parts.done } : {})} />
    </div>
  )
}

function useSeconds(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = window.setInterval(() => setSeconds((before) => before + 1), 1_000)
    return () => window.clearInterval(timer)
  }, [])
  return seconds
}
