// Characters that the eye cannot see but a machine obeys: direction overrides, zero-width
// characters, controls, lone surrogates. Nothing of a repository under review may hide in a packet.

// Direction marks, zero-width and filler characters, tags, line separators; the two variation
// selectors that choose between text and emoji hide nothing.
const INVISIBLE = /(?![\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|[\u2028\u2029\ufff9-\ufffb]/u
const CONTROL = /(?![\t\n\f\r])\p{Control}/u
const LONE_SURROGATE = /\p{Surrogate}/u
const SUSPECT = new RegExp(
  `${INVISIBLE.source}|${CONTROL.source}|${LONE_SURROGATE.source}|[\\t\\n\\f\\r]`,
  'gu',
)
const SUSPECT_IN_CODE = new RegExp(INVISIBLE.source, 'gu')
/** What cannot stand in a UTF-8 text or would steer a terminal. */
const UNPRINTABLE = new RegExp(`${CONTROL.source}|${LONE_SURROGATE.source}`, 'gu')
const PICTOGRAPH = /\p{Extended_Pictographic}/u
const JOINER = '\u200d'

/** `U+202E` */
export function hiddenName(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** True for the joiner inside an emoji such as a family: there it is seen, not hidden. */
function isEmojiJoiner(text: string, index: number): boolean {
  if (text[index] !== JOINER) return false
  const before = [...text.slice(Math.max(0, index - 4), index)].reverse()
  const previous = before.find((c) => c !== '\ufe0f' && !/\p{Emoji_Modifier}/u.test(c)) ?? ''
  const next = String.fromCodePoint(text.codePointAt(index + 1) ?? 0)
  return PICTOGRAPH.test(previous) && PICTOGRAPH.test(next)
}

/**
 * A text of one line for headings, cells and sentences: line breaks and tabs become spaces, every
 * invisible or unprintable character becomes its name in brackets, `[U+202E]`.
 */
export function visibleLine(text: string): string {
  return text
    .replace(/\r\n?|[\n\u0085\u2028\u2029]/gu, '\n')
    .replace(SUSPECT, (character, index: number, whole: string) => {
      if (/[\t\n\f\r]/.test(character)) return ' '
      return isEmojiJoiner(whole, index) ? character : `[${hiddenName(character)}]`
    })
    .replace(/ {2,}/g, ' ')
    .trim()
}

/** A text of several lines, each made visible; line breaks and indentation stay. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(SUSPECT, (character, index: number, whole: string) => {
      if (/[\t\n\f\r]/.test(character)) return character
      return isEmojiJoiner(whole, index) ? character : `[${hiddenName(character)}]`
    })
}

interface CodeText {
  /** The code as it stands, but for characters that no text file should hold. */
  readonly text: string
  /** One note per line that holds something the eye would miss. */
  readonly notes: readonly string[]
}

/**
 * Code for a code block. It stays as it is, so that it can be copied, and notes name what cannot be
 * seen in it. Terminal controls and lone surrogates are the exception: they are shown as pictures,
 * and a carriage return alone becomes the line break that Python takes it for.
 */
export function visibleCode(code: string): CodeText {
  const notes: string[] = []
  const lone = loneReturns(code)
  for (const [index, line] of code.split(/\r\n|\n|\r/).entries()) {
    const found = new Set<string>()
    for (const match of line.matchAll(SUSPECT_IN_CODE)) {
      if (!isEmojiJoiner(line, match.index)) found.add(hiddenName(match[0]))
    }
    for (const match of line.matchAll(UNPRINTABLE)) found.add(hiddenName(match[0]))
    if (lone.has(index)) found.add('a carriage return alone')
    if (found.size > 0) notes.push(`line ${index + 1}: ${[...found].join(', ')}`)
  }
  return { text: code.replace(/\r(?!\n)/g, '\n').replace(UNPRINTABLE, picture), notes }
}

/** Numbers of the lines (from 0) that end in a carriage return without a line feed. */
function loneReturns(code: string): ReadonlySet<number> {
  const ends = code.match(/\r\n|\n|\r/g) ?? []
  return new Set(ends.flatMap((end, index) => (end === '\r' ? [index] : [])))
}

/** Picture of a control character, so that it is seen and does nothing. */
function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}

interface TextPart {
  readonly text: string
  readonly isHidden: boolean
}

/** A text cut into what is seen and the single characters that are not. */
export function splitHidden(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of text.matchAll(SUSPECT_IN_CODE)) {
    if (isEmojiJoiner(text, match.index)) continue
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isHidden: false })
    parts.push({ text: match[0], isHidden: true })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ text: text.slice(from), isHidden: false })
  return parts
}
