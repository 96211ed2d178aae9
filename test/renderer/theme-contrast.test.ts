// Every ink on every ground of every theme, by the formula of WCAG 2: states differ in which of them
// they use, so that no screen has to be looked at in all themes.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const CSS = readFileSync(new URL('../../renderer/tokens.css', import.meta.url), 'utf8')
const GROUNDS = ['surface', 'surface-bar', 'surface-hover', 'surface-selected', 'surface-code']
const INKS = [
  'text',
  'text-muted',
  'accent',
  'critical',
  'high',
  'medium',
  'low',
  'info',
  'good',
  'syntax-keyword',
  'syntax-string',
  'syntax-number',
  'syntax-comment',
  'syntax-type',
]

/** The colours of a theme by their names, as `#rrggbb`. */
function coloursOf(theme: string): ReadonlyMap<string, string> {
  const start = CSS.indexOf(`[data-theme="${theme}"] {`)
  const block = CSS.slice(start, CSS.indexOf('}', start))
  return new Map(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

test.each([
  ['light', 4.5],
  ['dark', 4.5],
  ['contrast-light', 7],
  ['contrast-dark', 7],
])('text in the %s theme has a contrast of at least %f everywhere', (theme, least) => {
  const colours = coloursOf(theme)
  const of = (name: string) => colours.get(name) ?? ''
  const pairs = [
    ...GROUNDS.flatMap((ground) => INKS.map((ink) => [ink, ground] as const)),
    ['text-on-accent', 'accent'] as const,
  ]
  const weak = pairs
    .map(([ink, ground]) => ({ ink, ground, ratio: contrast(of(ink), of(ground)) }))
    .filter(({ ratio }) => !(ratio >= least))
    .map(({ ink, ground, ratio }) => `${ink} on ${ground}: ${ratio.toFixed(2)}`)
  expect(weak).toEqual([])
})
