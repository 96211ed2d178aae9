// Pieces of a picture. Colours come from the page's style by class, so that a picture follows the
// theme; every picture says in words what it shows.
import type { Element, ElementContent } from 'hast'
import { visibleLine } from '../tree/visible.ts'

export function shape(
  tagName: string,
  properties: Readonly<Record<string, string | number>>,
  children: readonly ElementContent[] = [],
): Element {
  return { type: 'element', tagName, properties: { ...properties }, children: [...children] }
}

export function label(x: number, y: number, value: string, kind = ''): Element {
  return shape('text', { x, y, ...(kind === '' ? {} : { class: kind }) }, [
    { type: 'text', value: visibleLine(value) },
  ])
}

export function box(
  x: number,
  y: number,
  width: number,
  height: number,
  kind: string,
  opacity = 1,
): Element {
  return shape('rect', {
    x,
    y,
    width: Math.max(0, Math.round(width * 10) / 10),
    height,
    rx: 3,
    class: kind,
    ...(opacity === 1 ? {} : { 'fill-opacity': Math.round(opacity * 100) / 100 }),
  })
}

export function line(x1: number, y1: number, x2: number, y2: number): Element {
  return shape('line', { x1, y1, x2, y2, class: 'line' })
}

/** The picture with its title and description for those who cannot see it. */
export function picture(
  width: number,
  height: number,
  title: string,
  description: string,
  children: readonly ElementContent[],
): Element {
  const words = (tagName: string, value: string) =>
    shape(tagName, {}, [{ type: 'text', value: visibleLine(value) }])
  return shape(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': `${visibleLine(title)}. ${visibleLine(description)}`,
    },
    [words('title', title), words('desc', description), ...children],
  )
}

/** Pixels that the longest of these texts takes at 13 px, with a gap behind it; at most `most`. */
export function roomFor(values: readonly string[], most: number): number {
  const longest = Math.max(0, ...values.map((value) => [...visibleLine(value)].length))
  return Math.min(most, longest * 7 + 12)
}

/** A text that fits into about `room` pixels at 13 px, cut in the middle. */
export function fitted(value: string, room: number): string {
  const most = Math.max(4, Math.floor(room / 7))
  const characters = [...visibleLine(value)]
  if (characters.length <= most) return characters.join('')
  const tail = Math.ceil(most * 0.65)
  return `${characters.slice(0, most - tail - 3).join('')}...${characters.slice(-tail).join('')}`
}
