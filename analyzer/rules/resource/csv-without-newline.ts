import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { argumentFor, hasUnpacking, keywordArgument } from '../../matching/calls/calls.ts'
import { valueBehind } from '../../matching/values/named-values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'csv-without-newline',
  title: "CSV file opened for writing without `newline=''`",
  consequence:
    'On Windows every second line of the file is empty, and line breaks in fields are changed.',
  effortHours: { low: 0.1, high: 0.1 },
  why: `
The writer of \`csv\` ends its lines with \`\\r\\n\` itself. A file that is opened as text translates the line feed once more:
on Windows each line ends in \`\\r\\r\\n\`, which programs show as an empty line. The documentation asks for
\`newline=''\` on every platform.
`,
  fix: "Open the file with `newline=''`, for writing and for reading.",
  exemptions: [
    {
      text: 'A file with `newline`, one for reading, and text in memory.',
      quiet: py`
        import csv
        import io

        def write(rows, path):
            with open(path, 'w', newline='') as file:
                csv.writer(file).writerows(rows)
            with open(path) as file:
                list(csv.reader(file))
            text = io.StringIO()
            csv.writer(text).writerows(rows)
      `,
    },
    {
      text: 'A line end that is chosen.',
      quiet: py`
        import csv

        def write(rows, path):
            with open(path, 'w') as file:
                csv.writer(file, lineterminator='\n').writerows(rows)
                csv.writer(file, 'unix').writerows(rows)
      `,
    },
  ],
  limits: ['Files that another function opened are not followed.'],
  bad: [
    py`
      import csv

      def write(rows, path):
          with open(path, 'w', encoding='utf-8') as file:
              csv.writer(file).writerows(rows) #!
          handle = open(path, mode='a')
          csv.DictWriter(handle, ['a']).writeheader() #!
          handle.close()
          with path.open('w') as out:
              writer = csv.writer(out) #!
              writer.writerow(['a'])
    `,
  ],
  good: [
    py`
      import csv

      def write(rows, path):
          with open(path, 'w', encoding='utf-8', newline='') as file:
              csv.writer(file).writerows(rows)
    `,
  ],
  calls: { 'csv.writer': check, 'csv.DictWriter': check },
})

function check(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  if (keywordArgument(tree, call, 'lineterminator') !== NO_NODE) return
  // A dialect may have a line end of its own.
  const dialect = argumentFor(
    tree,
    call,
    facts.calleeName(call) === 'csv.writer' ? 1 : 2,
    'dialect',
  )
  if (dialect !== NO_NODE && stringValue(tree, dialect) !== 'excel') return
  const file = facts.arguments(call)[0]?.value
  if (file === undefined || tree.kind(file) !== k.K_IDENTIFIER) return
  const opened = openedBy(checker, file)
  if (opened === NO_NODE || hasUnpacking(tree, opened)) return
  const isMethod = facts.calleeName(opened) !== 'builtins.open'
  const mode = argumentFor(tree, opened, isMethod ? 0 : 1, 'mode')
  if (mode === NO_NODE || !/^[wax]t?\+?$/.test(stringValue(tree, mode) ?? '')) return
  if (keywordArgument(tree, opened, 'newline') !== NO_NODE) return
  checker.report({
    node: call,
    message: `\`${tree.text(file)}\` is opened without \`newline=''\`: on Windows an empty line follows each row.`,
    related: [opened],
  })
}

/** The call that opened a file: `with open(path) as file`, `file = open(path)`. */
function openedBy(checker: Checker, file: Node): Node {
  const { tree, facts } = checker
  const value = valueBehind(checker, file)
  if (tree.kind(value) === k.K_CALL) return isOpen(checker, value) ? value : NO_NODE
  for (const { node } of facts.resolve(file)?.definitions ?? []) {
    const item = tree.ancestor(node, k.K_WITH_ITEM, k.K_BLOCK)
    if (item === NO_NODE || tree.kind(item) !== k.K_WITH_ITEM || file < item) continue
    const statement = tree.ancestor(item, k.K_WITH_STATEMENT)
    if (!tree.contains(statement, file)) continue
    const call = facts.callsIn(item)[0]
    return call !== undefined && isOpen(checker, call) ? call : NO_NODE
  }
  return NO_NODE
}

function isOpen({ tree, facts }: Checker, call: Node): boolean {
  const name = facts.calleeName(call)
  if (name === 'builtins.open' || name === 'io.open') return true
  const callee = facts.callee(call)
  return (
    tree.kind(callee) === k.K_ATTRIBUTE &&
    tree.text(tree.child(callee, k.F_ATTRIBUTE)) === 'open' &&
    name === undefined
  )
}
