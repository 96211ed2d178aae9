import type { Checker } from '../../engine/checker.ts'
import { receiverOf } from '../../matching/calls.ts'
import {
  F_LEFT,
  F_VALUE,
  K_ASSIGNMENT,
  K_DELETE_STATEMENT,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'sys-modules-mutation',
  title: 'Table of loaded modules changed by hand',
  consequence:
    'Two threads that import at this moment get different copies of a module, and code that holds the old one goes on with it.',
  effortHours: { low: 1, high: 4 },
  why: `
\`sys.modules\` belongs to the import system. Taking a module out makes the next import run it again: classes exist
twice, \`isinstance\` fails, state is lost. Another thread that is importing meanwhile sees a half-made module or
none. What others have imported before keeps the old one, so that two versions live side by side.
`,
  fix: `
Pass what should be different as an argument, or use \`importlib.reload\` where it is under control. In tests let
\`monkeypatch.setitem(sys.modules, ...)\` put the old module back.
`,
  exemptions: [
    {
      text: 'Reading the table.',
      quiet: py`
        import sys

        def loaded(name):
            module = sys.modules.get(name) or sys.modules[__name__]
            return module if name in sys.modules else None
      `,
    },
    {
      text: 'Importers, which have to.',
      quiet: py`
        import importlib.util
        import sys
        from importlib.abc import Loader

        class OwnLoader(Loader):
            def exec_module(self, module):
                sys.modules[module.__name__] = module

        def load_plugin(name, path):
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            return module
      `,
    },
    {
      text: 'A module that puts something in its own place, once, at import.',
      quiet: py`
        import sys

        class Proxy:
            pass

        sys.modules[__name__] = Proxy()
      `,
    },
  ],
  limits: ['Changes through another name for the table are not seen.'],
  bad: [
    py`
      import sys

      def reset(name):
          sys.modules.pop(name, None) #!
    `,
    py`
      import sys
      from sys import modules

      def reload(name, other):
          del sys.modules[name] #!
          sys.modules[name] = other #!
          modules.update({name: other}) #!
          sys.modules.clear() #!
    `,
  ],
  good: [
    py`
      import importlib

      def reset(module):
          return importlib.reload(module)
    `,
  ],
  roles: ['source'],
  on: {
    [K_ASSIGNMENT]: (node, checker) => checkItem(checker, node, checker.tree.child(node, F_LEFT)),
    [K_DELETE_STATEMENT](node, checker) {
      for (const target of checker.tree.namedChildren(node)) checkItem(checker, node, target)
    },
  },
  methods: Object.fromEntries(
    ['pop', 'clear', 'update', 'setdefault', 'popitem'].map((name) => [
      name,
      (call: Node, checker: Checker) => {
        if (isTable(checker, receiverOf(checker.tree, call))) report(checker, call)
      },
    ]),
  ),
})

function checkItem(checker: Checker, statement: Node, target: Node): void {
  const { tree } = checker
  if (target === NO_NODE || tree.kind(target) !== K_SUBSCRIPT) return
  if (isTable(checker, tree.child(target, F_VALUE))) report(checker, statement)
}

function isTable({ facts }: Checker, node: Node): boolean {
  return node !== NO_NODE && facts.qualifiedName(node) === 'sys.modules'
}

function report(checker: Checker, node: Node): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(node)
  if (owner === undefined) return
  // Importers put modules in before they run them, as the import protocol asks.
  const around = tree.text(owner.node)
  if (/module_from_spec|exec_module|ModuleType\(|new_module|importlib\.machinery/.test(around))
    return
  checker.report({
    node,
    message: `\`${tree.text(node).slice(0, 80)}\` changes the table of loaded modules under all other threads.`,
  })
}
