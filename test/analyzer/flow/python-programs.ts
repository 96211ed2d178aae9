// Random functions in Python that decide by calling `d()`, with one statement on each line.
import fc from 'fast-check'

export type FunctionKind = 'function' | 'generator' | 'coroutine'

export interface Program {
  readonly kind: FunctionKind
  readonly source: string
}

type Statement =
  | { readonly kind: 'simple'; readonly text: string }
  | { readonly kind: 'jump'; readonly text: 'break' | 'continue' | 'return s()' | 'return' }
  | { readonly kind: 'if'; readonly bodies: Body[]; readonly otherwise: Body | undefined }
  | {
      readonly kind: 'while'
      readonly endless: boolean
      readonly body: Body
      readonly otherwise: Body | undefined
    }
  | { readonly kind: 'for'; readonly body: Body; readonly otherwise: Body | undefined }
  | {
      readonly kind: 'try'
      readonly body: Body
      readonly group: boolean
      readonly handlers: { readonly type: string; readonly body: Body }[]
      readonly otherwise: Body | undefined
      readonly final: Body | undefined
    }
  | { readonly kind: 'with'; readonly items: string; readonly body: Body }
  | { readonly kind: 'match'; readonly cases: { readonly head: string; readonly body: Body }[] }
type Body = readonly Statement[]

// No `pass` and no `while True: break`: CPython compiles them to nothing and gives their lines to
// jumps of other statements.
const SIMPLE = [
  's()',
  'x = s()',
  'x = 1',
  'x = x + 1',
  'del x',
  'x = s() if d() else s()',
  'x = d() and s() or d()',
  'x = [s() for i in it() if d()]',
  'x = 0 < s() < s()',
  'raise E1()',
  'assert d()',
  'SUSPEND',
] as const

const { body: bodies } = fc.letrec<{ body: Body; statement: Statement }>((tie) => {
  const optional = fc.option(tie('body'), { nil: undefined })
  return {
    body: fc.array(tie('statement'), { minLength: 1, maxLength: 3 }),
    statement: fc.oneof(
      { maxDepth: 4, withCrossShrink: true, depthSize: 'small' },
      {
        weight: 5,
        arbitrary: fc.record({ kind: fc.constant('simple'), text: fc.constantFrom(...SIMPLE) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('jump'),
          text: fc.constantFrom('break', 'continue', 'return s()', 'return'),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('if'),
          bodies: fc.array(tie('body'), { minLength: 1, maxLength: 3 }),
          otherwise: optional,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('while'),
          endless: fc.boolean(),
          body: tie('body'),
          otherwise: optional,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('for'), body: tie('body'), otherwise: optional }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('try'),
          body: tie('body'),
          group: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
          handlers: fc.array(
            fc.record({
              type: fc.constantFrom('E1', 'E2', 'E2 as e', '(E2, OSError)', 'Exception'),
              body: tie('body'),
            }),
            { maxLength: 2 },
          ),
          otherwise: optional,
          final: optional,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('with'),
          items: fc.constantFrom('cm()', 'cm() as x', 'cm() as x, cm()'),
          body: tie('body'),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('match'),
          cases: fc.array(
            fc.record({
              head: fc.constantFrom('0', '1 if d()', '2 | 3', 'int(real=q) if d()'),
              body: tie('body'),
            }),
            { minLength: 1, maxLength: 3 },
          ),
        }),
      },
    ) as fc.Arbitrary<Statement>,
  }
})

export const programs: fc.Arbitrary<Program> = fc
  .record({
    kind: fc.constantFrom<FunctionKind>('function', 'generator', 'coroutine'),
    body: bodies,
  })
  .map(({ kind, body }) => ({ kind, source: render(kind, body) }))

/** What surrounds a statement decides which jumps are legal. */
interface Surroundings {
  readonly kind: FunctionKind
  readonly inLoop: boolean
  readonly inGroup: boolean
}

function render(kind: FunctionKind, body: Body): string {
  const lines: string[] = [kind === 'coroutine' ? 'async def f():' : 'def f():']
  renderBody(body, 1, { kind, inLoop: false, inGroup: false }, lines)
  if (kind === 'generator') lines.push('    yield 1')
  return `${lines.join('\n')}\n`
}

function renderBody(body: Body, depth: number, around: Surroundings, lines: string[]): void {
  for (const statement of body) renderStatement(statement, depth, around, lines)
}

function renderStatement(
  statement: Statement,
  depth: number,
  around: Surroundings,
  lines: string[],
): void {
  const put = (text: string) => lines.push('    '.repeat(depth) + text)
  const inside = (body: Body, more: Partial<Surroundings> = {}) =>
    renderBody(body, depth + 1, { ...around, ...more }, lines)
  const clause = (head: string, body: Body | undefined, more: Partial<Surroundings> = {}) => {
    if (body === undefined) return
    put(head)
    inside(body, more)
  }
  const isAsync = around.kind === 'coroutine'
  const prefix = isAsync ? 'async ' : ''
  switch (statement.kind) {
    case 'simple':
      put(statement.text === 'SUSPEND' ? suspension(around.kind) : statement.text)
      return
    case 'jump':
      put(jump(statement.text, around))
      return
    case 'if':
      for (const [at, body] of statement.bodies.entries())
        clause(at ? 'elif d():' : 'if d():', body)
      clause('else:', statement.otherwise)
      return
    case 'while':
      clause(
        statement.endless ? 'while True:' : 'while d():',
        statement.endless ? [{ kind: 'simple', text: 'x = 1' }, ...statement.body] : statement.body,
        { inLoop: true },
      )
      clause('else:', statement.otherwise)
      return
    case 'for':
      clause(isAsync ? 'async for i in ait():' : 'for i in it():', statement.body, { inLoop: true })
      clause('else:', statement.otherwise)
      return
    case 'try': {
      const { handlers } = statement
      put('try:')
      inside(statement.body)
      for (const { type, body } of handlers) {
        if (statement.group) clause(`except* ${type}:`, body, { inLoop: false, inGroup: true })
        else clause(`except ${type}:`, body)
      }
      if (handlers.length > 0) clause('else:', statement.otherwise)
      if (statement.final !== undefined) clause('finally:', statement.final)
      else if (handlers.length === 0) clause('except:', [{ kind: 'simple', text: 's()' }])
      return
    }
    case 'with':
      clause(`${prefix}with ${statement.items}:`, statement.body)
      return
    case 'match':
      put('match choose():')
      for (const { head, body } of statement.cases) {
        put(`    case ${head}:`)
        renderBody(body, depth + 2, around, lines)
      }
      return
  }
}

function suspension(kind: FunctionKind): string {
  if (kind === 'function') return 's()'
  return kind === 'generator' ? 'x = yield s()' : 'x = await w()'
}

function jump(text: string, around: Surroundings): string {
  if (text === 'break' || text === 'continue') return around.inLoop ? text : 's()'
  return around.inGroup ? 's()' : text
}
