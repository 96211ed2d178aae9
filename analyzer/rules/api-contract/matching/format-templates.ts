// What a format template asks for: `%` conversions as the operator and `logging` read them, and the
// replacement fields of `str.format`.

export interface PercentTemplate {
  /** Values that are taken by position, one more for each `*`. */
  readonly taken: number
  /** Keys of `%(key)s`. */
  readonly keys: readonly string[]
  /** Every `%` begins a conversion that exists. */
  readonly isValid: boolean
  /** No conversion may be meant as text, as `% d` and `%default` may. */
  readonly isPlain: boolean
}

const CONVERSION =
  /%(?:\(((?:[^()]|\([^()]*\))*)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.|\n|$)/g

/** Reads a template of the `%` operator. */
export function readPercent(template: string): PercentTemplate {
  let taken = 0
  let isValid = true
  let isPlain = true
  const keys: string[] = []
  for (const match of template.matchAll(CONVERSION)) {
    const [whole, key, flags = '', width, precision, type = ''] = match
    if (type === '%') continue
    if (!/^[diouxXeEfFgGcrsab]$/.test(type)) isValid = false
    const isWord = /^\w/.test(template.slice(match.index + whole.length))
    const isBare = flags === '' && width === undefined && precision === undefined
    if (!isBare || isWord) isPlain = false
    if (key !== undefined) keys.push(key)
    else taken += 1
    for (const part of [width, precision]) if (part === '*') taken += 1
  }
  return { taken, keys, isValid, isPlain }
}

export interface BraceTemplate {
  /** Values that are taken by position. */
  readonly taken: number
  /** Positions that are taken, from 0. */
  readonly positions: ReadonlySet<number>
  readonly names: ReadonlySet<string>
}

/** Reads a template of `str.format`; undefined where `format` refuses it. */
export function readBraces(template: string): BraceTemplate | undefined {
  const positions = new Set<number>()
  const names = new Set<string>()
  let automatic = 0
  let isNumbered = false
  return fields(template, 0) ? result() : undefined

  function result(): BraceTemplate | undefined {
    if (isNumbered && automatic > 0) return undefined
    return { taken: Math.max(-1, ...positions) + 1, positions, names }
  }

  function fields(text: string, depth: number): boolean {
    for (let at = 0; at < text.length; at += 1) {
      const char = text[at]
      if (char !== '{' && char !== '}') continue
      if (depth === 0 && text[at + 1] === char) {
        at += 1
        continue
      }
      if (char === '}' || depth > 1) return false
      const end = closing(text, at)
      if (end === -1) return false
      const inner = text.slice(at + 1, end)
      const spec = /^((?:[^:![\]]|\[[^\]]*\])*)(?:!.)?(?::(.*))?$/s.exec(inner)
      if (spec === null) return false
      take(/^[^.[]*/.exec(spec[1] ?? '')?.[0] ?? '')
      if (!fields(spec[2] ?? '', depth + 1)) return false
      at = end
    }
    return true
  }

  function take(name: string): void {
    if (name === '') {
      positions.add(automatic)
      automatic += 1
    } else if (/^\d+$/.test(name)) {
      isNumbered = true
      positions.add(Number(name))
    } else names.add(name)
  }
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    else if (text[at] === '}') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return -1
}
