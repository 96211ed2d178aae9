import type { FindingRow } from '../../electron/api/domain.ts'

/**
 * What a row says of a finding: its title, or its message in one line where the title stands above
 * the row already.
 */
export function headline({ title, message }: FindingRow, isTitled: boolean): string {
  return isTitled ? messageLine(message) : title
}

/** A message in one line without marks of Markdown, where nothing can be drawn but letters. */
export function messageLine(message: string): string {
  return message.replaceAll('`', '').replaceAll(/\s+/g, ' ')
}
