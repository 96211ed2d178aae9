// What an insert gives the columns of its row.
import type { QueryValue } from '../../domain/sql/query.ts'
import { constructed, type Write } from '../../domain/sql/read-write.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import { NO_NODE } from '../../syntax/tree.ts'

/** The values of the row that is made where it is written, else those that the write names itself. */
export function givenValues(checker: Checker, write: Write): readonly QueryValue[] {
  const made =
    write.target === NO_NODE ? undefined : constructed(sqlOf(checker).context, write.target)
  return made?.values ?? write.values
}
