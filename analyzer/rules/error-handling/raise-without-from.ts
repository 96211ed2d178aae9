import type { Checker, FixDraft } from '../../engine/checker.ts'
import { insertAfter } from '../../matching/edits/edits.ts'
import { handlerText } from '../../matching/errors/handlers.ts'
import { caughtName } from '../../matching/errors/reraise.ts'
import { statementsOf } from '../../matching/statements/statements.ts'
import {
  F_CAUSE,
  F_VALUE,
  K_ATTRIBUTE,
  K_CALL,
  K_CLASS_DEFINITION,
  K_EXCEPT_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_LAMBDA,
  K_PARENTHESIZED_EXPRESSION,
  K_RAISE_STATEMENT,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'raise-without-from',
  title: 'Exception replaced without its cause',
  consequence:
    'Whoever has to find the fault sees two unrelated failures instead of a cause and its effect.',
  effortHours: { low: 0.05, high: 0.1 },
  why: `
A new exception raised inside of a handler carries the first one as context only: the traceback says
"During handling of the above exception, another exception occurred", as if the handler itself were broken.
\`from error\` says that the one is the cause of the other, and sets \`__cause__\`, which loggers and error
trackers follow. \`from None\` hides the first where callers must not see it.
`,
  fix: `
\`raise OrderError("...") from error\`, or \`from None\` where the cause says nothing to the caller.
`,
  exemptions: [
    {
      text: 'A cause that is given, `from None` included.',
      quiet: py`
        def load(path):
            try:
                return parse(path)
            except ValueError as error:
                raise LoadError(path) from error
            except KeyError:
                raise LoadError(path) from None
      `,
    },
    {
      text: 'The same exception raised again.',
      quiet: py`
        def load(path):
            try:
                return parse(path)
            except ValueError as error:
                error.path = path
                raise error
            except KeyError as error:
                raise error.with_traceback(None)
            except TypeError:
                raise
      `,
    },
    {
      text: 'A function inside of the handler, and what follows the handler.',
      quiet: py`
        def load(path):
            try:
                return parse(path)
            except ValueError:
                def later():
                    raise LoadError(path)
                schedule(later)
            raise LoadError(path)
      `,
    },
    {
      text: 'An exit of the program, the end of an iteration, and a variable that holds the exception.',
      quiet: py`
        def run(rows):
            try:
                return next(rows)
            except StopIteration:
                raise SystemExit(1)
            except ValueError:
                failure = LoadError()
                raise failure
            except KeyError:
                raise StopAsyncIteration
      `,
    },
    {
      text: 'A function that is given the exception: it may name it as the cause.',
      quiet: py`
        def load(path):
            try:
                return parse(path)
            except ValueError as error:
                raise translated(error)
            except KeyError as error:
                raise self.wrap(path, error)
            except OSError as error:
                raise error.with_traceback(None)
            except TypeError:
                raise errors.pop()
      `,
    },
  ],
  limits: ['Functions that make and raise the exception are not followed.'],
  bad: [
    py`
      def load(path):
          try:
              return parse(path)
          except ValueError as error:
              raise LoadError(path) #!
    `,
    py`
      import errors

      def load(path):
          try:
              return parse(path)
          except KeyError:
              raise LoadError #!
          except (TypeError, OSError) as exc:
              if path:
                  raise errors.LoadError(str(exc)) #!
              else:
                  log(path)
                  raise errors.EmptyPath(path) #!
          except:
              with lock:
                  raise RuntimeError("failed") #!

      def convert(text):
          try:
              return int(text)
          except (ValueError, TypeError):
              try:
                  return float(text)
              except ValueError:
                  raise FormatError("no number") #!
              raise FormatError(text) #!

      def serve(self, path):
          try:
              return load(path)
          except KeyError as error:
              raise type(error)(path) #!
          except OSError:
              raise self.error_class(path) #!
          except ValueError as error:
              raise exceptions.bad_request(path) #!
    `,
  ],
  good: [
    py`
      def load(path):
          try:
              return parse(path)
          except ValueError as error:
              raise LoadError(path) from error
    `,
  ],
  on: {
    [K_RAISE_STATEMENT](statement, checker) {
      const { tree } = checker
      const value = statementsOf(tree, statement)[0]
      if (value === undefined || tree.child(statement, F_CAUSE) !== NO_NODE) return
      const type = tree.kind(value) === K_CALL ? tree.callee(value) : value
      const name = tree.text(type)
      const last = name.slice(name.lastIndexOf('.') + 1)
      if (ENDING.test(last)) return
      // A name in small letters is a variable that holds an exception.
      const isClass = /^_*[A-Z]/.test(last)
      if (!isClass && tree.kind(value) !== K_CALL) return
      const clause = tree.ancestor(
        statement,
        K_EXCEPT_CLAUSE,
        K_FUNCTION_DEFINITION,
        K_CLASS_DEFINITION,
        K_LAMBDA,
      )
      if (clause === NO_NODE || tree.kind(clause) !== K_EXCEPT_CLAUSE) return
      const caught = caughtName(tree, clause)
      // What a function makes of the exception may name it as its cause.
      if (!isClass && (TAKING.test(last) || mentions(tree, value, caught))) return
      checker.report({
        node: statement,
        message: `\`${name}\` is raised in \`${handlerText(tree, clause)}\` without \`from\`: it looks like a second, unrelated failure.`,
        fixes: fixOf(checker, clause, value, caught),
      })
    },
  },
})

