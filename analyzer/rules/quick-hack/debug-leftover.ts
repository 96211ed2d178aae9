import type { Checker, FixDraft } from '../../engine/checker.ts'
import { commentAt } from '../../facts/comments.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { keywordArgument, receiverOf } from '../../matching/calls/calls.ts'
import { removeStatements } from '../../matching/edits/removals.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { isStringStatement, statementsOf } from '../../matching/statements/statements.ts'
import {
  K_CALL,
  K_EXPRESSION_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IF_STATEMENT,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_LAMBDA,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'debug-leftover',
  title: 'Debugging aid left in the code',
  consequence:
    'The program stops and waits for a developer, or writes to an output that nobody reads.',
  effortHours: { low: 0.05, high: 0.1 },
  cwe: [489],
  why: `
\`breakpoint()\` in production halts the worker for ever: there is no terminal to type into. A \`print\` goes to
standard output past levels, formats and filters, so it cannot be switched off, and may show what must not
be in a log.
`,
  fix: `
Delete it. What is worth knowing goes to a logger: \`logger.debug("order %s: %s", order.id, total)\`.
`,
  exemptions: [
    {
      text: 'A program for the command line, whose output is its result.',
      quiet: py`
        import argparse

        def run():
            print("3 orders")

        if __name__ == "__main__":
            run()
      `,
    },
    {
      text: 'Functions that are there to print, and output to a file that is named.',
      quiet: py`
        import sys

        def print_order(order):
            print(order.id)

        def usage():
            print("usage: tool [-v]")

        class Report:
            def write(self, file):
                print("total", file=file)
                print("failed", file=sys.stderr)

            def show(self):
                print(self.total)
      `,
    },
    {
      text: 'A comment on the line, or right above, that says that it is there on purpose.',
      quiet: py`
        def start(order):
            # Intentional: the container shows standard output.
            print("ready")
            breakpoint()  # on purpose: the console of the developers
      `,
    },
    {
      text: 'A function whose docstring offers the debugger.',
      quiet: py`
        def stop():
            """Call into pdb.set_trace()."""
            import pdb  # by design
            pdb.set_trace()
      `,
    },
    {
      text: 'A log entry, and own functions of such names.',
      quiet: py`
        import logging
        from app.debugger import set_trace, breakpoint

        def run(order):
            logging.debug("order %s", order)
            set_trace(order)
            breakpoint(order)
            self.pdb.set_trace()
      `,
    },
    {
      text: 'Scripts, examples, commands and tests.',
      quiet: {
        'scripts/load.py': 'print("loaded")\n',
        'app/management/commands/load.py': 'def handle():\n    print("loaded")\n',
        'tests/test_load.py': 'def test_load():\n    print("loaded")\n    assert load()\n',
        'app/cli.py': 'def load():\n    print("loaded")\n',
        'app/other.py': 'value = 1\n',
      },
    },
  ],
  limits: [
    'Whether a module is a program is known by its imports, its path and its main part.',
    'Of several prints in one function the first is reported.',
  ],
  bad: [
    py`
      def total(order):
          breakpoint() #!
          return order.total
    `,
    py`
      import pdb #!
      import ipdb as debugger #!
      from pprint import pprint
      import pprint as pp

      def total(order):
          pdb.set_trace() #!
          debugger.set_trace() #!
          pdb.Pdb(nosigint=True).set_trace() #!
          pdb.post_mortem() #!
          print("here", order) #!
          print("there", order)
          pprint(order) #!
          pp.pprint(order) #!
          import sys
          sys.breakpointhook() #!
          return order.total
    `,
  ],
  good: [
    py`
      import logging

      logger = logging.getLogger(__name__)

      def total(order):
          logger.debug("order %s", order.id)
          return order.total
    `,
  ],
  on: {
    [K_IMPORT_STATEMENT]: checkImport,
    [K_IMPORT_FROM_STATEMENT]: checkImport,
  },
  calls: {
    ...callsTo(
      [
        'builtins.breakpoint',
        'sys.breakpointhook',
        ...[
          'pdb',
          'ipdb',
          'pudb',
          'wdb',
          'rpdb',
          'celery.contrib.rdb',
          'remote_pdb',
          'pdbpp',
          'web_pdb',
          'IPython.core.debugger',
          'nose.tools',
          'django_pdb',
        ].map((one) => `${one}.set_trace`),
        'pdb.run',
        'pdb.runcall',
        'pdb.post_mortem',
        'pdb.pm',
        'IPython.embed',
        'debugpy.breakpoint',
        'debugpy.listen',
        'debugpy.wait_for_client',
        'ptvsd.break_into_debugger',
        'builtins.ic',
        'icecream.ic',
        'devtools.debug',
      ],
      reportStop,
    ),
    ...callsTo(['builtins.print', 'pprint.pprint', 'pprint.pp'], checkPrint),
  },
  methods: {
    // `Pdb(skip=["app.*"]).set_trace()`
    set_trace(call, checker) {
      const made = receiverOf(checker.tree, call)
      if (made === NO_NODE || checker.tree.kind(made) !== K_CALL) return
      if (/^i?pdb\.Pdb$/.test(checker.facts.calleeName(made) ?? '')) reportStop(call, checker)
    },
  },
  roles: ['source', 'migration'],
})

