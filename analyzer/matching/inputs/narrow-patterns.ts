// Regular expressions that let only harmless characters through: what `[\w-]+` matched, what
// `re.sub('[^a-z]', '', text)` left.

import { namedConstant, namedText } from '../../facts/named-constants.ts'
import type { Parameter } from '../../facts/parameters.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'
import { CODE, DATA, HTML, LDAP, PATH, PROGRAM, SHELL, SQL, URL_TEXT, XPATH } from './sinks.ts'

/** The characters that change the meaning of a text, by sink. */
const HARMFUL: readonly (readonly [number, string])[] = [
  [SQL, '\'"`;\\()'],
  [SHELL, ';&|`$<>(){}*?~#!\n\'"\\'],
  [PROGRAM, ';&|`$<>(){}*?~#!\n\'"\\'],
  [CODE, '(.[\'"\n'],
  [HTML, '<>"\'&'],
  [PATH, '/\\'],
  [URL_TEXT, './:@\\'],
  [LDAP, '*()\\'],
  [XPATH, '\'"'],
  [DATA, '\n'],
]
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))
/** One atom of a pattern: an escape, a class, the head of a group, or a character. */
const ATOM =
  /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:P?<\w+>|[:=!]|<[=!]|[aiLmsux]+\))|\{[\d,]*\}|[\s\S]/g

/** The sinks that are safe from what `re.match(...)` found or what `re.sub(...)` and `replace` left over. */
export function narrowedBy(reader: FileReader, call: Node, origin: string, name: string): number {
  if (name === 'replace') return replacedBy(reader, call)
  if (!/^re\.(?:sub|subn|match|fullmatch|search|findall)$/.test(origin)) return 0
  const { facts } = reader
  const [given, put] = facts.arguments(call)
  const pattern = namedText(facts, given?.value ?? NO_NODE)
  if (pattern === undefined) return 0
  if (!/^re\.subn?$/.test(origin)) return safeFor(matched(pattern))
  const kept = leftOver(pattern)
  const added = put === undefined ? undefined : namedConstant(facts, put.value)
  return kept === undefined || typeof added !== 'string' ? 0 : safeFor(kept + added)
}

/** The sinks that are safe from `name: str = Query(pattern='^[a-z]+$')`: the framework refuses the rest. */
export function narrowedByDeclaration(reader: FileReader, parameter: Parameter): number {
  const { tree } = reader
  for (const declared of [parameter.default, parameter.annotation]) {
    if (declared === NO_NODE) continue
    for (let node = declared; node < tree.endOfSubtree(declared); node += 1) {
      if (tree.kind(node) !== k.K_CALL) continue
      const given = reader.facts
        .arguments(node)
        .find(({ name }) => name === 'pattern' || name === 'regex')
      const pattern = given && namedText(reader.facts, given.value)
      if (pattern !== undefined && /^\^.*[^\\]\$$/s.test(pattern)) return safeFor(matched(pattern))
    }
  }
  return 0
}

/** The sinks that none of these characters matters to. */
function safeFor(characters: string): number {
  let bits = 0
  for (const [sink, harmful] of HARMFUL) {
    if (![...harmful].some((one) => characters.includes(one))) bits |= sink
  }
  return bits
}

/** Everything that a pattern takes away but what it leaves: `[^\w-]+`, `\W`, `[^a-z]`. */
function leftOver(pattern: string): string | undefined {
  const inner = /^(?:\[\^((?:\\.|[^\]\\])+)\]|\\([WDS]))[+*]?$/.exec(pattern)
  if (inner === null) return undefined
  const text = inner[1] === undefined ? `\\${inner[2]?.toLowerCase()}` : `[${inner[1]}]`
  return fitting(text)
}

/** The characters that may be in what a pattern matched. */
function matched(pattern: string): string {
  let found = ''
  for (const [atom] of pattern.matchAll(ATOM)) {
    if (/^(?:[\^$|()+*?]|\(\?.*|\{[\d,]*\})$/.test(atom) || /^\\[bBAZ]$/.test(atom)) continue
    found += atom.length === 1 && atom !== '.' ? atom : fitting(atom)
  }
  return found
}

/** The characters that one atom of a pattern fits; all of them where it is not understood. */
function fitting(atom: string): string {
  try {
    const test = new RegExp(`^${atom === '.' ? '[\\s\\S]' : atom}$`)
    return ASCII.filter((one) => test.test(one)).join('')
  } catch {
    return ASCII.join('')
  }
}

/** The sinks that are safe from `text.replace("'", '&apos;')`, `text.replace('/', '_')`. */
function replacedBy({ facts }: FileReader, call: Node): number {
  const [out, put, more] = facts.arguments(call).map(({ value }) => namedConstant(facts, value))
  if (typeof out !== 'string' || typeof put !== 'string' || more !== undefined) return 0
  if (put.includes(out)) return 0
  if (out === '<') return HTML
  // Without a separator it names something in the folder itself.
  if (out === '/') return PATH
  return out === "'" || out === '"' ? XPATH : 0
}
