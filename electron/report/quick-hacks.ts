// A proposed fix must not be a quick hack itself. The lines that a fix adds are looked at for the six
// bans; the look is textual, so it can point at a line but never vouch for more than its text.
import { diffLines } from 'diff'
import type { Fix } from '../api/domain.ts'

interface HackHit {
  readonly ban: string
  /** Line within the after-text, 1-based. */
  readonly line: number
  readonly text: string
}

interface Ban {
  readonly name: string
  readonly pattern: RegExp
}

const BANS: readonly Ban[] = [
  { name: 'unexplained type: ignore', pattern: /#\s*type:\s*ignore(?:\[[^\]]*\])?\s*$/ },
  { name: 'unexplained noqa', pattern: /#\s*noqa(?::\s*[A-Z0-9, ]+)?\s*$/ },
  { name: 'sleep', pattern: /\b(?:time|asyncio|anyio|trio)\.sleep\(\s*(?!0\s*\))/ },
  { name: 'global state', pattern: /^\s*global\s+\w/ },
  { name: 'swallowed exception', pattern: /^\s*except\b[^:]*:\s*(?:pass|\.\.\.)\s*(?:#.*)?$/ },
  { name: 'suppressed exceptions', pattern: /\bsuppress\(\s*(?:Base)?Exception\s*\)/ },
  {
    name: 'bypassed check',
    pattern: /\bverify\s*=\s*False\b|["']verify_signature["']\s*:\s*False/,
  },
  {
    name: 'commented-out code',
    pattern:
      /^\s*#\s*(?:\w+(?:\.\w+)*\([^)]*\)|\w+\s*=\s*\S+|return\b.*\)|(?:async\s+)?def\s+\w+\(.*\):|import\s+\w+|from\s+\S+\s+import\b.*)\s*$/,
  },
]

const HANDLER = /^\s*except\b[^:]*:\s*(?:#.*)?$/
const EMPTY_BODY = /^\s*(?:pass|\.\.\.)\s*(?:#.*)?$/

/** Banned lines among those that the fix adds. */
export function quickHacks(fix: Pick<Fix, 'before' | 'after'>): readonly HackHit[] {
  const hits: HackHit[] = []
  const lines = fix.after.split(/\r\n|\n|\r/)
  const added = new Set(addedLines(fix.before, fix.after))
  for (const [index, text] of lines.entries()) {
    const handler = index > 0 && HANDLER.test(lines[index - 1] ?? '')
    if (handler && EMPTY_BODY.test(text) && (added.has(index) || added.has(index - 1))) {
      hits.push({ ban: 'swallowed exception', line: index + 1, text: text.trim() })
    }
  }
  for (const index of added) {
    const text = lines[index] ?? ''
    for (const ban of BANS) {
      if (ban.pattern.test(text)) hits.push({ ban: ban.name, line: index + 1, text: text.trim() })
    }
  }
  return hits.sort((a, b) => a.line - b.line)
}

/** Indices of the after-text's lines that the before-text does not have. */
function addedLines(before: string, after: string): number[] {
  const added: number[] = []
  let at = 0
  for (const part of diffLines(before, after)) {
    if (part.removed) continue
    for (let index = 0; index < part.count; index += 1) if (part.added) added.push(at + index)
    at += part.count
  }
  return added
}
