import { type RefObject, useCallback, useEffect, useState } from 'react'

/** Rows that are drawn above and below what is seen. */
const MARGIN = 12

interface InView {
  /** The first row to draw, and the one after the last. */
  readonly from: number
  readonly to: number
  /** Scrolls as little as shows the whole row. */
  readonly show: (index: number) => void
}

/**
 * Which rows of one height a scrolled element shows. Nothing is kept for each row, so a hundred
 * thousand of them cost what a screenful does.
 */
export function useRowsInView(
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight }: { readonly count: number; readonly rowHeight: number },
): InView {
  const [range, setRange] = useState({ from: 0, to: 0 })
  const look = useCallback(() => {
    const element = scroller.current
    if (!element) {
      return
    }
    const first = Math.floor(element.scrollTop / rowHeight)
    const seen = Math.ceil(element.clientHeight / rowHeight) + 1
    const from = Math.max(0, first - MARGIN)
    const to = first + seen + MARGIN
    setRange((before) => (before.from === from && before.to === to ? before : { from, to }))
  }, [scroller, rowHeight])
  useEffect(() => {
    const element = scroller.current
    if (!element) {
      return
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [scroller, look])
  const show = useCallback(
    (index: number) => {
      const element = scroller.current
      if (!element) {
        return
      }
      const top = index * rowHeight
      if (top < element.scrollTop) {
        element.scrollTop = top
      } else if (top + rowHeight > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + rowHeight - element.clientHeight
      }
    },
    [scroller, rowHeight],
  )
  return { from: Math.min(range.from, count), to: Math.min(range.to, count), show }
}
