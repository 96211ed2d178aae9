import { inOneLine } from '../../matching/statements/shown.ts'
import { expressionOf } from '../../matching/statements/statements.ts'
import { K_EXPRESSION_STATEMENT } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type UnusedKind, unusedExpression } from './matching/unused-results.ts'

export default defineRule({
  id: 'result-dropped',
  title: 'Result that nobody takes',
  consequence:
    'The statement has no effect: the text stays as it was, the check is not made, the work is not done.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
The statement computes a value and drops it. Texts and dates are never changed in place, so \`name.strip()\` alone
leaves \`name\` as it was. \`map\` and \`filter\` do nothing at all until somebody goes through them. A comparison that
stands alone checks nothing; in a test the word \`assert\` is missing.
`,
  fix: `
Assign, return or assert the value. Where work was to be done for each item, write a loop. A method is only called
with brackets.
`,
  exemptions: [
    {
      text: 'A try or a test that waits for the failure, and what goes through an iterator.',
      quiet: py`
        import json
        import pytest

        def is_storable(value):
            try:
                json.dumps(value)
            except TypeError:
                return False
            return True

        def test_order():
            with pytest.raises(TypeError):
                sorted([1, "a"])
            with pytest.raises(TypeError):
                Money(1) == Price(1)
            b"".join(answer.parts)
      `,
    },
    {
      text: 'Methods of the same name that act.',
      quiet: py`
        import copy

        def work(session, path, target, jobs, console, box):
            path.replace(target)
            session.get("/items", None)
            jobs.join()
            copy.copyfile(path, target)
            console.title("work")
            box.replace("old", new=3)
            box.title("Results")
      `,
    },
    {
      text: 'Generators that something drives, and functions that only look like one.',
      quiet: py`
        import library

        @library.coroutine
        def load(url):
            yield url

        def rows(names):
            def each():
                yield from names
            return list(each())

        class Job:
            def steps(self):
                yield 1

        class Quick(Job):
            def steps(self):
                return [1]

        def run(job: Job, names):
            job.rows().reverse()
            load("/")
            rows(names)
            job.steps()
            for row in rows(names):
                yield row
      `,
    },
    {
      text: 'A value that is taken somewhere.',
      quiet: py`
        def clean(names, results):
            results.append(names[0].strip())
            total = sorted(names)
            is_same = names == total
            return total if is_same else names[0].lower()
      `,
    },
  ],
  limits: [
    'Methods of unknown objects are taken to act, but for those that only texts have.',
    'An answer of a web framework that is built and not returned is told by response-not-returned.',
  ],
  bad: [
    py`
      from datetime import datetime

      def create(request, name, hooks):
          name.strip() #!
          name.replace("-", "_") #!
          map(lambda hook: hook(name), hooks) #!
          sorted(hooks) #!
          return name

      def clear(rows):
          for row in rows:
              yield row.clear()

      def clear_all(rows, extra):
          clear(rows) #!
          sorted(rows).reverse() #!
          list(rows).append(extra) #!

      class Pages:
          def delete(self, item):
              item.file.close #!
              item.delete()

      def until(moment: datetime):
          moment.replace(hour=0, minute=0) #!
          return moment

      def test_name():
          name = load().name
          name == "x" #!
    `,
  ],
  good: [
    py`
      def create(request, name, hooks):
          name = name.strip()
          name = name.replace("-", "_")
          for hook in hooks:
              hook(name)
          return name
    `,
  ],
  roles: ['source', 'test'],
  on: {
    [K_EXPRESSION_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const expression = expressionOf(tree, statement)
      if (expression === NO_NODE) return
      const kind = unusedExpression(checker, expression)
      if (kind === undefined) return
      // The last line of a notebook's cell shows its value.
      if (checker.path.endsWith('.ipynb') && facts.enclosingFunction(expression) === undefined)
        return
      const isTest = checker.role === 'test'
      // A test may call what must not fail.
      if (isTest && kind === 'value') return
      checker.report({
        node: expression,
        message: `\`${inOneLine(tree.text(expression), 50)}\` ${what(kind, isTest)}`,
      })
    },
  },
})

function what(kind: UnusedKind, isTest: boolean): string {
  switch (kind) {
    case 'value':
      return 'gives a new value, which is dropped: nothing changes.'
    case 'lazy':
      return 'only makes an iterator: nobody goes through it, so nothing is done.'
    case 'comparison':
      return isTest
        ? 'compares and drops the outcome: `assert` is missing.'
        : 'compares and drops the outcome: nothing is checked.'
    case 'method':
      return 'names a method and does not call it.'
  }
}
