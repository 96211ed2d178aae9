import { useEffect, useMemo, useRef, useState } from 'react'
import { type Sliced, workOn, workSlice } from './slices.ts'

/**
 * The value of work that may be long: at once where it is short, else in slices, with the last value
 * standing until then. `begin` is stable as long as the work is the same.
 */
export function useSliced<T>(begin: () => Sliced<T>, nothing: T): T {
  const started = useMemo(() => {
    const work = begin()
    return { work, first: workSlice(work) }
  }, [begin])
  const [finished, setFinished] = useState<{ readonly of: object; readonly value: T }>()
  const last = useRef(nothing)
  useEffect(() => {
    if (started.first) return
    return workOn(started.work, (value) => setFinished({ of: started, value }))
  }, [started])
  const own = finished?.of === started ? finished : undefined
  const done = started.first ?? own
  if (done) last.current = done.value
  return last.current
}
