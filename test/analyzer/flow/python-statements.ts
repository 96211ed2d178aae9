// Random statements over the names a, b and c, for checking the order of evaluation.
import fc from 'fast-check'

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const e = tie('expression')
  const pair = fc.tuple(e, e)
  return {
    expression: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', 'b', 'c', '1'),
      e.map((x) => `${primary(x)}.x`),
      pair.map(([x, y]) => `${primary(x)}[${y}]`),
      e.map((x) => `${primary(x)}()`),
      pair.map(([x, y]) => `${primary(x)}(${y}, b)`),
      pair.map(([x, y]) => `${primary(x)}(k=${y})`),
      e.map((x) => `(await ${primary(x)})`),
      pair.map(([x, y]) => `(${probe(x)} + ${y})`),
      pair.map(([x, y]) => `(${x} and ${y})`),
      pair.map(([x, y]) => `(${x} or ${y})`),
      e.map((x) => `(not ${x})`),
      fc.tuple(e, e, e).map(([x, y, z]) => `(${x} if ${y} else ${z})`),
      fc.tuple(e, e, e).map(([x, y, z]) => `(${probe(x)} < ${probe(y)} < ${probe(z)})`),
      e.map((x) => `(c := ${x})`),
      pair.map(([x, y]) => `[${x}, ${y}]`),
      pair.map(([x, y]) => `{a.k: ${x}, b: ${y}}`),
      e.map((x) => `f"{(${x.includes('"') ? 'a' : x})!r} {b}"`),
      pair.map(([x, y]) => `[${inner(x)} for i in ${probe(y)}]`),
      fc
        .tuple(e, e, e)
        .map(([x, y, z]) => `[${inner(x)} async for i in ${probe(y)} if ${inner(z)}]`),
      pair.map(([x, y]) => `[${inner(x)} for i in a for i in ${probe(inner(y))}]`),
    ),
  }
})

/** What can stand before a dot, a bracket or behind `await`: always an object that tells. */
function primary(text: string): string {
  return probe(text)
}

/** Displays, numbers and the like tell nothing: a name stands in. */
function probe(text: string): string {
  return /^(?:[abc]|[abc][.[(].*)$/.test(text) || text.startsWith('(await') ? text : 'a'
}

/** Python does not tell of names that a walrus in a comprehension writes. */
function inner(text: string): string {
  return text.includes(':=') ? 'b' : text
}

const target = fc.oneof(
  fc.constantFrom('a', 'b'),
  expression.map((x) => `${probe(x)}.x`),
  fc.tuple(expression, expression).map(([x, y]) => `${probe(x)}[${y}]`),
)

const { block } = fc.letrec<{ block: string[]; statement: string[] }>((tie) => {
  const indented = (body: string[]) => body.map((line) => `    ${line}`)
  const e = expression
  return {
    block: fc
      .array(tie('statement'), { minLength: 1, maxLength: 3 })
      .map((statements) => statements.flat()),
    statement: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      e.map((x) => [x]),
      fc.tuple(target, e).map(([t, x]) => [`${t} = ${x}`]),
      fc.tuple(target, target, e).map(([t, u, x]) => [`${t} = ${u} = ${x}`]),
      fc.tuple(target, e).map(([t, x]) => [`${t} += ${x}`]),
      // Without the semicolon the grammar takes a list on the next line for an index of this one's end.
      fc.tuple(target, target, e, e).map(([t, u, x, y]) => [`${t}, ${u} = ${x}, ${y};`]),
      e.map((x) => [`del ${probe(x)}.x, ${probe(x)}[b]`]),
      e.map((x) => [`assert ${x} or True, b`]),
      fc.tuple(e, tie('block')).map(([x, body]) => [`if ${x}:`, ...indented(body)]),
      fc
        .tuple(e, tie('block'), tie('block'))
        .map(([x, body, other]) => [
          `while ${x}:`,
          ...indented(body),
          '    break',
          'else:',
          ...indented(other),
        ]),
      fc
        .tuple(target, e, tie('block'))
        .map(([t, x, body]) => [`for ${t} in ${probe(x)}:`, ...indented(body)]),
      fc
        .tuple(target, e, tie('block'))
        .map(([t, x, body]) => [`async for ${t} in ${probe(x)}:`, ...indented(body)]),
      fc
        .tuple(target, e, e, tie('block'))
        .map(([t, x, y, body]) => [
          `async with ${probe(x)} as ${t}, ${probe(y)}:`,
          ...indented(body),
        ]),
      fc
        .tuple(target, e, tie('block'))
        .map(([t, x, body]) => [`with ${probe(x)} as ${t}:`, ...indented(body)]),
    ) as fc.Arbitrary<string[]>,
  }
})

/** A few statements; the whole is a module with awaits at its top level. */
export const modules: fc.Arbitrary<string> = block
  // The grammar takes some lines that start with a bracket for calls of what ends the line before.
  .filter((lines) => !lines.some((line) => line.trimStart().startsWith('(')))
  .map((lines) => `${lines.join('\n')}\n`)
