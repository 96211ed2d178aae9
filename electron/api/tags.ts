// Tags that reviewers give findings: free words, kept and recorded as one text such as `api, retry`.

/** Longest tag, in UTF-16 units, and most tags of one finding. */
const LONGEST = 40
const MOST = 20

/** The tags in a text that separates them by commas, without repetitions, in alphabetical order. */
export function tagsOf(text: string): readonly string[] {
  const byName = new Map<string, string>()
  for (const part of text.toWellFormed().split(',')) {
    // A double quotation mark would end the tag in the line of the filter.
    const tag = part
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .replaceAll('"', "'")
      .trim()
    const name = tag.toLowerCase()
    if (tag !== '' && !byName.has(name)) byName.set(name, tag)
  }
  // Compared as characters: the same on every machine.
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tag]) => tag)
}

/** The one text that stands for these tags; '' for none. */
export function tagText(tags: readonly string[]): string {
  return tagsOf(tags.join(',')).join(', ')
}

/** Why a text of tags cannot be kept, in a sentence; undefined when it can. */
export function tagProblem(text: string): string | undefined {
  const tags = tagsOf(text)
  if (tags.length > MOST) return `A finding has at most ${MOST} tags.`
  return tags.some((tag) => tag.length > LONGEST)
    ? `A tag has at most ${LONGEST} characters.`
    : undefined
}
