// Single rows that are looked up by SQL that is written out, over a network: asyncpg, psycopg, MySQL.
import type { Checker } from '../../../engine/checker.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { fixedText } from '../../../matching/values/built-text.ts'
import { K_CALL } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface RawLookup {
  readonly call: Node
  /** The statement, where values may be put in, and what it is given. */
  readonly values: readonly Node[]
  readonly table: string
}

const RUNS = /^(?:execute|fetch|fetchrow|fetchval|fetch_one|fetch_val|fetch_all)$/
const BY_KEY =
  /^\s*select\b[\s\S]*?\bfrom\s+["'`]?([\w.]+)[\s\S]*?\bwhere\b[\s\S]*?[\w"'`]\s*=\s*(?:\$\d|%[sd]|:\w|%\(\w+\)s|['"]?\{\})/i

/** All of a file. A database in the process itself answers without a round trip. */
export function rawLookups(checker: Checker): readonly RawLookup[] {
  return checker.once(rawLookups, readAll)
}

function readAll(checker: Checker): readonly RawLookup[] {
  const { tree, facts } = checker
  if (!/\bselect\b/i.test(tree.source)) return []
  return [...facts.calls].flatMap((call) => {
    if (!RUNS.test(calleeName(tree, call))) return []
    const [statement, ...rest] = argumentsOf(tree, call)
    if (statement === undefined || statement.isUnpacked) return []
    let text = provenance(checker).valueOf(statement.value)
    // `text(query)`; what is put together by a method stays as it is.
    if (tree.kind(text) === K_CALL && calleeName(tree, text) === 'text') {
      const inner = argumentsOf(tree, text)[0]?.value ?? NO_NODE
      text = inner === NO_NODE ? NO_NODE : provenance(checker).valueOf(inner)
    }
    const [, table] = BY_KEY.exec(text === NO_NODE ? '' : fixedText(checker, text)) ?? []
    if (table === undefined || !isRemote(checker, receiverOf(tree, call))) return []
    return [{ call, table, values: [text, ...rest.map(({ value }) => value)] }]
  })
}

function isRemote({ analysis }: Checker, receiver: Node): boolean {
  const type = receiver === NO_NODE ? undefined : analysis.types.typeOf(receiver)
  if (type === undefined || /^(?:aio)?sqlite/.test(type.name)) return false
  return ['connection', 'cursor', 'asyncpg', 'session'].some((trait) =>
    analysis.types.hasTrait(type, trait),
  )
}
