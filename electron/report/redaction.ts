// Masks what must not leave the room: secrets, addresses and home folders in texts and snippets. The
// masks are laid over the copy that is exported; the record keeps every word.
import type { ReviewSnapshot } from '../api/snapshot.ts'

export interface RedactionSettings {
  readonly secrets: boolean
  readonly addresses: boolean
  readonly homeFolders: boolean
  /** Leaves out how long reviewers worked. */
  readonly times: boolean
  /** Words that are masked wherever they stand, in any case. */
  readonly terms: readonly string[]
}

export const MASK_ALL: RedactionSettings = {
  secrets: true,
  addresses: true,
  homeFolders: true,
  times: true,
  terms: [],
}

export type MaskKind = 'secret' | 'address' | 'home folder' | 'term'

export interface Redacted {
  readonly snapshot: ReviewSnapshot
  /** How often each kind was masked. */
  readonly masks: Readonly<Record<MaskKind, number>>
}

/** What stands in the place of a masked text. */
export const MASKS: Readonly<Record<MaskKind, string>> = {
  secret: '[masked-secret]',
  address: '[masked-address]',
  'home folder': '[masked-user]',
  term: '[masked]',
}

export function holdsMask(text: string): boolean {
  return Object.values(MASKS).some((mask) => text.includes(mask))
}

interface Mask {
  readonly kind: MaskKind
  readonly pattern: RegExp
  /** Words of which one is in every text that the pattern can find; a quick way to say no. */
  readonly hints: readonly string[]
  readonly replace: (...groups: readonly string[]) => string | undefined
}

/** Tokens that their makers gave a form by which they can be known. */
const TOKENS = [
  'AKIA[0-9A-Z]{16}',
  'ASIA[0-9A-Z]{16}',
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  'github_pat_[A-Za-z0-9_]{40,255}',
  'glpat-[A-Za-z0-9_-]{20,64}',
  'xox[abeprs]-[A-Za-z0-9-]{10,250}',
  'AIza[0-9A-Za-z_-]{35}',
  'sk_(?:live|test)_[0-9A-Za-z]{16,99}',
  'sk-(?:proj-)?[A-Za-z0-9_-]{32,200}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,255}',
  'eyJ[A-Za-z0-9_-]{10,2000}\\.eyJ[A-Za-z0-9_-]{10,4000}\\.[A-Za-z0-9_-]{10,1000}',
]
const TOKEN_HINTS = [
  'AKIA',
  'ASIA',
  'gh',
  'glpat-',
  'xox',
  'AIza',
  'sk_',
  'sk-',
  'npm_',
  'pypi-',
  'eyJ',
]

const SECRET_MASKS: readonly Mask[] = [
  {
    kind: 'secret',
    pattern: new RegExp(`(?<![A-Za-z0-9_])(?:${TOKENS.join('|')})(?![A-Za-z0-9])`, 'g'),
    hints: TOKEN_HINTS,
    replace: () => MASKS.secret,
  },
  {
    kind: 'secret',
    pattern:
      /(-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY-----)([\s\S]{0,20000}?)(-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g,
    hints: ['PRIVATE KEY'],
    // Lines stay lines, so that places in the file stay where they are.
    replace: (_, start = '', body = '', end = '') =>
      `${start}${body.replaceAll(/[^\r\n]+/g, MASKS.secret)}${end}`,
  },
  {
    kind: 'secret',
    // A name that says so, then a literal: `API_KEY = "..."`, `"password": '...'`.
    pattern:
      /((?:pass(?:word|wd|phrase)|secret|token|api_?-?key|access_?-?key|private_?-?key|credential)[A-Za-z0-9_]{0,30}["']?\s{0,4}(?::\s{0,4}[A-Za-z_.[\]]{1,30}\s{0,4})?[:=]\s{0,4}[rbuRBU]{0,2}(["']))([^"'\s\\]{8,400})(?=\2)/gi,
    hints: ['pass', 'secret', 'token', 'key', 'credential'],
    replace: (_, lead = '', __, value = '') =>
      looksLikeSecret(value) ? `${lead}${MASKS.secret}` : undefined,
  },
  {
    kind: 'secret',
    // A password within an address of a service: `postgres://user:password@host`.
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{1,100}:)([^\s:/@"'{}]{3,200})(?=@)/gi,
    hints: ['://'],
    replace: (_, lead = '') => `${lead}${MASKS.secret}`,
  },
]

const ADDRESS_MASK: Mask = {
  kind: 'address',
  pattern:
    /(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9])/g,
  hints: ['@'],
  replace: (_, host = '') => (isExampleHost(host) ? undefined : MASKS.address),
}

const HOME_MASK: Mask = {
  kind: 'home folder',
  pattern:
    /(?<![A-Za-z0-9_.-])((?:\/home\/|\/Users\/|[A-Za-z]:\\{1,2}Users\\{1,2}))([A-Za-z0-9._-]{1,64})(?![A-Za-z0-9])/g,
  hints: ['home/', 'Users'],
  replace: (_, lead = '', name = '') =>
    SHARED_HOMES.has(name.toLowerCase()) ? undefined : `${lead}${MASKS['home folder']}`,
}

/** Folders of no one in particular. */
const SHARED_HOMES = new Set(['shared', 'public', 'default', 'user', 'username', 'runner', 'app'])

/** A literal that is more than a word: it mixes kinds of characters. */
function looksLikeSecret(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value))
  return kinds.length >= 2 && !/^[a-z]+(?:[_.-][a-z]+)*$/i.test(value) && !/[{}<>$%]/.test(value)
}

