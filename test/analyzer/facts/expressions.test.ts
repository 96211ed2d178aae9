import { describe, expect, it } from 'vitest'
import { type Expression, printExpression } from '../../../analyzer/facts/expression.ts'
import { readAnnotation, readExpression } from '../../../analyzer/facts/read-expression.ts'
import * as k from '../../../analyzer/syntax/kinds.ts'
import { factsOf } from '../facts-of.ts'

const HEAD = `import typing as t
from typing import Annotated, Literal, Optional
from app.deps import get_db
from sqlalchemy.orm import Session
class Own: pass
`

function annotation(source: string): Expression {
  const facts = factsOf(`${HEAD}x: ${source}`)
  const [assignment = 0] = facts.nodesOfKind(k.K_ASSIGNMENT)
  return readAnnotation(facts, facts.tree.child(assignment, k.F_TYPE))
}

/** Every name of an expression with its origin. */
function origins(expression: Expression): string[] {
  switch (expression.kind) {
    case 'name':
      return [`${expression.text}=${expression.origin}`]
    case 'subscript':
      return [expression.value, ...expression.items].flatMap(origins)
    case 'call':
      return [expression.callee, ...expression.args].flatMap(origins)
    case 'union':
    case 'list':
    case 'tuple':
    case 'set':
      return expression.items.flatMap(origins)
    default:
      return []
  }
}

describe('annotations', () => {
  it.each([
    ['int', 'int', ['int=builtins.int']],
    ['"Own"', 'Own', ['Own=.Own']],
    ['Optional["Own"]', 'Optional[Own]', ['Optional=typing.Optional', 'Own=.Own']],
    [
      '"t.Dict[str, list[Own]] | None"',
      't.Dict[str, list[Own]] | None',
      ['t.Dict=typing.Dict', 'str=builtins.str', 'list=builtins.list', 'Own=.Own'],
    ],
    [
      't.Dict[str, Own]',
      'typing.Dict[str, Own]',
      ['t.Dict=typing.Dict', 'str=builtins.str', 'Own=.Own'],
    ],
    [
      'Annotated[Session, Depends(get_db)]',
      'Annotated[Session, Depends(get_db)]',
      [
        'Annotated=typing.Annotated',
        'Session=sqlalchemy.orm.Session',
        'Depends=undefined',
        'get_db=app.deps.get_db',
      ],
    ],
    ['Literal["Own", 1]', 'Literal["Own", 1]', ['Literal=typing.Literal']],
    ['"Literal[\'Own\']"', 'Literal["Own"]', ['Literal=typing.Literal']],
    [
      't.Callable[[int], "Own"]',
      'typing.Callable[[int], Own]',
      ['t.Callable=typing.Callable', 'int=builtins.int', 'Own=.Own'],
    ],
    ['Own | None', 'Own | None', ['Own=.Own']],
    ['"not a type"', '...', []],
    ['"a["', '...', []],
    ['tuple[int, ...]', 'tuple[int, ...]', ['tuple=builtins.tuple', 'int=builtins.int']],
    ['"tuple[()]"', 'tuple[()]', ['tuple=builtins.tuple']],
  ])('%s', (source, printed, names) => {
    const found = annotation(source)
    expect([printExpression(found), origins(found)]).toEqual([printed, names])
  })

  it('are cut where they nest without end', () => {
    const found = annotation(`${'list['.repeat(200)}int${']'.repeat(200)}`)
    expect(printExpression(found)).toContain('list[...')
    expect(printExpression(annotation(`"${'list['.repeat(5000)}int${']'.repeat(5000)}"`))).toBe(
      '...',
    )
  })
})

describe('declarative values', () => {
  it.each([
    [
      'Column("id", Integer, ForeignKey("a.b", ondelete="CASCADE"), *more, nullable=False, **kw)',
      'Column("id", Integer, ForeignKey("a.b", ondelete="CASCADE"), *more, nullable=False, **kw)',
    ],
    ['{"a": [1, -2.5], "b": (None, True)}', '{"a": [1, -2.5], "b": (None, True)}'],
    ['f"user:{id}"', 'f"user:{}"'],
    ['a().b', 'a().b'],
    ['x + 1', '...'],
    ['[i for i in y]', '...'],
    ['b"x"', '...'],
    ['await f(1)', 'await f(1)'],
    ['lambda: 1', 'lambda'],
  ])('%s', (source, expected) => {
    const facts = factsOf(`x = ${source}`)
    const [assignment = 0] = facts.nodesOfKind(k.K_ASSIGNMENT)
    const value = facts.tree.child(assignment, k.F_RIGHT)
    expect(printExpression(readExpression(facts, value))).toBe(expected)
  })
})
