import { describe, expect, test } from 'vitest'
import { defineGatherer } from '../../../analyzer/gather/define.ts'
import { defineRule, type ProjectHit, type RuleDefinition } from '../../../analyzer/rules/define.ts'
import { py } from '../../../analyzer/rules/python.ts'
import { K_FUNCTION_DEFINITION, K_PASS_STATEMENT } from '../../../analyzer/syntax/kinds.ts'
import { analyze } from '../support/analyze.ts'

const rule = (match: Partial<RuleDefinition>) =>
  defineRule({
    id: 'silent-failure',
    title: 'A rule for tests',
    consequence: '',
    effortHours: { low: 1, high: 1 },
    why: '',
    fix: '',
    exemptions: [],
    limits: [],
    bad: [''],
    good: [''],
    ...match,
  })

const FILES = {
  'b.py': 'def second():\n    pass\n',
  'a.py': 'def first():\n    pass\n',
}

describe('a project rule', () => {
  const hit: ProjectHit = { path: 'b.py', start: 4, end: 10, message: 'Second of its kind.' }

  test('reports in the file that it names, with anchor and snippet', () => {
    const { findings } = analyze(FILES, { rules: [rule({ project: () => [hit] })] })
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      message: 'Second of its kind.',
      location: { path: 'b.py', range: { startLine: 1, startColumn: 5, endColumn: 11 } },
      snippet: 'def second():',
      anchor: { symbol: 'second' },
    })
  })

  test('runs once and its failure is told once', () => {
    let runs = 0
    const { failures } = analyze(FILES, {
      rules: [
        rule({
          project() {
            runs += 1
            throw new Error('no project')
          },
        }),
      ],
    })
    expect(runs).toBe(1)
    expect(failures.map(({ ruleId, path }) => [ruleId, path])).toEqual([['silent-failure', '']])
  })

  test('is suppressed by a comment in the file', () => {
    const source = 'def second():  # lectern: ignore[silent-failure] meant so\n    pass\n'
    const { findings } = analyze(
      { ...FILES, 'b.py': source },
      { rules: [rule({ project: () => [hit] })] },
    )
    expect(findings.map(({ suppressed }) => suppressed)).toEqual([{ reason: 'meant so' }])
  })
})

test('a gatherer that is not registered finds nothing, and parts come in the order of paths', () => {
  const paths = defineGatherer<string, readonly string[]>({
    id: 'asserting-helpers',
    collect: () => undefined,
    combine: (parts) => parts.map(({ path }) => path),
  })
  const seen: (readonly string[])[] = []
  const test = 'def check():\n    assert True\n'
  analyze(
    { 'test_b.py': test, 'test_a.py': test, 'c.py': test },
    {
      rules: [
        rule({
          on: {
            [K_FUNCTION_DEFINITION](_, checker) {
              seen.push(checker.project.gathered(paths))
            },
          },
        }),
      ],
    },
  )
  expect(seen[0]).toEqual(['test_a.py', 'test_b.py'])
  expect(seen.every((one) => one === seen[0])).toBe(true)
})

test('a value is resolved across files while a rule runs', () => {
  const seen: unknown[] = []
  analyze(
    {
      'store.py': py`
        class Store:
            def find(self):
                pass
      `,
      'app.py': py`
        from store import Store

        def main(store: Store):
            store.find()
      `,
    },
    {
      rules: [
        rule({
          methods: {
            find(call, checker) {
              const value = checker.valueOf(checker.facts.callee(call))
              seen.push(value?.kind === 'method' ? value.function.summary.symbol : value)
            },
          },
        }),
      ],
    },
  )
  expect(seen).toEqual(['Store.find'])
})

test('edits of a fix that start at one place become one edit', () => {
  const { findings } = analyze(
    { 'a.py': 'pass\n' },
    {
      rules: [
        rule({
          on: {
            [K_PASS_STATEMENT](node, checker) {
              checker.report({
                node,
                message: 'Replace it.',
                fixes: [
                  {
                    title: 'Replace',
                    grade: 'safe',
                    edits: [
                      { start: 0, end: 4, newText: 'work()' },
                      { start: 0, end: 0, newText: 'await ' },
                    ],
                  },
                ],
              })
            },
          },
        }),
      ],
    },
  )
  expect(findings[0]?.fixes[0]?.edits).toEqual([
    {
      path: 'a.py',
      range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 5 },
      newText: 'await work()',
    },
  ])
})
