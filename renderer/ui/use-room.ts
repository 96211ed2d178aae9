import { type RefObject, useLayoutEffect } from 'react'

/**
 * Has a line give up parts, in this order, until what is left can be shown whole: its `data-given`
 * names those that are given up, and style sheets say what that means. Looked at again whenever the
 * line or its content changes.
 */
export function useRoom(line: RefObject<HTMLElement | null>, parts: readonly string[]): void {
  useLayoutEffect(() => {
    const element = line.current
    if (!element) return
    const adjust = () => {
      const given: string[] = []
      element.dataset.given = ''
      for (const part of parts) {
        if (element.scrollWidth <= element.clientWidth) return
        given.push(part)
        element.dataset.given = given.join(' ')
      }
    }
    const sizes = new ResizeObserver(adjust)
    sizes.observe(element)
    const changes = new MutationObserver(adjust)
    changes.observe(element, { childList: true, characterData: true, subtree: true })
    adjust()
    return () => {
      sizes.disconnect()
      changes.disconnect()
    }
  }, [line, parts])
}
