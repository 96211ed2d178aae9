// A project index over a few files written in a test.
import type { FileFacts } from '../../analyzer/facts/file-facts.ts'
import { link, type ProjectIndex } from '../../analyzer/project/project-index.ts'
import { summarize } from '../../analyzer/project/summarize.ts'
import type { Value } from '../../analyzer/project/values.ts'
import { factsOf } from './facts-of.ts'

export interface TestProject {
  readonly index: ProjectIndex
  readonly facts: ReadonlyMap<string, FileFacts>
}

/** Sources by path. */
export function projectOf(files: Readonly<Record<string, string>>): TestProject {
  const facts = new Map(
    Object.entries(files).map(([path, source]) => [path, factsOf(source, path)] as const),
  )
  // Summaries are stored and sent between threads: what they lose on the way must not matter.
  const summaries = [...facts.values()].map((one) => structuredClone(summarize(one)))
  return { index: link(summaries), facts }
}

/** A value in a few words: `function app/x.py:f`, `instance app/x.py:C`, `external httpx.get`. */
export function describeValue(value: Value | undefined): string {
  switch (value?.kind) {
    case undefined:
      return 'unknown'
    case 'module':
      return `module ${value.entry.kind === 'module' ? value.entry.summary.path : value.entry.folder}`
    case 'function':
      return `function ${value.function.module.summary.path}:${value.function.summary.symbol}`
    case 'method':
      return `method ${value.function.module.summary.path}:${value.function.summary.symbol}`
    case 'class':
    case 'instance':
    case 'bases':
      return `${value.kind} ${value.class.module.summary.path}:${value.class.summary.symbol}`
    case 'variable':
      return `variable ${value.module.summary.path}:${value.variable.name}`
    case 'external':
      return `external ${value.name}`
    case 'awaitable':
      return `awaitable ${describeValue(value.value)}`
    case 'container':
      return `container of ${describeValue(value.item)}`
    case 'manager':
      return `manager of ${describeValue(value.value)}`
  }
}
