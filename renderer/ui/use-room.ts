import { type RefObject, useLayoutEffect } from 'react'

/**
 * Has a line give up parts, in this order, until what is left can be shown whole: its `data-given`
 * names those that are given up, and style sheets say what that means. Looked at again whenever the
 * line or something in it has another size, once the page is laid out anyway: a text that stays as
 * wide costs nothing.
 */
export function useRoom(line: RefObject<HTMLElement | null>, parts: readonly string[]): void {
  useLayoutEffect(() => {
    const element = line.current
    if (!element) return
    const fits = () => element.scrollWidth <= element.clientWidth
    const adjust = () => {
      if (element.dataset.given === '' && fits()) return
      const given: string[] = []
      element.dataset.given = ''
      for (const part of parts) {
        if (fits()) return
        given.push(part)
        element.dataset.given = given.join(' ')
      }
    }
    const sizes = new ResizeObserver(adjust)
    const watch = () => {
      for (const one of [element, ...element.children]) sizes.observe(one)
    }
    const children = new MutationObserver(watch)
    children.observe(element, { childList: true })
    watch()
    adjust()
    return () => {
      sizes.disconnect()
      children.disconnect()
    }
  }, [line, parts])
}