function isExampleHost(host: string): boolean {
  return /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/i.test(host)
}

function masksOf({ secrets, addresses, homeFolders, terms }: RedactionSettings): readonly Mask[] {
  const words = terms.map((term) => term.trim()).filter((term) => term !== '')
  return [
    ...(secrets ? SECRET_MASKS : []),
    ...(addresses ? [ADDRESS_MASK] : []),
    ...(homeFolders ? [HOME_MASK] : []),
    ...(words.length === 0
      ? []
      : [
          {
            kind: 'term' as const,
            pattern: new RegExp(words.map(escaped).join('|'), 'giu'),
            hints: [''],
            replace: () => MASKS.term,
          },
        ]),
  ]
}

function escaped(term: string): string {
  return term.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

/** Parts that are the program's own words or sums, not anybody's text. */
const OWN_PARTS = new Set(['rules', 'tool', 'sha256', 'fingerprint', 'snippetHash', 'nodePath'])

/** The snapshot with masks over every text; the given one stays as it is. */
export function redact(snapshot: ReviewSnapshot, settings = MASK_ALL): Redacted {
  const masks = masksOf(settings)
  const counts = { secret: 0, address: 0, 'home folder': 0, term: 0 }
  // The same texts come again and again: snippets, sources, texts before and after.
  const known = new Map<string, string>()

  function masked(text: string): string {
    if (text.length < 4) return text
    const before = known.get(text)
    if (before !== undefined) return before
    let shown = text
    for (const { kind, pattern, hints, replace } of masks) {
      if (!hints.some((hint) => text.includes(hint) || contains(text, hint))) continue
      shown = shown.replace(pattern, (...groups) => {
        const whole = String(groups[0])
        // Masked before by another pattern.
        if (holdsMask(whole)) return whole
        const next = replace(...groups.map(String))
        if (next === undefined) return whole
        counts[kind] += 1
        return next
      })
    }
    known.set(text, shown)
    return shown
  }

  function copy<T>(value: T, name = ''): T {
    if (OWN_PARTS.has(name)) return value
    // Strings become strings, arrays arrays, records records of the same shape.
    if (typeof value === 'string') return masked(value) as T
    if (Array.isArray(value)) return value.map((one) => copy(one)) as T
    if (typeof value === 'object' && value !== null) {
      const parts = Object.entries(value).map(([key, part]) => [key, copy(part, key)])
      return Object.fromEntries(parts) as T
    }
    return value
  }

  return { snapshot: copy(settings.times ? withoutTimes(snapshot) : snapshot), masks: counts }
}

/** The days and what the record tells of measured time. */
function withoutTimes({ conduct: _, ...snapshot }: ReviewSnapshot): ReviewSnapshot {
  const events = snapshot.events.map((event) =>
    event.kind === 'time.recorded' ? { ...event, after: '' } : event,
  )
  return { ...snapshot, events }
}

function contains(text: string, hint: string): boolean {
  return text.toLowerCase().includes(hint)
}
