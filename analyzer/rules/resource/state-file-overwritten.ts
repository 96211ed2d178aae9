import type { Checker } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { stringValue } from '../../facts/strings.ts'
import { argumentFor, calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { openedFile } from '../../matching/calls/opened-files.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'state-file-overwritten',
  title: 'State written over the file it is read from',
  consequence:
    'A crash, a full disk or a kill while it is written leaves half a file: the next start fails or begins with nothing.',
  effortHours: { low: 0.2, high: 1 },
  cwe: [367, 459],
  why: `
Opening a file with \`'w'\` empties it at once; the new content comes piece by piece. What ends the process in between
(a crash, a restart, an exception in the serialiser) leaves an empty or half-written file in the place of the old one, and
the same class reads that file at the next start. Another process that reads at that moment sees the half as well.
`,
  fix: 'Write to a new file in the same folder and `os.replace` the old one with it.',
  confidence: 'medium',
  exemptions: [
    {
      text: 'A new file that takes the place of the old one, and a report that the class does not read.',
      quiet: py`
        import json
        import os

        class Settings:
            def __init__(self, path, report):
                self.path = path
                self.report = report

            def load(self):
                with open(self.path) as file:
                    self.values = json.load(file)

            def save(self):
                with open(f'{self.path}.new', 'w') as file:
                    json.dump(self.values, file)
                os.replace(f'{self.path}.new', self.path)

            def print(self):
                with open(self.report, 'w') as file:
                    json.dump(self.values, file)
      `,
    },
    {
      text: 'Lines that are added, and a file that is only made where there is none.',
      quiet: py`
        import json

        class Journal:
            def __init__(self, path):
                self.path = path

            def load(self):
                return [json.loads(line) for line in open(self.path)]

            def add(self, entry):
                with open(self.path, 'a') as file:
                    file.write(json.dumps(entry))

            def create(self):
                with open(self.path, 'x') as file:
                    file.write('')
      `,
    },
  ],
  limits: ['Files whose path is no attribute of the object are not followed.'],
  bad: [
    py`
      import json
      from pathlib import Path

      class Settings:
          def __init__(self, path):
              self.path = path
              self.values = {}

          def load(self):
              with open(self.path) as file:
                  self.values = json.load(file)

          def save(self):
              with open(self.path, 'w') as file: #!
                  json.dump(self.values, file)

      class Registry:
          def __init__(self, path: Path):
              self._path = path

          def read(self):
              return json.loads(self._path.read_text())

          def store(self, rows):
              self._path.write_text(json.dumps(rows)) #!

          def clear(self):
              with self._path.open('w') as file: #!
                  json.dump([], file)
    `,
  ],
  good: [
    py`
      import json
      import os

      class Settings:
          def __init__(self, path):
              self.path = path
              self.values = {}

          def load(self):
              with open(self.path) as file:
                  self.values = json.load(file)

          def save(self):
              with open(self.path + '.new', 'w') as file:
                  json.dump(self.values, file)
              os.replace(self.path + '.new', self.path)
    `,
  ],
  roles: ['source'],
  on: {
    [k.K_CLASS_DEFINITION](node, checker) {
      const owner = checker.facts.classAt(node)
      if (
        owner === undefined ||
        /\bos\.(?:replace|rename)\(|\.(?:replace|rename)\(\s*self\.|atomic/i.test(
          checker.tree.text(node),
        )
      )
        return
      const uses = usesOf(checker, owner)
      for (const { call, name, kind } of uses) {
        if (kind !== 'written') continue
        if (!uses.some((one) => one.kind === 'read' && one.name === name)) continue
        checker.report({
          node: call,
          message: `\`self.${name}\` is emptied and written anew where it is read from: what stops this halfway leaves half a file.`,
        })
      }
    },
  },
})

interface Use {
  readonly call: Node
  /** The attribute that holds the path. */
  readonly name: string
  readonly kind: 'read' | 'written'
}

const PARSES =
  /\b(?:json|pickle|yaml|toml|tomllib|tomli|msgpack|marshal|plistlib)\.\w*load|\bread_(?:string|file)\(|literal_eval\(/

/** What the methods of a class do with files whose path is a field: state, which is parsed again. */
function usesOf(checker: Checker, owner: ClassFacts): readonly Use[] {
  const { tree, facts } = checker
  const found: Use[] = []
  for (const call of facts.callsIn(owner.node)) {
    if (facts.enclosingClass(call) !== owner) continue
    const method = facts.enclosingFunction(call)
    if (method === undefined) continue
    const name = calleeName(tree, call)
    if (!/^(?:open|read_text|read_bytes|write_text|write_bytes)$/.test(name)) continue
    const opened = openedFile(checker, call)
    const path = opened?.path ?? receiverOf(tree, call)
    if (path === NO_NODE) continue
    const field = receiverAttribute(facts, path)
    if (field === undefined) continue
    if (name.startsWith('write')) found.push({ call, name: field.name, kind: 'written' })
    else if (name.startsWith('read')) {
      if (PARSES.test(tree.spelled(method.node)))
        found.push({ call, name: field.name, kind: 'read' })
    } else {
      const mode = opened?.mode ?? argumentFor(tree, call, 0, 'mode')
      const text = mode === NO_NODE ? 'r' : stringValue(tree, mode)
      if (text === undefined) continue
      if (/^wb?t?$/.test(text)) found.push({ call, name: field.name, kind: 'written' })
      else if (/^r?b?t?$/.test(text) && PARSES.test(tree.spelled(method.node))) {
        found.push({ call, name: field.name, kind: 'read' })
      }
    }
  }
  return found
}
