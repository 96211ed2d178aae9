import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { receiverOf } from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { takesFromCaller } from '../../matching/inputs/caller-values.ts'
import { isExposed, serves } from '../../matching/inputs/exposure.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { CODE } from '../../matching/inputs/sinks.ts'
import { builtText } from '../../matching/values/built-text.ts'
import {
  F_CODE,
  F_VALUE,
  K_CALL,
  K_EXEC_STATEMENT,
  K_IDENTIFIER,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { handedArgument, handedCalls } from './matching/handed-calls.ts'
import { inputSteps } from './matching/input-steps.ts'

/** Run their first argument as Python. */
const RUNNERS = [
  'builtins.eval',
  'builtins.exec',
  'builtins.execfile',
  '_xxsubinterpreters.run_string',
  '_interpreters.run_string',
  'test.support.run_in_subinterp',
  '_testcapi.run_in_subinterp',
  'six.exec_',
  'pandas.eval',
  'numexpr.evaluate',
] as const
/** Load or make code by name; only user input makes them dangerous. */
const LOADERS = [
  'builtins.__import__',
  'importlib.import_module',
  'importlib.__import__',
  'pandas.eval',
  'imp.load_source',
  'runpy.run_path',
  'runpy.run_module',
  'builtins.compile',
  'timeit.timeit',
  'cProfile.run',
  'profile.run',
  'django.utils.module_loading.import_string',
  'pydoc.locate',
  // Expressions of mathematics go through `eval`.
  'sympy.sympify',
  'sympy.parse_expr',
  'sympy.parsing.sympy_parser.parse_expr',
  // Scripts that reach modules of Python.
  'js2py.eval_js',
  'js2py.eval_js6',
] as const
const CONSOLES = /^code\.Interactive(?:Console|Interpreter)\(\)/

/** `run_in_executor(None, eval, text)` */
const HANDED = handedCalls((call, handed, checker) => {
  const { callee, name } = handed
  if (!(RUNNERS as readonly string[]).includes(name)) return
  const code = handedArgument(handed, name.endsWith('run_string') ? 1 : 0, 'source')
  if (code !== NO_NODE) judge(checker, call, code, checker.tree.text(callee))
})

export default defineRule({
  id: 'code-injection',
  title: 'Code run from text',
  consequence:
    'Whoever controls the text runs their own Python inside of the application, with all of its secrets and rights.',
  effortHours: { low: 0.5, high: 3 },
  cwe: [94, 95],
  roles: ['source', 'migration'],
  why: `
\`eval\` and \`exec\` run whatever the text says. Empty \`__builtins__\` do not help: every object leads
back to all classes that are loaded. A module name from outside imports, and so runs, any module on
the path, and \`globals()[name]()\` calls any function there is.
`,
  fix: `
Parse data as data: \`ast.literal_eval\`, \`json.loads\`, \`int\`. Choose behaviour from a dictionary of
allowed names: \`HANDLERS[name]()\`. For formulas use a parser with a fixed grammar.
`,
  exemptions: [
    {
      text: 'A shell that runs what its user typed, in the names of that user, is told of with a lower severity; fixed texts are not told of.',
      quiet: py`
        class Shell:
            def version(self):
                return eval("1 + 1", self.user_ns)
      `,
    },
    {
      text: 'Text that is a constant of the program.',
      quiet: py`
        SOURCE = 'x + 1'

        def check(x):
            eval('x + 1')
            exec(SOURCE)
            return eval(compile('1 + 1', '<here>', 'eval'))
      `,
    },
    {
      text: 'Methods called `eval` or `exec`, and functions of these names that the file defines.',
      quiet: py`
        import ast
        from expressions import eval

        def run(model, frame, text):
            model.eval()
            frame.eval('a = b')
            ast.literal_eval(text)
            return eval(text)
      `,
    },
    {
      text: 'Modules imported by a name that does not come from a user, and names from a fixed set.',
      quiet: py`
        import importlib
        from flask import request

        HANDLERS = {'a': print}

        def load(settings):
            name = request.args['name']
            HANDLERS[name]()
            if name in HANDLERS:
                eval(name)
            return importlib.import_module(settings.BACKEND)
      `,
    },
  ],
  limits: [
    'Input is followed through calls, results and fields of the project; not through containers of a module, databases and callbacks.',
    'Templates that are rendered from user text are reported by xss-html-output.',
  ],
  bad: [
    py`
      def calculate(formula):
          return eval(formula) #!
    `,
    py`
      import builtins
      import importlib
      from importlib import import_module as load
      from flask import request

      def views(module):
          exec(request.data) #!
          builtins.exec('x = ' + module) #!
          load(request.args['module']) #!
          code = compile(request.form['code'], '<form>', 'exec') #!
          exec(code) #!
          globals()[request.args['action']]() #!
    `,
    py`
      import code
      import logging.config

      def serve(connection):
          console = code.InteractiveConsole()
          console.push(connection.line()) #!
          code.InteractiveInterpreter().runcode(connection.line()) #!
          logging.config.listen(9999) #!
    `,
  ],
  good: [
    py`
      import ast

      def calculate(formula):
          return ast.literal_eval(formula)
    `,
  ],
  calls: {
    ...HANDED.calls,
    ...callsTo(RUNNERS, (call, checker) => checkRunner(checker, call)),
    ...callsTo(LOADERS, (call, checker) => checkLoader(checker, call)),
    'logging.config.listen'(call, checker) {
      if (checker.facts.arguments(call).some(({ name }) => name === 'verify')) return
      checker.report({
        node: call,
        message:
          'Whoever can connect to this port sends a configuration, parts of which are evaluated as code.',
        severity: 'high',
        confidence: 'medium',
      })
    },
  },
  methods: {
    ...HANDED.methods,
    ...Object.fromEntries(
      ['push', 'runcode', 'runsource'].map((name) => [
        name,
        (call: Node, checker: Checker) => {
          if (!importsModule(checker, 'code')) return
          const value = checker.valueOf(receiverOf(checker.tree, call))
          if (value?.kind === 'external' && CONSOLES.test(value.name)) checkRunner(checker, call)
        },
      ]),
    ),
    // `frame.query(request.args['q'])`: `@` reaches every local name.
    ...Object.fromEntries(
      ['query', 'eval'].map((name) => [
        name,
        (call: Node, checker: Checker) => {
          if (!importsModule(checker, 'pandas')) return
          const value = checker.valueOf(receiverOf(checker.tree, call))
          const isFrame = value?.kind === 'external' && /^pandas\..*\(\)/.test(value.name)
          if (isFrame) checkLoader(checker, call)
        },
      ]),
    ),
  },
  on: {
    [K_EXEC_STATEMENT](statement, checker) {
      const code = checker.tree.child(statement, F_CODE)
      if (code !== NO_NODE) judge(checker, statement, code, 'exec')
    },
    // `globals().get(name)()`
    [K_CALL](call, checker) {
      const { tree, facts } = checker
      const callee = facts.callee(call)
      if (callee === NO_NODE || tree.kind(callee) !== K_CALL) return
      if (!/^(?:globals|locals|vars)\(\)\.get\(/.test(tree.text(callee))) return
      checkNamed(checker, call, facts.arguments(callee)[0]?.value ?? NO_NODE)
    },
    [K_SUBSCRIPT](node, checker) {
      const { tree, facts } = checker
      const parent = tree.parent(node)
      if (parent === NO_NODE || tree.kind(parent) !== K_CALL || facts.callee(parent) !== node)
        return
      const base = tree.child(node, F_VALUE)
      if (tree.kind(base) !== K_CALL) return
      if (!/^builtins\.(?:globals|locals|vars)$/.test(facts.calleeName(base) ?? '')) return
      checkNamed(checker, parent, tree.namedChildren(node)[1] ?? NO_NODE)
    },
  },
})

function checkNamed(checker: Checker, call: Node, key: Node): void {
  const source = key === NO_NODE ? NO_NODE : provenance(checker).inputOf(key, CODE)
  if (source === NO_NODE) return
  checker.report({
    node: call,
    message: `\`${checker.tree.text(source)}\` comes from the client and decides which function is called.`,
    evidence: inputSteps(checker, source),
  })
}

function checkRunner(checker: Checker, call: Node): void {
  // The first argument of `run_string` names the interpreter.
  const at = /\brun_string$/.test(checker.facts.calleeName(call) ?? '') ? 1 : 0
  const first = checker.facts.arguments(call)[at]
  if (first === undefined) return
  judge(checker, call, first.value, checker.tree.text(checker.facts.callee(call)))
}

function checkLoader(checker: Checker, call: Node): void {
  const first = checker.facts.arguments(call)[0]
  if (first === undefined) return
  const source = provenance(checker).inputOf(first.value, CODE)
  if (source !== NO_NODE)
    judge(checker, call, first.value, checker.tree.text(checker.facts.callee(call)))
}

function judge(checker: Checker, node: Node, code: Node, name: string): void {
  const { tree, facts } = checker
  const own = provenance(checker)
  if (own.isFixed(code, CODE)) return
  const value = own.valueOf(code)
  const source = own.inputOf(code, CODE)
  if (tree.kind(value) === K_CALL && facts.calleeName(value) === 'builtins.compile') {
    const text = facts.arguments(value)[0]?.value
    // `exec(compile(text))` is told at the call of `compile`.
    if (text === undefined || (source !== NO_NODE && tree.contains(node, value))) return
    if (own.isFixed(text, CODE)) return
  }
  if (source !== NO_NODE) {
    checker.report({
      node,
      message: `\`${tree.text(source)}\` comes from the client and \`${name}\` runs it as code.`,
      evidence: inputSteps(checker, source),
    })
    return
  }
  checker.report({
    node,
    message: `\`${name}\` runs \`${tree.text(code).split('\n')[0]}\` as code, whatever it holds.`,
    severity:
      (takesText(checker, code) &&
        !isMeant(checker, node) &&
        isExposed(checker, node) &&
        serves(checker.project)) ||
      isOfModel(tree.text(value))
        ? 'high'
        : 'medium',
    confidence: 'medium',
  })
}

/** What a language model answered: whoever writes into its question writes the answer. */
function isOfModel(text: string): boolean {
  return /\.choices\[\w+\]\.(?:message\.content|text)\b|\.output_text\b|\bcontent\[0\]\.text\b/.test(
    text,
  )
}

const EVALUATING = /^(?:(?:do|cmd|simple)_?)?(?:eval|exec)$|debug|repl|console|py_?eval|interact/i

/**
 * An importer, a debugger or a profiler runs what it was asked for, in names that it was given; a
 * private helper makes its text itself; a comment for another tool says that somebody looked.
 */
function isMeant({ tree, facts }: Checker, call: Node): boolean {
  const owner = facts.enclosingFunction(call)
  if (owner !== undefined && /^_/.test(owner.name) && owner.class === undefined) return true
  // A console or a command for debugging does what its user types.
  const holder = facts.enclosingClass(call)?.name ?? ''
  if (
    EVALUATING.test(owner?.name ?? '') ||
    /Debug|Repl\b|REPL|Console|Shell|Interpreter/.test(holder)
  )
    return true
  const before = tree.source.slice(0, tree.start(call)).split('\n').slice(-4).join('\n')
  const line = tree.source.slice(tree.start(call)).split('\n', 1)[0] ?? ''
  if (/exec-used|eval-used|nosec|noqa:.*\bS(?:102|307)\b/.test(`${before}${line}`)) return true
  const space = tree.kind(call) === K_CALL ? facts.arguments(call)[1]?.value : undefined
  if (space === undefined) return false
  if (tree.kind(space) === K_IDENTIFIER) return true
  // Names that were chosen for this code, without the builtins.
  if (owner !== undefined && /['"]__builtins__['"]\s*:/.test(tree.text(owner.node))) return true
  return /__dict__$|\bglobals\(\)$|\.(?:user_|main_|f_|global_|local_)*(?:locals|globals|namespace|ns)$/.test(
    tree.text(space),
  )
}

/** A parameter itself, or text that is put together with one. */
function takesText(checker: Checker, code: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(code) === K_IDENTIFIER && facts.resolve(code)?.kind === 'parameter') return true
  return takesFromCaller(checker, builtText(checker, code, CODE), CODE)
}