/** `from error`; a clause that gives the exception no name gets one that nothing else uses. */
function fixOf(
  checker: Checker,
  clause: Node,
  value: Node,
  caught: string | undefined,
): FixDraft[] {
  const { tree } = checker
  const name = caught ?? unusedNameFor(checker, clause)
  if (name === undefined) return []
  const type = tree.child(clause, F_VALUE)
  return [
    {
      title: 'Name the cause',
      grade: 'safe',
      edits: [
        ...(caught === undefined ? [insertAfter(tree, type, ` as ${name}`)] : []),
        insertAfter(tree, value, ` from ${name}`),
      ],
    },
  ]
}

const NAMES = ['error', 'err', 'exc', 'cause']

/**
 * A name for the exception that the function around does not use. Python deletes it at the end of
 * the clause, so clauses in each other get different ones. Undefined for `except:`.
 */
function unusedNameFor({ tree, facts }: Checker, clause: Node): string | undefined {
  const type = tree.child(clause, F_VALUE)
  if (type === NO_NODE || !NAMEABLE.has(tree.kind(type))) return undefined
  const region = tree.ancestor(clause, K_FUNCTION_DEFINITION)
  const isUsed = (name: string) =>
    facts.identifiersNamed(name).some((one) => region === NO_NODE || tree.contains(region, one))
  let depth = 0
  for (let at = tree.parent(clause); at !== NO_NODE && at !== region; at = tree.parent(at)) {
    if (tree.kind(at) === K_EXCEPT_CLAUSE) depth += 1
  }
  return NAMES.filter((name) => !isUsed(name))[depth]
}

const NAMEABLE: ReadonlySet<number> = new Set([
  K_IDENTIFIER,
  K_ATTRIBUTE,
  K_TUPLE,
  K_CALL,
  K_PARENTHESIZED_EXPRESSION,
])

const ENDING = /^(?:SystemExit|StopIteration|StopAsyncIteration|KeyboardInterrupt|GeneratorExit)$/

/** Functions that give back an exception with its cause, or the one being handled. */
const TAKING = /^(?:with_traceback|with_cause|from_\w+|exc_info|last_\w+|pop|get)$/

function mentions(tree: SyntaxTree, value: Node, caught: string | undefined): boolean {
  if (caught === undefined) return false
  return new RegExp(`(?<!type\\()\\b${caught}\\b`).test(tree.text(value))
}
