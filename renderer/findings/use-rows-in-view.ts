import { type RefObject, useCallback, useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** Rows that are drawn above and below what is seen: a jump draws all of them anew. */
const MARGIN = 6

interface Range {
  /** The first row to draw, and the one after the last. */
  readonly from: number
  readonly to: number
  /** Added to the place of a row before its slot is counted. */
  readonly shift: number
}

interface InView extends Omit<Range, 'shift'> {
  /**
   * Which of the elements shows a row: one that comes into sight takes that of a row which went out
   * of it, and after a jump all keep their order.
   */
  readonly slotOf: (index: number) => number
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
  const [range, setRange] = useState<Range>({ from: 0, to: 0, shift: 0 })
  const look = useCallback(() => {
    const element = scroller.current
    if (!element) {
      return
    }
    const first = Math.floor(element.scrollTop / rowHeight)
    const seen = Math.ceil(element.clientHeight / rowHeight) + 1
    const from = Math.max(0, first - MARGIN)
    setRange((before) => follow(before, from, from + seen + 2 * MARGIN))
  }, [scroller, rowHeight])
  useEffect(() => {
    const element = scroller.current
    if (!element) {
      return
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    // Within the frame that scrolls: the rows would come a frame after the place that they belong to.
    const onScroll = () => flushSync(look)
    element.addEventListener('scroll', onScroll, { passive: true })
    look()
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
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
      look()
    },
    [scroller, rowHeight, look],
  )
  const { from, to, shift } = range
  return {
    from: Math.min(from, count),
    to: Math.min(to, count),
    slotOf: (index) => (index + shift) % (to - from),
    show,
  }
}

function follow(before: Range, from: number, to: number): Range {
  if (before.from === from && before.to === to) return before
  const isJump = from >= before.to || to <= before.from
  if (!isJump) return { ...before, from, to }
  const size = to - from
  // The first row takes the first slot; never less than zero, so that a remainder is a slot.
  const shift = before.from + before.shift - from
  return { from, to, shift: shift + Math.ceil(Math.max(0, -shift) / size) * size }
}
