// Masks what must not leave the room: secrets, addresses and home folders in texts and snippets. The
// masks are laid over the copy that is exported; the record keeps every word.
import type { ReviewSnapshot } from '../api/snapshot.ts'
import { isMaskable } from './attachment-names.ts'
import { isMasked, MASKS, type Mask, type MaskKind } from './masks.ts'
import { SECRET_MASKS } from './secret-masks.ts'

export interface RedactionSettings {
  readonly secrets: boolean
  readonly addresses: boolean
  readonly homeFolders: boolean
  /** Leaves out how long reviewers worked. */
  readonly times: boolean
  /** Leaves out attached files in which nothing can be masked. */
  readonly files: boolean
  /** Words that are masked wherever they stand, in any case. */
  readonly terms: readonly string[]
}

export const MASK_ALL: RedactionSettings = {
  secrets: true,
  addresses: true,
  homeFolders: true,
  times: true,
  files: true,
  terms: [],
}

export interface Redacted {
  readonly snapshot: ReviewSnapshot
  /** How often each kind was masked. */
  readonly masks: Readonly<Record<MaskKind, number>>
}

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
    /(?<![A-Za-z0-9_.-])((?:\/home\/|\/Users\/|[A-Za-z]:\\{1,4}Users\\{1,4}))((?<=\\)[^\\/:*?"'<>|\r\n]{1,64}(?=\\)|[\p{L}\p{N}\p{M}._-]{1,64})/gu,
  hints: ['home/', 'Users'],
  replace: (_, lead = '', name = '') =>
    SHARED_HOMES.has(name.toLowerCase()) || isMasked(name)
      ? undefined
      : `${lead}${MASKS['home folder']}`,
}

/** Folders of no one in particular. */
const SHARED_HOMES = new Set(['shared', 'public', 'default', 'user', 'username', 'runner', 'app'])

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

/**
 * The snapshot with masks over every text; the given one stays as it is, and parts in which nothing is
 * masked are shared with it.
 */
export function redact(snapshot: ReviewSnapshot, settings = MASK_ALL): Redacted {
  const { masked, counts } = masker(settings)

  function copy<T>(value: T, name = ''): T {
    if (OWN_PARTS.has(name)) return value
    // Strings become strings, arrays arrays, records records of the same shape.
    if (typeof value === 'string') return masked(value) as T
    if (Array.isArray(value)) {
      const parts = value.map((one) => copy(one))
      return parts.every((part, at) => part === value[at]) ? value : (parts as T)
    }
    return typeof value === 'object' && value !== null ? copyOfRecord(value) : value
  }

  function copyOfRecord<T extends object>(value: T): T {
    let changed: Record<string, unknown> | undefined
    for (const [key, part] of Object.entries(value)) {
      const shown: unknown = copy(part, key)
      if (shown === part) continue
      changed ??= {}
      changed[key] = shown
    }
    return changed === undefined ? value : { ...value, ...changed }
  }

  const told = settings.times ? withoutTimes(snapshot) : snapshot
  return { snapshot: copy(settings.files ? withoutFiles(told) : told), masks: counts }
}

/** Without the attached files in which nothing can be masked; what is left out is named. */
function withoutFiles(snapshot: ReviewSnapshot): ReviewSnapshot {
  const findings = snapshot.findings.map(({ attachments = [], ...finding }) => {
    const kept = attachments.filter(isMaskable)
    const left = attachments
      .filter((one) => !isMaskable(one))
      .map(({ name, size, sha256 }) => ({ name, size, sha256 }))
    const withheld = [...(finding.withheld ?? []), ...left]
    return {
      ...finding,
      ...(kept.length > 0 && { attachments: kept }),
      ...(withheld.length > 0 && { withheld }),
    }
  })
  return { ...snapshot, findings }
}

/** The days and what the record tells of measured time. */
function withoutTimes({ conduct: _, ...snapshot }: ReviewSnapshot): ReviewSnapshot {
  const events = snapshot.events.map((event) =>
    event.kind === 'time.recorded' ? { ...event, after: '' } : event,
  )
  return { ...snapshot, events }
}

/** Lays masks over texts and counts them, each text once. */
export function masker(settings: RedactionSettings) {
  const masks = masksOf(settings)
  // What is shorter holds nothing to mask.
  const least = Math.min(4, ...settings.terms.map((term) => term.trim().length || 4))
  const counts = { secret: 0, address: 0, 'home folder': 0, term: 0 }
  // The same texts come again and again: snippets, sources, texts before and after.
  const known = new Map<string, string>()

  function masked(text: string): string {
    if (text.length < least) return text
    const before = known.get(text)
    if (before !== undefined) return before
    let shown = text
    const lower = text.toLowerCase()
    for (const { kind, pattern, hints, replace } of masks) {
      if (!hints.some((hint) => text.includes(hint) || lower.includes(hint))) continue
      shown = shown.replace(pattern, (...groups) => {
        const whole = String(groups[0])
        const given = groups.slice(0, -2).map((one) => (one === undefined ? '' : String(one)))
        const next = replace(...given)
        if (next === undefined || next === whole) return whole
        counts[kind] += 1
        return next
      })
    }
    known.set(text, shown)
    return shown
  }

  return { masked, counts }
}
