// Tables over the whole project can be asked for by their id in a later run.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as tables from '../../../analyzer/rules/tables.ts'

const ANALYZER = join(import.meta.dirname, '../../../analyzer')

it('knows every table that is defined, each by an id of its own', () => {
  const defined = readdirSync(ANALYZER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [
      ...readFileSync(join(ANALYZER, name), 'utf8').matchAll(/defineTable\(\{\s*id: '([^']+)'/g),
    ])
    .map(([, id]) => id)
  const known = Object.values(tables).flatMap((one) => ('id' in one ? [one.id] : []))
  expect(known.toSorted()).toEqual(defined.toSorted())
  expect(new Set(known).size).toBe(known.length)
})
