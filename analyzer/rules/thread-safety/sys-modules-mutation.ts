import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { DELETE } from '../../facts/roles.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import {
  F_SUBSCRIPT,
  F_VALUE,
  K_ATTRIBUTE,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_FINALLY_CLAUSE,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule, type NodeHandler } from '../define.ts'
import { py } from '../python.ts'

const check: NodeHandler = (call, checker) => {
  const { tree, facts } = checker
  const object = receiverOf(tree, call)
  const name = object === NO_NODE ? undefined : facts.qualifiedName(object)
  if (name === 'sys.modules') report(checker, call, 'sys.modules')
  // At import, a script may have to say where its modules lie.
  const isRunning = facts.enclosingFunction(call) !== undefined
  if (name === 'sys.path' && isRunning) report(checker, call, 'sys.path')
}

export default defineRule({
  id: 'sys-modules-mutation',
  title: 'Table of imported modules changed by hand',
  consequence:
    'What an import gives depends on who ran before: objects of one class stop being equal, tests pass or fail by order.',
  effortHours: { low: 1, high: 8 },
  cwe: [471],
  why: `
\`sys.modules\` and \`sys.path\` belong to the whole process. Who takes a module out has it loaded a second time,
with second classes and second locks, while others go on with the first ones; who puts something in decides
what everybody else imports, from then on and in every thread.
`,
  fix: `
Import what is needed and hand it in. Tests replace the attribute of a module with \`monkeypatch.setattr\`
or \`mock.patch\`, and \`mock.patch.dict(sys.modules, ...)\` puts the table back. Packages are installed, also
in development (\`pip install -e .\`), instead of changing \`sys.path\`.
`,
  exemptions: [
    {
      text: 'Reading the table.',
      quiet: py`
        import sys

        def loaded(name):
            return name in sys.modules and sys.modules[name] or sys.modules.get(name)
      `,
    },
    {
      text: 'A module that replaces itself, or is loaded from a file by the documented recipe.',
      quiet: py`
        import importlib.util
        import sys

        def load(name, path):
            spec = importlib.util.spec_from_file_location(name, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            return module

        class Lazy:
            pass

        sys.modules[__name__] = Lazy()
      `,
    },
    {
      text: 'Import hooks: methods of finders and loaders.',
      quiet: py`
        import sys

        class Loader:
            def load_module(self, fullname):
                sys.modules[fullname] = make(fullname)
                return sys.modules[fullname]
      `,
    },
    {
      text: 'A script that extends its path when it starts.',
      quiet: py`
        import sys

        sys.path.insert(0, "lib")

        def path():
            return list(sys.path)
      `,
    },
  ],
  limits: ['A table that was given another name first is not followed.'],
  bad: [
    py`
      import sys

      def reload(name):
          sys.modules.pop(name, None) #!
    `,
    py`
      import sys
      from sys import modules

      def forget(name):
          del sys.modules[name] #!

      def fake(name, module):
          modules[name] = module #!
          sys.modules.update({name: module}) #!
          sys.path.append("plugins") #!
          sys.path[:0] = ["plugins"] #!
          sys.path += ["plugins"] #!
          sys.path = ["plugins"] #!
    `,
  ],
  good: [
    py`
      import importlib

      def load(name):
          return importlib.import_module(name)
    `,
  ],
  roles: ['source'],
  on: {
    [K_ATTRIBUTE](node, checker) {
      if (checker.facts.isWrite(node)) checkPath(checker, node, node)
    },
    [K_SUBSCRIPT](node, checker) {
      const { tree, facts } = checker
      if (!facts.isWrite(node) && facts.roleOf(node) !== DELETE) return
      checkPath(checker, node, tree.child(node, F_VALUE))
      if (facts.qualifiedName(tree.child(node, F_VALUE)) !== 'sys.modules') return
      if (/^__(?:name|package|spec)__/.test(tree.text(tree.child(node, F_SUBSCRIPT)))) return
      report(checker, node, 'sys.modules')
    },
  },
  methods: {
    pop: check,
    update: check,
    clear: check,
    setdefault: check,
    insert: check,
    append: check,
    extend: check,
    remove: check,
  },
})

