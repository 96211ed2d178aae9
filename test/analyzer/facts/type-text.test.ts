import { expect, it } from 'vitest'
import { typeText } from '../../../analyzer/facts/type-text.ts'
import { factsOf } from '../facts-of.ts'

const IMPORTS = 'from typing import Annotated as Noted\nimport aiohttp.web as w\n'

it.each([
  ['int', 'int'],
  ['"w.Request"', 'w.Request'],
  ['w.Request', 'aiohttp.web.Request'],
  ['list[w.Request]', 'list[aiohttp.web.Request]'],
  ['Noted[int, "the page"]', 'int'],
  ['Noted[w.Request, "one", "two"]', 'aiohttp.web.Request'],
  ['Noted[str, Query()]', 'Annotated[str, Query()]'],
  ['str | None', 'str | None'],
])('%s', (source, expected) => {
  const { tree, functions } = factsOf(`${IMPORTS}def f(a: ${source}): pass`)
  const [parameter] = functions[0]?.parameters ?? []
  expect(typeText(tree, parameter?.annotation ?? -1)).toBe(expected)
})
