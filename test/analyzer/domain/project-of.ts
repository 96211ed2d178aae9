// A linked project of Python sources in memory, with its domain tables.
import {
  DOMAIN_KEY,
  type DomainIndex,
  linkDomain,
  readDomain,
} from '../../../analyzer/domain/domain.ts'
import { RedisReader } from '../../../analyzer/domain/redis/redis-reader.ts'
import { SqlReader } from '../../../analyzer/domain/sql/sql-reader.ts'
import type { ConfigFile } from '../../../analyzer/domain/tests/pytest-config.ts'
import type { FileFacts } from '../../../analyzer/facts/file-facts.ts'
import { References } from '../../../analyzer/facts/reference.ts'
import { link } from '../../../analyzer/project/project-index.ts'
import { summarize } from '../../../analyzer/project/summarize.ts'
import type { ModuleSummary } from '../../../analyzer/project/summary.ts'
import { factsOf } from '../facts-of.ts'

export interface TestProject {
  readonly domain: DomainIndex
  readonly facts: ReadonlyMap<string, FileFacts>
}

/** Files by path. Summaries go through JSON, as those of other threads and of the cache do. */
export function projectOf(
  files: Readonly<Record<string, string>>,
  configs: readonly ConfigFile[] = [],
): TestProject {
  const facts = new Map<string, FileFacts>()
  const summaries: ModuleSummary[] = []
  for (const [path, source] of Object.entries(files)) {
    const own = factsOf(source, path)
    facts.set(path, own)
    const summary = summarize(own, { [DOMAIN_KEY]: readDomain })
    // JSON gives back what was put in: summaries are plain data.
    summaries.push(JSON.parse(JSON.stringify(summary)) as ModuleSummary)
  }
  return { domain: linkDomain(link(summaries), configs), facts }
}

/** The reader of sessions and queries for one file, as a rule gets it from its checker. */
export function sqlIn({ domain, facts }: TestProject, path: string): SqlReader {
  const own = facts.get(path)
  const entry = domain.index.module(path)
  if (own === undefined || entry === undefined) throw new Error(`no file ${path}`)
  const references = new References(own)
  return new SqlReader({
    facts: own,
    orm: domain.orm,
    managers: domain.managers,
    handed: domain.handed,
    valueOf: (node) => domain.index.resolve(entry, references.of(node)),
  })
}

/** The reader of Redis commands for one file. */
export function redisIn({ domain, facts }: TestProject, path: string): RedisReader {
  const own = facts.get(path)
  const entry = domain.index.module(path)
  if (own === undefined || entry === undefined) throw new Error(`no file ${path}`)
  const references = new References(own)
  return new RedisReader({
    facts: own,
    entry,
    meanings: domain.meanings,
    valueOf: (node) => domain.index.resolve(entry, references.of(node)),
    helperOf: (of) => domain.keyHelper(of),
    wrapperOf: (of) => domain.redisWrapper(of),
  })
}