/** `sys.path[:0] = ...`, `sys.path += ...` while the program runs; not what a `finally` puts back. */
function checkPath(checker: Checker, node: Node, place: Node): void {
  const { tree, facts } = checker
  if (facts.qualifiedName(place) !== 'sys.path') return
  const owner = facts.enclosingFunction(node)
  const isBack = tree.ancestor(node, K_FINALLY_CLAUSE) > (owner?.node ?? NO_NODE)
  if (owner !== undefined && !isBack) report(checker, node, 'sys.path')
}

/** Makers of modules: whoever calls one puts the result where imports find it. */
const MAKERS = ['importlib.util.module_from_spec', 'types.ModuleType', 'imp.new_module']
/** The lock that imports hold themselves. */
const IMPORT_LOCK = /\b(?:imp_acquire_lock|_?imp\.acquire_lock|_ImportLockContext)\b/
const HOOKS = /^(?:load_module|exec_module|create_module|find_module|find_spec|_load\w*)$/

function report(checker: Checker, node: Node, table: string): void {
  const { facts, tree } = checker
  const owner = facts.enclosingFunction(node)
  if (owner !== undefined && HOOKS.test(owner.name)) return
  // `importlib` itself, or code that makes a module by hand for it.
  if (owner !== undefined && /type\(sys\)|__initializing__|__spec__/.test(tree.text(owner.node)))
    return
  const isRecipe = MAKERS.some((name) =>
    facts.callsTo(name).some((call) => facts.enclosingFunction(call) === owner),
  )
  if (isRecipe && tree.kind(node) !== K_CALL) return
  // A search path that is longer is a nuisance, another module under a name is a trap.
  const isMild =
    table === 'sys.path' ||
    isRestored(checker, node, owner) ||
    isPutBack(checker, owner) ||
    isAsked(owner) ||
    tree.ancestor(node, K_EXCEPT_CLAUSE) > (owner?.node ?? NO_NODE) ||
    imports(checker, owner) ||
    IMPORT_LOCK.test(tree.source) ||
    tree.ancestor(node, K_FINALLY_CLAUSE) > (owner?.node ?? NO_NODE)
  checker.report({
    node,
    ...(isMild ? { severity: 'medium' as const } : {}),
    message: `\`${table}\` is changed for the whole process, for every thread and every later import.`,
  })
}

/** Names given once at import, and entries taken away or put back where a block ends. */
function isRestored({ facts }: Checker, node: Node, owner: FunctionFacts | undefined): boolean {
  if (owner === undefined || facts.roleOf(node) === DELETE) return true
  return /^__a?(?:enter|exit)__$|^(?:tearDown|restore|reset|cleanup|_?unload)/.test(owner.name)
}

/** `install_as_MySQLdb()`: who calls it wants just that, for all of the program. */
function isAsked(owner: FunctionFacts | undefined): boolean {
  return owner !== undefined && /^(?:un)?install_(?:as|for|in)_|^monkey_?patch/i.test(owner.name)
}

/** A `finally` of the function puts the table back. */
function isPutBack({ tree, facts }: Checker, owner: FunctionFacts | undefined): boolean {
  if (owner === undefined) return false
  return facts
    .nodesOfKind(K_FINALLY_CLAUSE)
    .some((one) => tree.contains(owner.node, one) && /\bsys\.modules\b/.test(tree.text(one)))
}

/** The function imports by itself: it is a part of an importer, which keeps the table. */
function imports({ facts, tree }: Checker, owner: FunctionFacts | undefined): boolean {
  if (owner === undefined) return false
  return facts
    .callsIn(owner.node)
    .some((call) =>
      /^(?:import_module|__import__|exec_module|load_module|module_from_spec|ModuleType|_load|import_from\w*|_importFrom\w*|reload|\w*load\w*module\w*)$/.test(
        calleeName(tree, call),
      ),
    )
}
