import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { argumentsOf, withoutParentheses } from '../../matching/calls/calls.ts'
import {
  F_KEY,
  F_LEFT,
  F_NAME,
  F_OPERATOR,
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_BINARY_OPERATOR,
  K_CALL,
  K_KEYWORD_ARGUMENT,
  K_MODULE,
  K_PAIR,
  K_UNARY_OPERATOR,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { skippedFirstPages } from './matching/skipped-pages.ts'

const PAGES =
  /^["']?(?:total_?pages|num_?pages|page_?count|pages|n_?pages|last_?page|max_?page|pages_?total|totalPages|pageCount|lastPage)["']?$/

export default defineRule({
  id: 'pagination-edge-case',
  title: 'Number of pages that is wrong at the edges',
  consequence: 'Users see "page 1 of 0", an empty last page, or never reach the last entries.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [193],
  why: `
With no rows at all the calculation gives 0 pages while the current page is 1, so that the answer contradicts itself
and pagers divide by it or hide. Rounding down loses the last page that is not full; adding one invents an empty page
whenever the rows fit exactly.
`,
  fix: `
\`pages = max(1, math.ceil(total / size))\`, and a page beyond the last one is refused or answered with an empty list
on purpose.
`,
  exemptions: [
    {
      text: 'At least one page.',
      quiet: py`
        import math

        def a(total, size):
            total_pages = max(1, math.ceil(total / size))
            pages = max((total + size - 1) // size, 1)
            page_count = math.ceil(total / size) or 1
            last_page = math.ceil(total / size) if total else 1
            return total_pages, pages, page_count, last_page
      `,
    },
    {
      text: 'A page that is compared with the number of pages.',
      quiet: py`
        import math

        def a(total, page, size):
            total_pages = math.ceil(total / size)
            if page > total_pages:
                raise ValueError("no such page")
            return {"page": page, "total_pages": total_pages}
      `,
    },
    {
      text: 'Where no current page is told, zero pages are right.',
      quiet: py`
        import math

        def work(rows, size):
            pages = math.ceil(len(rows) / size)
            for index in range(pages):
                yield rows[index * size:(index + 1) * size]
      `,
    },
    {
      text: 'Other divisions.',
      quiet: py`
        def a(total, size, page):
            half = total // 2
            chunks = (total + size - 1) // size
            return half, chunks, page
      `,
    },
  ],
  limits: ['Calculations that are spread over several variables are not followed.'],
  bad: [
    py`
      def page_of(total, page, page_size):
          total_pages = (total + page_size - 1) // page_size #!
          return {"page": page, "total_pages": total_pages}
    `,
    py`
      import math
      from math import ceil

      def a(total, page, size):
          return {"page": page, "pages": math.ceil(total / size)} #!

      def b(total, page, size):
          return Page(page=page, total_pages=ceil(total / size)) #!

      def c(total, size):
          num_pages = total // size #!
          last_page = total // size + 1 #!
          page_count = int(total / size) + 1 #!
          pages = -(-total // size)
          return num_pages, last_page, page_count, pages
    `,
  ],
  good: [
    py`
      def page_of(total, page, page_size):
          total_pages = max(1, (total + page_size - 1) // page_size)
          return {"page": page, "total_pages": total_pages}
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const { product, page } of skippedFirstPages(checker)) {
        checker.report({
          node: product,
          message: `\`${page}\` begins with 1: this leaves out the first page. \`(${page} - 1)\` is meant.`,
          severity: 'medium',
        })
      }
    },
    [K_ASSIGNMENT](node, checker) {
      check(checker, node, F_LEFT, F_RIGHT)
    },
    [K_PAIR](node, checker) {
      check(checker, node, F_KEY, F_VALUE)
    },
    [K_KEYWORD_ARGUMENT](node, checker) {
      check(checker, node, F_NAME, F_VALUE)
    },
  },
})

