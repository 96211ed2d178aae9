import { type Clone, findClones } from '../../clones/find-clones.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { cloneParts } from '../../gather/clone-parts.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  K_CALL,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_MODULE,
  K_PASS_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** The same function with other names and values. */
function exportOf(name: string, field: string, mark: string): string {
  return py`
    def export_${name}s(${name}s, tax, limit):${mark}
        lines_of_${name} = []
        total = 0
        for ${name} in ${name}s:
            if ${name}.cancelled or ${name}.${field} > limit:
                log.warning("left out ${name} %s", ${name}.id)
                continue
            net = ${name}.${field} - ${name}.discount
            gross = round(net * (1 + tax), 2)
            total += gross
            lines_of_${name}.append("%s;%s;%s" % (${name}.id, net, gross))
        header = "${name}s: %d, total: %s" % (len(lines_of_${name}), total)
        text = "\\n".join([header, *lines_of_${name}])
        path = folder / "${name}s.csv"
        path.write_text(text, encoding="utf-8")
        return path, total
  `
}

export default defineRule({
  id: 'duplicate-code',
  title: 'Copied code',
  consequence:
    'Every change has to be made in each copy, and the one that is forgotten is a defect.',
  effortHours: { low: 1, high: 6 },
  cwe: [1041],
  roles: ['source'],
  why: `
The same statements stand in two places; only names and values differ. Copies drift apart: a defect is mended
in one and stays in the other, and nobody can tell which difference is meant.
`,
  fix: `
Make a function of what the copies share and parameters of what they differ in. How many tokens count as a copy
is a setting of the project (\`cloneTokens\`).
`,
  exemptions: [
    {
      text: 'Short stretches.',
      quiet: py`
        def first(rows):
            found = []
            for row in rows:
                if row.active:
                    found.append(row.name)
            return sorted(found)

        def second(items):
            names = []
            for item in items:
                if item.active:
                    names.append(item.name)
            return sorted(names)
      `,
    },
    {
      text: 'Tables: long lists of the same kind of statement.',
      quiet: {
        'app/a.py': py`
${Array.from({ length: 40 }, (_, at) => `          NAME_${at} = "value ${at}"`).join('\n')}
        `,
        'app/b.py': py`
${Array.from({ length: 40 }, (_, at) => `          KEY_${at} = "text ${at}"`).join('\n')}
        `,
      },
    },
    {
      text: 'Imports and documentation.',
      quiet: {
        'app/a.py': py`
          """One."""
          import asyncio
          import collections
          import contextlib
          import dataclasses
          import datetime
          import functools
          import logging
        `,
        'app/b.py': py`
          """Two."""
          import asyncio
          import collections
          import contextlib
          import dataclasses
          import datetime
          import functools
          import logging
        `,
      },
    },
  ],
  limits: [
    'Copies in which statements were added or moved are found in parts, if these are long enough.',
  ],
  bad: [
    {
      'app/invoices.py': exportOf('invoice', 'price', ''),
      'app/orders.py': exportOf('order', 'amount', ' #!'),
    },
    {
      'app/first.py': exportOf('row', 'value', ''),
      'app/second.py': exportOf('item', 'total', ' #!'),
      'app/third.py': exportOf('entry', 'sum', ' #!'),
    },
  ],
  good: [
    {
      'app/export.py': py`
        def export(rows, tax, limit, path):
            lines = []
            total = 0
            for row in rows:
                if row.left_out or row.amount > limit:
                    log.warning("left out %s", row.id)
                    continue
                net = row.amount - row.discount
                gross = round(net * (1 + tax), 2)
                total += gross
                lines.append("%s;%s;%s" % (row.id, net, gross))
            path.write_text("\\n".join(lines))
            return total
      `,
      'app/orders.py': py`
        from app.export import export

        def report(orders, tax, limit):
            return export(orders, tax, limit, folder / "orders.csv")
      `,
      'app/invoices.py': py`
        from app.export import export

        def report(invoices, vat, maximum):
            return export(invoices, vat, maximum, root / "invoices.csv")
      `,
    },
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const clone of checker.project.at(clonesByPath, checker.path) ?? []) {
        report(checker, clone)
      }
    },
  },
})

