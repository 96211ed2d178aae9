import { calleeName } from '../../matching/calls/calls.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import { isTest } from '../../matching/tests/collected-tests.ts'
import * as k from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'assertion-never-run',
  title: 'Assertion in a function that nobody calls',
  consequence: 'The check is never made: the test passes whatever the program does.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
The assertion stands in a function within the test, a callback or a handler, and the test neither calls that function nor
hands it to anybody. The test ends without having looked at anything, and is green.
`,
  fix: 'Hand the function to the code under test, and assert afterwards that it was called.',
  exemptions: [
    {
      text: 'A function that is called, handed on, kept, decorated or given back.',
      quiet: py`
        import shop

        def test_event(monkeypatch):
            def on_done(result):
                assert result == 3

            def fake(name):
                assert name == 'tea'

            @shop.on('sold')
            def on_sold(event):
                assert event.ok

            def check(value):
                assert value

            shop.run(on_done)
            monkeypatch.setattr(shop, 'price', fake)
            check(shop.total())
      `,
    },
    {
      text: 'Methods of a class in the test, and functions without assertions.',
      quiet: py`
        import shop

        def test_event():
            class Listener:
                def notify(self, event):
                    assert event.ok

            def unused():
                return 1

            shop.listen(Listener())
            assert shop.ready
      `,
    },
  ],
  limits: ['A function that is handed to code which never calls it is not told.'],
  bad: [
    py`
      import unittest
      import shop

      def test_event():
          def on_done(result): #!
              assert result == 3

          shop.run()

      async def test_later():
          async def check(event): #!
              assert event.kind == 'sold'

          await shop.sell('tea')

      class ShopTest(unittest.TestCase):
          def test_sale(self):
              def check(event): #!
                  self.assertEqual(event.kind, 'sold')

              shop.sell('tea')
    `,
  ],
  good: [
    py`
      import shop

      def test_event():
          results = []
          shop.run(on_done=results.append)
          assert results == [3]
    `,
  ],
  on: {
    [k.K_FUNCTION_DEFINITION](node, checker) {
      const { tree, facts } = checker
      const inner = facts.functionAt(node)
      const test = inner?.enclosing
      if (inner === undefined || test === undefined || inner.class !== undefined) return
      if (inner.decorators.length > 0 || !isTest(checker, test)) return
      const binding = facts.resolve(inner.nameNode)
      if (binding === undefined || binding.definitionCount !== 1) return
      if (Array.from(binding.references).some((one) => !tree.contains(inner.node, one))) return
      if (/\b(?:locals|globals|eval|exec)\(/.test(tree.text(test.node))) return
      let asserts = false
      for (const one of codeOf(tree, inner.body)) {
        const kind = tree.kind(one)
        asserts ||= kind === k.K_ASSERT_STATEMENT
        asserts ||= kind === k.K_CALL && /^assert(?:[A-Z_]|$)/.test(calleeName(tree, one))
      }
      if (!asserts) return
      checker.report({
        node: inner.nameNode,
        message: `\`${test.name}\` neither calls \`${inner.name}\` nor hands it on: what it asserts is never checked.`,
      })
    },
  },
})