/** `def _enter_debugger`, `class Debugger`: somebody asked for it. */
function isForDebugging({ facts, path }: Checker, call: Node): boolean {
  const owner = facts.enclosingFunction(call)
  const file = path.slice(path.lastIndexOf('/') + 1)
  return /debug|pdb/i.test(`${owner?.name ?? ''} ${owner?.class?.name ?? ''} ${file}`)
}

/** `pdb.post_mortem(traceback)`: a handler that is there for whoever looks into failures. */
const AFTERWARDS = /(?:^|\.)(?:post_mortem|pm)$/

function reportStop(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  if (isOffered(checker, call) || isMeant(checker, call)) return
  checker.report({
    node: call,
    severity: isForDebugging(checker, call)
      ? 'low'
      : isSwitchedOn(checker, call) || AFTERWARDS.test(tree.spelled(facts.callee(call)))
        ? 'medium'
        : 'high',
    message: `\`${tree.text(facts.callee(call))}\` stops the program for a debugger.`,
    fixes: removalFix(checker, tree.parent(call)),
  })
}

/** Under `if LOG_PDB:`: it waits for somebody who asks for it. */
function isSwitchedOn({ tree }: Checker, call: Node): boolean {
  for (
    let branch = tree.ancestor(call, K_IF_STATEMENT, K_FUNCTION_DEFINITION);
    branch !== NO_NODE && tree.kind(branch) === K_IF_STATEMENT;
    branch = tree.ancestor(branch, K_IF_STATEMENT, K_FUNCTION_DEFINITION)
  ) {
    const condition = tree.text(conditionOf(tree, branch))
    if (/pdb|debug|break|post_?mortem/i.test(condition)) return true
  }
  return false
}

/** A handler of a signal that starts the debugger, or a frame given to it: a tool for its user. */
function isOffered({ tree, facts }: Checker, call: Node): boolean {
  // """Call into pdb.set_trace()""": a function for who debugs.
  const owner = facts.enclosingFunction(call)
  const [said] = owner === undefined ? [] : statementsOf(tree, owner.body)
  if (
    said !== undefined &&
    isStringStatement(tree, said) &&
    /\bi?pdb\b|debugger/i.test(tree.text(said))
  )
    return true
  if (/(?:^|\.)set_trace$/.test(facts.calleeName(call) ?? '')) {
    const frame = facts.arguments(call)[0]?.value
    if (frame !== undefined && /frame|\bf_back\b/.test(tree.text(frame))) return true
  }
  const lambda = tree.ancestor(call, K_LAMBDA)
  const handed = lambda === NO_NODE ? NO_NODE : tree.ancestor(lambda, K_CALL)
  return handed !== NO_NODE && facts.calleeName(handed) === 'signal.signal'
}