export const clonesByPath = defineTable({
  id: 'clones by path',
  make: (project): ReadonlyMap<string, readonly Clone[]> =>
    Map.groupBy(
      findClones(project.gathered(cloneParts), project.thresholds.cloneTokens),
      ({ copy }) => copy.path,
    ),
})

function report(checker: Checker, { copy, original, statements, tokens }: Clone): void {
  const { path, startLine, endLine } = original
  const place = path === checker.path ? '' : ` of ${path}`
  const range = { startLine, startColumn: 1, endLine, endColumn: 1 }
  const first = nodeFrom(checker, copy.start)
  if (isTable(checker, first, copy.endLine, statements)) return
  if (isDelegation(checker, first, copy.endLine)) return
  const owner = mostlyCopied(checker, first, copy)
  const where = owner === undefined ? 'From here on' : `In \`${owner.name}\``
  checker.report({
    node: owner === undefined ? first : owner.nameNode,
    message: `${where} ${statements} statements (${tokens} tokens) repeat lines ${startLine} to ${endLine}${place}; only names and values differ.`,
    related: [{ path, range }],
  })
}

/** The function that is little else than the copy: then it is the function that is a copy. */
function mostlyCopied(
  { facts, tree }: Checker,
  first: Node,
  { startLine, endLine }: Clone['copy'],
): FunctionFacts | undefined {
  const owner = facts.enclosingFunction(first)
  if (owner === undefined || owner.nameNode === NO_NODE) return undefined
  const lines = tree.position(tree.end(owner.node)).line - tree.line(owner.node) + 1
  const isInside = tree.position(tree.end(owner.node)).line >= endLine
  return isInside && (endLine - startLine + 1) / lines > 0.6 ? owner : undefined
}

const CODE: ReadonlySet<number> = new Set([
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TRY_STATEMENT,
  K_WHILE_STATEMENT,
  K_WITH_STATEMENT,
])

/** Assignments of literals and nothing else: words of a language, codes of a country. */
function isTable({ tree }: Checker, first: Node, endLine: number, statements: number): boolean {
  let calls = 0
  for (let node = first; node < tree.count && tree.line(node) <= endLine; node += 1) {
    if (CODE.has(tree.kind(node))) return false
    if (tree.kind(node) === K_CALL) calls += 1
  }
  return calls * 8 <= statements
}

/** Methods of an interface, one line each: they hand on to the same method of another object, or to a helper. */
function isDelegation({ tree, facts }: Checker, first: Node, endLine: number): boolean {
  const from = tree.start(first)
  const methods = facts.functions.filter(
    ({ node }) => tree.start(node) >= from && tree.line(node) <= endLine,
  )
  if (methods.length < 3) return false
  return methods.every(({ class: owner, name, body, docstring }) => {
    if (owner === undefined || body === NO_NODE) return false
    if (name === '__init__') return true
    const [only, ...more] = statementsOf(tree, body).filter(
      (one) => docstring === NO_NODE || !tree.contains(one, docstring),
    )
    if (only === undefined) return true
    if (more.length > 0) return false
    if (/^(?:return |yield from )?(?:await )?self\._\w+\(/.test(tree.text(only))) return true
    const handedOn = new RegExp(`^(?:return (?:await )?)?self\\.\\w+\\.${name}\\(`)
    return tree.kind(only) === K_PASS_STATEMENT || handedOn.test(tree.text(only))
  })
}

/** The outermost node that starts at an index. */
function nodeFrom({ tree }: Checker, start: number): Node {
  let low = 0
  let high = tree.count - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (tree.start(middle) < start) low = middle + 1
    else high = middle
  }
  return low
}
