// Sentences of the ledger: why a file was left out or read in part.
import type { ParseFailure } from '../syntax/parser.ts'

export const PARSE_FAILURE_DETAILS: Readonly<Record<ParseFailure, string>> = {
  'too-deep': 'Nested too deeply to analyse.',
  'too-many-nodes': 'Too much code in one file to analyse.',
  'too-slow': 'Parsing took longer than a file is given.',
}

const NAMED_LINES = 5

export function syntaxErrorDetail(lines: readonly number[]): string {
  const named = lines.slice(0, NAMED_LINES).join(', ')
  const more = lines.length > NAMED_LINES ? ` and ${lines.length - NAMED_LINES} more` : ''
  const place = lines.length === 1 ? `line ${named}` : `lines ${named}${more}`
  return `Syntax errors at ${place}; the code around them was left out.`
}

export function opaqueDetail(lines: number): string {
  return `Lines left out because they are no Python (notebook magics, C declarations): ${lines}.`
}
