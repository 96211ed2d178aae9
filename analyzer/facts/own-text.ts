// What is cut out of a long text holds all of it in memory, for as long as it is kept itself.

/** The same text, which holds no other; for what stays longer than the source that it stands in. */
export function ownText(text: string): string {
  // Read from text, a string has memory of its own.
  const own: unknown = JSON.parse(JSON.stringify(text))
  return typeof own === 'string' ? own : text
}
