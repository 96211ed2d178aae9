import type { FindingRow } from '../../electron/api/domain.ts'

/**
 * What a row says of a finding: its title, or its message in one line where the title stands above
 * the row already.
 */
export function headline({ title, message }: FindingRow, isTitled: boolean): string {
  return isTitled ? message.replaceAll('`', '').replaceAll(/\s+/g, ' ') : title
}