function check(checker: Checker, node: Node, nameField: number, valueField: number): void {
  const { tree } = checker
  const name = tree.child(node, nameField)
  const value = tree.child(node, valueField)
  if (name === NO_NODE || value === NO_NODE) return
  const shown = tree.text(name).split('.').at(-1) ?? ''
  if (!PAGES.test(shown)) return
  const rounding = roundingOf(checker, withoutParentheses(tree, value))
  if (rounding === undefined || (rounding === 'up' && !tellsPage(checker, node, shown))) return
  if (rounding === 'down' && hasRest(checker, node)) return
  const says = {
    up: 'is 0 when there is nothing, while the page that is answered is 1.',
    down: 'leaves out the last page when it is not full.',
    'plus-one': 'counts an empty page whenever the rows fill their pages exactly.',
  }
  checker.report({
    node,
    message: `\`${shown.replace(/["']/g, '')}\` ${says[rounding]}`,
    ...(rounding !== 'up' && { severity: 'medium' as const }),
  })
}

/** How a division of rows by the size of a page is rounded; undefined for anything else. */
function roundingOf(checker: Checker, value: Node): 'up' | 'down' | 'plus-one' | undefined {
  const { tree, facts } = checker
  if (tree.kind(value) === K_CALL) {
    const inner = argumentsOf(tree, value)[0]?.value
    const name = facts.calleeName(value) ?? ''
    if (inner === undefined) return undefined
    if (name === 'math.ceil') return isDivision(checker, inner, '/') ? 'up' : undefined
    if (name !== 'builtins.int' && name !== 'math.floor') return undefined
    if (isDivision(checker, inner, '/')) return 'down'
    return roundingOf(checker, withoutParentheses(tree, inner)) === 'up' ? 'up' : undefined
  }
  if (tree.kind(value) === K_UNARY_OPERATOR) {
    return /^-\s*\(\s*-/.test(tree.text(value)) ? 'up' : undefined
  }
  if (tree.kind(value) !== K_BINARY_OPERATOR) return undefined
  const operator = tree.text(tree.child(value, F_OPERATOR))
  const left = withoutParentheses(tree, tree.child(value, F_LEFT))
  const right = tree.child(value, F_RIGHT)
  if (operator === '+' && constantValue(tree, right) === 1) {
    // `(total - 1) // size + 1` rounds up.
    if (/-\s*1\s*\)?\s*\/\//.test(tree.text(left))) return 'up'
    return roundingOf(checker, left) === 'down' ? 'plus-one' : undefined
  }
  if (operator !== '//' || !isDivision(checker, value, '//')) return undefined
  return tree.kind(left) === K_BINARY_OPERATOR
    ? /-\s*1/.test(tree.text(left))
      ? 'up'
      : undefined
    : 'down'
}

/** Both sides are counted: a literal on the right divides something else. */
function isDivision({ tree }: Checker, node: Node, operator: string): boolean {
  if (tree.kind(node) !== K_BINARY_OPERATOR) return false
  const right = tree.child(node, F_RIGHT)
  return (
    tree.text(tree.child(node, F_OPERATOR)) === operator &&
    !/^(?:2|2\.0|10|100|1000|1024)$/.test(tree.text(right)) &&
    !/^["']/.test(tree.text(right))
  )
}

/** The function knows a current page and does not compare it with the number of pages. */
function tellsPage({ tree, facts }: Checker, node: Node, name: string): boolean {
  const owner = facts.enclosingFunction(node)
  if (owner === undefined) return false
  const hasPage = owner.parameters.some((one) =>
    /^(?:page|page_?num(?:ber)?|current_?page|pagination|paging|params)$/i.test(one.name),
  )
  if (!hasPage) return false
  const text = tree.text(owner.node)
  const plain = name.replace(/["']/g, '')
  return !new RegExp(
    `[<>]=?\\s*(?:\\w+\\.)?${plain}\\b|\\b${plain}\\s*[<>]=?\\s*(?!\\s*$)|(?:min|max)\\([^)]*\\b${plain}\\b|not ${plain}\\b|${plain} == 0`,
  ).test(text)
}

/** The rest of the division is looked at as well. */
function hasRest({ tree, facts }: Checker, node: Node): boolean {
  const owner = facts.enclosingFunction(node)
  return owner === undefined || /%|divmod|\+=\s*1/.test(tree.text(owner.node))
}