/** Deletes a statement that is there for the debugger alone. */
function removalFix({ tree }: Checker, statement: Node): FixDraft[] {
  const edits =
    tree.kind(statement) === K_EXPRESSION_STATEMENT || tree.kind(statement) === K_IMPORT_STATEMENT
      ? removeStatements(tree, [statement])
      : undefined
  return edits === undefined ? [] : [{ title: 'Delete it', grade: 'safe', edits }]
}

const MEANT =
  /\b(?:intention(?:al(?:ly)?)?|on purpose|deliberate(?:ly)?|by design|forgotten-debug-statement|T100)\b/i

/** A comment on the line, or right above it, says that it is there on purpose. */
function isMeant({ tree, facts }: Checker, node: Node): boolean {
  const line = tree.line(node)
  const [own, above] = [commentAt(facts, line), commentAt(facts, line - 1)]
  return MEANT.test(own?.text ?? '') || (above?.isOwnLine === true && MEANT.test(above.text))
}

const DEBUGGER = /^(?:pdb|ipdb|pudb|wdb|rpdb|pdbpp|remote_pdb|web_pdb|icecream|ptvsd|pydevd)$/

function checkImport(statement: Node, checker: Checker): void {
  const { facts, tree } = checker
  if (isProgram(checker) || isMeant(checker, statement)) return
  const found = facts.imports.find(
    (one) =>
      one.statement === statement &&
      one.level === 0 &&
      DEBUGGER.test(one.form === 'import' ? (one.target ?? '') : one.module),
  )
  // `from pdb import Pdb`: a debugger of one's own is made of its class.
  if (found === undefined || /^[A-Z]/.test(found.name)) return
  checker.report({
    node: statement,
    confidence: 'medium',
    message: `\`${tree.text(statement)}\` is there for debugging.`,
  })
}

const PROGRAM_IMPORTS =
  /^(?:argparse|optparse|getopt|click|typer|cmd|fire|docopt|curses|code|rich|readline)(?:\.|$)/
const PROGRAM_PATH =
  /(?:^|\/)(?:scripts?|bin|tools?|examples?|demos?|docs?|commands?|cli|benchmarks?|management|build|samples?|tutorials?|debug\w*)\/|(?:^|\/)(?:cli|manage|setup|fabfile|noxfile|tasks|conf|conftest|__main__)\.py$|_cli\.py$/i
const PRINTING =
  /print|show|display|dump|usage|help|report|main|banner|cmd|do_|list_|echo|output|version|summary|pretty|log|debug|trace|verbose|describe|warn|progress|^run$|repl|interact/i

const KEY = {}

/** True for a module whose output is its result. */
function isProgram(checker: Checker): boolean {
  return checker.once(KEY, () => {
    const { facts, project, path } = checker
    if (PROGRAM_PATH.test(path)) return true
    if (project.index.module(path)?.summary.isScript === true) return true
    return facts.imports.some(
      ({ target }) => PROGRAM_IMPORTS.test(target ?? '') && target !== 'pdb',
    )
  })
}

/** Functions (0 for the module) in which a `print` was reported: the others are found with it. */
const REPORTED = {}

function checkPrint(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  if (
    keywordArgument(tree, call, 'file') !== NO_NODE ||
    keywordArgument(tree, call, 'stream') !== NO_NODE
  ) {
    return
  }
  for (let one = facts.enclosingFunction(call); one; one = one.enclosing) {
    if (PRINTING.test(one.name)) return
  }
  if (isProgram(checker) || isMeant(checker, call)) return
  const reported = checker.once(REPORTED, () => new Set<string>())
  const callee = tree.text(facts.callee(call))
  const key = `${facts.enclosingFunction(call)?.node ?? 0} ${callee}`
  if (reported.has(key)) return
  reported.add(key)
  checker.report({
    node: call,
    severity: 'low',
    confidence: 'medium',
    message: `\`${callee}\` writes past the log: it cannot be switched off or found again.`,
  })
}
