import { describe, expect, it } from 'vitest'
import { calleeName, receiverOf } from '../../../analyzer/matching/calls/calls.ts'
import { NO_NODE } from '../../../analyzer/syntax/tree.ts'
import { factsOf } from '../facts-of.ts'

/** Source whose last call is asked for, and what it calls: the object and the name. */
type Row = readonly [what: string, source: string, object: string, name: string]

const KEPT = 'def f(items):\n    add = items.append\n'
const ROWS: readonly Row[] = [
  ['a method', 'def f(items):\n    items.append(1)', 'items', 'append'],
  ['a method that is kept', `${KEPT}    add(1)`, 'items', 'append'],
  ['a method of an attribute', 'def f(self):\n    put = self.a.put\n    put(1)', 'self.a', 'put'],
  ['in a loop of its own', 'def f(l):\n    for x in l:\n        g = x.go\n        g()', 'x', 'go'],
  ['in a comprehension', `${KEPT}    return [add(one) for one in (1, 2)]`, 'items', 'append'],
  ['behind a text', "def f(l):\n    join = ', '.join\n    join(l)", "', '", 'join'],
  ['in the module', 'import db\nrun = db.execute\nrun(1)', 'db', 'execute'],
  ['a name with two values', `${KEPT}    add = len\n    add(1)`, '', 'add'],
  ['an object that is another one by then', `${KEPT}    items = []\n    add(1)`, '', 'add'],
  ['in another function', `${KEPT}    def g():\n        add(1)`, '', 'add'],
  ['in a lambda', `${KEPT}    return lambda: add(1)`, '', 'add'],
  ['what a call gives', 'def f(a):\n    go = a.b().go\n    go()', '', 'go'],
  ['a parameter', 'def f(add):\n    add(1)', '', 'add'],
  ['an imported function', 'from os import remove as drop\ndrop(1)', '', 'remove'],
  ['an import under its own name', 'from os import remove\nremove(1)', '', 'remove'],
  ['a module', 'import numpy as np\nnp.array(1)', 'np', 'array'],
  [
    'one of two imports',
    'try:\n    from a import b as x\nexcept ImportError:\n    from c import d as x\nx(1)',
    '',
    'x',
  ],
]

describe('what a call calls', () => {
  it.each(ROWS)('%s', (_, source, object, name) => {
    const { tree, calls } = factsOf(source)
    const call = calls.at(-1) ?? NO_NODE
    const receiver = receiverOf(tree, call)
    expect(receiver === NO_NODE ? '' : tree.text(receiver)).toBe(object)
    expect(calleeName(tree, call)).toBe(name)
  })

  it('knows the call of a method that is kept', () => {
    const facts = factsOf(`${KEPT}    add(1)\n    add(2)`)
    const { tree } = facts
    const call = facts.calls[0] ?? NO_NODE
    expect(tree.calledBy(tree.callee(call))).toBe(call)
    expect(tree.calledBy(call)).toBe(NO_NODE)
  })
})
