// "Unused import `os`": the name must not be read.
import type { ClaimFacts, ClaimFile, ClaimProblem } from './claim.ts'
import { isAssertion, isDenial, type Sentence } from './sentences.ts'

const KIND = '(?:import|variable|local|argument|parameter|name)'
const PATTERNS = [
  new RegExp(
    String.raw`\b(?:unused|never used|dead)\s+(?:${KIND}\s+)?\x60([A-Za-z_]\w*)\x60`,
    'gi',
  ),
  new RegExp(String.raw`\bunused\s+${KIND}\s+([A-Za-z_]\w*)(?=\s*$|\s*,)`, 'gi'),
  new RegExp(
    String.raw`(?:\b${KIND}\s+)?\x60([A-Za-z_]\w*)\x60\s+is\s+(?:unused|never\s+(?:used|read)|not\s+(?:used|read))(?:\s+anywhere|\s+at\s+all)?(?=\s*$|\s*,)`,
    'gi',
  ),
] as const
/** One use of several is meant, or another place. */
const PARTIAL =
  /\b(?:here|there|this function|branch|path|value|result|assignment|outside|elsewhere|again|only|any ?more|directly|by)\b/i

export function unusedProblems(sentence: Sentence, facts: ClaimFacts): readonly ClaimProblem[] {
  const { text, start } = sentence
  const { subject } = facts
  const plain = text.replaceAll(/\b(?:not|never)\s+(?:used|read)\b/gi, '')
  if (subject === undefined || !isAssertion(sentence)) return []
  if (isDenial(plain) || PARTIAL.test(plain) || /\.pyi?\b/.test(text)) return []
  return PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)]).flatMap((match) => {
    const name = match[1] ?? ''
    const line = lineThatReads(subject.file, name)
    if (line === undefined) return []
    const at = start + match.index
    return [
      {
        kind: 'unused' as const,
        start: at,
        end: at + match[0].length,
        message: `${name} is used: line ${line} reads it.`,
      },
    ]
  })
}

/** The first line (1-based) that reads a name which the file binds; undefined unless that is sure. */
function lineThatReads(file: ClaimFile, name: string): number | undefined {
  const unread = file.unread()
  if (unread === undefined || unread.includes(name)) return undefined
  const text = file.text()
  if (text === undefined || !isBound(text, name)) return undefined
  const read = new RegExp(String.raw`(?<![\w.])${name}\b(?!\s*(?:=(?!=)|:(?!=)))`)
  const lines = text.split(/\r\n|\n|\r/)
  const at = lines.findIndex((line) => {
    const code = line.replace(/(?:^|\s)#.*$/, '').replaceAll(/"[^"]*"|'[^']*'/g, '""')
    return !/^\s*(?:from|import|def|async def|class|for|with)\b/.test(code) && read.test(code)
  })
  return at === -1 ? undefined : at + 1
}

function isBound(text: string, name: string): boolean {
  return [
    String.raw`^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import\b[^\n]*\b${name}\b`,
    String.raw`^[ \t]*${name}[ \t]*(?::[^=\n]+)?=(?!=)`,
    String.raw`\bdef[ \t]+\w+[ \t]*\([^)]*\b${name}\b`,
  ].some((pattern) => new RegExp(pattern, 'm').test(text))
}
