// Names of the packet's files: letters, digits, dot, dash and underscore only, whatever the review is
// called.

const LONGEST = 40

/** `Sprint 60 Phase 1` -> `SPRINT_60_PHASE_1`; a name without usable letters becomes `REVIEW`. */
export function filePrefix(reviewName: string): string {
  const words = reviewName
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
  let prefix = ''
  for (const word of words) {
    const next = prefix === '' ? word : `${prefix}_${word}`
    if (next.length > LONGEST) break
    prefix = next
  }
  return prefix === '' ? (words[0] ?? 'REVIEW').slice(0, LONGEST) : prefix
}

/** A word for a file name: lower case, dashes, at most `length` characters, never empty. */
export function fileSlug(value: string, length = 40): string {
  const slug = value
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, length)
    .replace(/^-+|-+$/g, '')
  return slug === '' ? 'file' : slug
}
