// Numbers that contradict each other or the data. The first part takes plain claims, as a document
// states them; the second reads a reviewer's text against the figures of the packet.
import type { Effort } from './effort.ts'
import { counted } from './labels.ts'
import type { PacketModel } from './model.ts'

/** One number as several places state it. */
export interface StatedTotal {
  readonly what: string
  readonly stated: readonly { readonly where: string; readonly value: number }[]
}

export interface StatedCitation {
  readonly where: string
  readonly path: string
  readonly startLine: number
  readonly endLine: number
}

export interface HourRange {
  readonly low: number
  readonly high: number
}

export interface StatedSum {
  readonly what: string
  readonly parts: readonly HourRange[]
  readonly total: HourRange
}

export interface Claims {
  readonly totals: readonly StatedTotal[]
  readonly citations: readonly StatedCitation[]
  /** Lines of each file that is known. */
  readonly fileLines: ReadonlyMap<string, number>
  readonly sums: readonly StatedSum[]
}

export interface NumberProblem {
  readonly kind: 'total' | 'citation' | 'sum'
  readonly message: string
}

/** Totals that disagree, citations beyond the end of their file, sums that are not their parts. */
export function numberProblems(claims: Claims): readonly NumberProblem[] {
  return [
    ...claims.totals.flatMap(totalProblem),
    ...claims.citations.flatMap((one) => citationProblem(one, claims.fileLines)),
    ...claims.sums.flatMap(sumProblem),
  ]
}

function totalProblem(total: StatedTotal): NumberProblem[] {
  const values = [...new Set(total.stated.map((one) => one.value))]
  if (values.length < 2) return []
  const places = total.stated.map((one) => `${one.value} in ${one.where}`).join(', ')
  return [{ kind: 'total', message: `${total.what}: ${values.join('/')} disagree (${places}).` }]
}

function citationProblem(
  citation: StatedCitation,
  fileLines: ReadonlyMap<string, number>,
): NumberProblem[] {
  const { path, startLine, endLine, where } = citation
  const lines = fileLines.get(path)
  if (startLine > endLine) {
    return [
      {
        kind: 'citation',
        message: `${where}: ${path}:${startLine}-${endLine} ends before it starts.`,
      },
    ]
  }
  if (lines === undefined || endLine <= lines) return []
  const span = endLine > startLine ? `${startLine}-${endLine}` : String(startLine)
  return [
    {
      kind: 'citation',
      message: `${where}: ${path}:${span} is beyond the end of the file, which has ${counted(lines, 'line')}.`,
    },
  ]
}

function sumProblem(sum: StatedSum): NumberProblem[] {
  const low = rounded(sum.parts.reduce((total, part) => total + part.low, 0))
  const high = rounded(sum.parts.reduce((total, part) => total + part.high, 0))
  if (low === sum.total.low && high === sum.total.high) return []
  return [
    {
      kind: 'sum',
      message: `${sum.what}: the parts add up to ${low}-${high}, not ${sum.total.low}-${sum.total.high}.`,
    },
  ]
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

export interface Contradiction {
  /** Place of the number in the text, UTF-16 units, end exclusive. */
  readonly start: number
  readonly end: number
  readonly stated: string
  readonly actual: string
  readonly message: string
}

const WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const COUNT = new RegExp(
  String.raw`\b(\d[\d,]*|${WORDS.join('|')})\s+(?:(open|critical|high|medium|low|info)(?:[ -](?:severity|priority))?\s+)?(issues?|findings?|blockers?|files|tests?|action items?)\b`,
  'gi',
)
/** Words that make a count the one of the whole review. */
const TOTAL_BEFORE =
  /\b(?:all(?: of)?(?: the)?|total of|altogether|the review (?:has|found|shows))\s+$/i
const TOTAL_AFTER =
  /^\s+(?:in total|altogether|overall|in (?:all|this review|the review|this packet|the packet|this code base|the code base|this repository|the repository))\b/i
const PART_AFTER =
  /^\s+(?:in|of|from|for|with|under|within|here|there|by|about|that|which|on|at)\b/i
const TO_MERGE =
  /\b(\d+(?:\.\d+)?)\s*(?:-|to)\s*(\d+(?:\.\d+)?)\s*(?:h|hours)\s+(?:until the merge|to merge|for the blockers)\b/gi

/** Numbers in a reviewer's text that are not what the data says, in the order of the text. */
export function contradictions(text: string, model: PacketModel): readonly Contradiction[] {
  const found: Contradiction[] = []
  for (const match of text.matchAll(COUNT)) {
    const [whole, number = '', kind = '', thing = ''] = match
    const before = text.slice(Math.max(0, match.index - 40), match.index)
    const after = text.slice(match.index + whole.length, match.index + whole.length + 60)
    const isWhole = TOTAL_AFTER.test(after)
    // Of a part of the code there may be any number.
    if (!isWhole && PART_AFTER.test(after)) continue
    const isTotal = isWhole || TOTAL_BEFORE.test(before)
    const actual = actualCount(model, kind.toLowerCase(), thing.toLowerCase(), isTotal)
    const stated = parsedNumber(number)
    if (actual === undefined || stated === actual) continue
    // Who counts all may count what was dismissed, or what is closed, too.
    if (kind === '' && (stated === model.snapshot.findings.length || stated === model.open.length))
      if (!thing.startsWith('blocker')) continue
    found.push(
      contradiction(
        match.index,
        number,
        String(actual),
        `${kind === '' ? '' : `${kind} `}${thing}`,
      ),
    )
  }
  for (const match of text.matchAll(TO_MERGE)) {
    const effort: Effort = /blockers/i.test(match[0]) ? model.effort.blockers : model.effort.toMerge
    const actual = `${effort.low / 20}-${effort.high / 20}`
    const stated = `${Number(match[1])}-${Number(match[2])}`
    if (stated !== actual) found.push(contradiction(match.index, stated, actual, 'hours'))
  }
  return found.sort((a, b) => a.start - b.start)
}

function contradiction(start: number, stated: string, actual: string, what: string): Contradiction {
  return {
    start,
    end: start + stated.length,
    stated,
    actual,
    message: `The text says ${stated} ${what}, the data says ${actual}.`,
  }
}

function parsedNumber(text: string): number {
  const word = WORDS.indexOf(text.toLowerCase())
  return word >= 0 ? word : Number(text.replaceAll(',', ''))
}

/** Undefined where the phrase does not name a figure of the packet. */
function actualCount(
  model: PacketModel,
  kind: string,
  thing: string,
  isTotal: boolean,
): number | undefined {
  if (thing.startsWith('blocker'))
    return kind === '' || kind === 'open' ? model.blockers.length : undefined
  if (thing.startsWith('test')) return undefined
  if (thing === 'files') return undefined
  switch (kind) {
    case '':
      return isTotal && /^(?:issue|finding)/.test(thing) ? model.findings.length : undefined
    case 'open':
      return model.open.length
    case 'critical':
    case 'high':
    case 'medium':
    case 'low':
    case 'info':
      return model.bySeverity[kind]
    default:
      return undefined
  }
}
