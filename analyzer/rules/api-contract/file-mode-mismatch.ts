import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { OPENING_FUNCTIONS } from '../../matching/calls/opened-files.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { misusesOf, openedMode } from './matching/opened-files.ts'

export default defineRule({
  id: 'file-mode-mismatch',
  title: 'File used in a way that its mode does not allow',
  consequence: 'The line raises as soon as it runs: nothing is read or written.',
  effortHours: { low: 0.1, high: 0.5 },
  why: `
A file that is open for reading cannot be written to, one that is open for writing cannot be read (and \`'w'\` has emptied
it already). A file in binary mode takes and gives bytes, one in text mode takes and gives text. Anything else raises.
`,
  fix: "Open the file in the mode that its use asks for: `'r'`, `'w'`, `'r+'`, with `b` for bytes.",
  exemptions: [
    {
      text: 'Modes that allow both, modes and values that are not known, and what fits.',
      quiet: py`
        import json
        import pickle

        def copy(path, mode, data):
            with open(path, 'r+') as file:
                file.write(file.read())
            with open(path, mode) as file:
                file.write('x')
            with open(path, 'wb') as file:
                file.write(data)
                file.write(b'x')
                file.write('x'.encode())
                pickle.dump(data, file)
            with open(path, 'a') as file:
                file.write('x')
                json.dump(data, file)
            with open(path, 'rb') as file:
                json.load(file)
            with open(path) as file:
                return file.read()
      `,
    },
    {
      text: 'A name that is given another file, and other functions called open.',
      quiet: py`
        import codecs
        import gzip

        def copy(path, other):
            file = open(path)
            file = other
            file.write('x')
            with gzip.open(path) as packed:
                packed.read()
            with codecs.open(path, 'wb', 'utf-8') as coded:
                coded.write('x')
      `,
    },
    {
      text: 'A test that expects the failure.',
      quiet: py`
        import io
        import pytest

        def test_mode(path):
            with open(path) as file:
                with pytest.raises(io.UnsupportedOperation):
                    file.write('x')
      `,
    },
  ],
  limits: ['Files that are handed on or kept in attributes are not followed.'],
  bad: [
    py`
      import json
      import pickle

      def copy(path, target, data):
          with open(path, 'w') as file:
              text = file.read() #!
          with open(target) as file:
              file.write(text) #!
          with open(target, 'wb') as file:
              file.write('done\n') #!
              json.dump(data, file) #!
          with open(path, 'w') as file:
              file.write(text.encode()) #!
              pickle.dump(data, file) #!
          out = open(path, 'w')
          for line in out: #!
              print(line)
          out.close()
    `,
  ],
  good: [
    py`
      def copy(path, target):
          with open(path) as file:
              text = file.read()
          with open(target, 'w') as file:
              file.write(text)
    `,
  ],
  calls: callsTo(OPENING_FUNCTIONS, check),
  methods: { open: check },
})

function check(call: Node, checker: Checker): void {
  const mode = openedMode(checker, call)
  if (mode === undefined) return
  for (const { node, why } of misusesOf(checker, call, mode)) {
    checker.report({
      node,
      message: `The file is open in mode \`'${mode}'\` (line ${checker.tree.line(call)}): ${why}.`,
      evidence: [{ kind: 'note', node: call, message: 'is opened here' }],
    })
  }
}
