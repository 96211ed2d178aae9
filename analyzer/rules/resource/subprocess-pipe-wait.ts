import type { Checker } from '../../engine/checker.ts'
import { keywordArgument } from '../../matching/calls/calls.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const READS = /^(?:communicate|stdout|stderr)$/
const NEVER_READ = new Set(['subprocess.call', 'subprocess.check_call'])

export default defineRule({
  id: 'subprocess-pipe-wait',
  title: 'Wait for a process whose pipe nobody reads',
  consequence:
    'As soon as the program writes more than the pipe holds, both processes wait for each other for ever.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [833],
  why: `
A pipe holds some 64 KiB. The program that fills it stands still until somebody reads; whoever calls \`wait()\` first and
reads afterwards never comes to reading. With little output it works, so the test passes; with the first long message
the process hangs.
`,
  fix: `
Use \`communicate()\`, which reads while it waits, or \`subprocess.run(..., capture_output=True)\`. What nobody wants goes to
\`subprocess.DEVNULL\`.
`,
  exemptions: [
    {
      text: 'Output that is read before the wait, or goes to a file or nowhere.',
      quiet: py`
        import subprocess

        def dump(db, out):
            first = subprocess.Popen(['pg_dump', db], stdout=subprocess.PIPE)
            data, _ = first.communicate()
            first.wait()
            second = subprocess.Popen(['pg_dump', db], stdout=subprocess.PIPE)
            for line in second.stdout:
                out.write(line)
            second.wait()
            third = subprocess.Popen(['pg_dump', db], stdout=out, stderr=subprocess.DEVNULL)
            return data, third.wait()
      `,
    },
    {
      text: 'A process that somebody else reads: handed to another function, or kept.',
      quiet: py`
        import subprocess
        import threading

        def dump(db, read):
            process = subprocess.Popen(['pg_dump', db], stdout=subprocess.PIPE)
            threading.Thread(target=read, args=(process,)).start()
            return process.wait()
      `,
    },
    {
      text: 'A pipe for input only, and a wait that gives up.',
      quiet: py`
        import subprocess

        def load(db):
            one = subprocess.Popen(['psql', db], stdin=subprocess.PIPE)
            one.stdin.close()
            one.wait()
            two = subprocess.Popen(['psql', db], stdout=subprocess.PIPE)
            two.wait(timeout=5)
            three = subprocess.Popen(['psql', db], stdout=subprocess.PIPE)
            try:
                three.wait(timeout=5)
            except subprocess.TimeoutExpired:
                three.kill()
            return three.stdout.read()
      `,
    },
  ],
  limits: ['Processes in attributes are not followed.'],
  bad: [
    py`
      import subprocess

      def convert(path):
          process = subprocess.Popen(['convert', path, '-'], stdout=subprocess.PIPE)
          process.wait() #!
          return process.stdout.read()

      def check(path):
          process = subprocess.Popen(['lint', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
          if process.wait() != 0: #!
              raise RuntimeError(process.stderr.read())
          return subprocess.call(['wc', path], stdout=subprocess.PIPE) #!

      def describe(path):
          process = subprocess.Popen(['info', path], stdout=subprocess.PIPE)
          if process.wait(timeout=120) != 0: #!
              raise RuntimeError(path)
          return process.stdout.read()
    `,
  ],
  good: [
    py`
      import subprocess

      def convert(path):
          process = subprocess.Popen(['convert', path, '-'], stdout=subprocess.PIPE)
          output, _ = process.communicate()
          return output
    `,
  ],
  on: {
    [k.K_MODULE](_module, checker) {
      const { facts, tree } = checker
      if (facts.identifiersNamed('PIPE').length === 0) return
      for (const call of facts.calls) {
        const name = facts.calleeName(call)
        if (name === undefined || !name.startsWith('subprocess.') || !hasPipe(checker, call))
          continue
        if (NEVER_READ.has(name)) {
          checker.report({
            node: call,
            message: `\`${tree.text(facts.callee(call))}\` waits and never reads the pipe: with enough output the program stands still for ever.`,
          })
        } else if (name === 'subprocess.Popen') reportWait(checker, call)
      }
    },
  },
})

function hasPipe({ tree, facts }: Checker, call: Node): boolean {
  return ['stdout', 'stderr'].some((name) => {
    const value = keywordArgument(tree, call, name)
    return value !== NO_NODE && facts.qualifiedName(value) === 'subprocess.PIPE'
  })
}

/** The wait, where it is the first thing that is done with the process. */
function reportWait(checker: Checker, call: Node): void {
  const { tree, facts } = checker
  const assignment = tree.parent(call)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return
  const target = tree.child(assignment, k.F_LEFT)
  const binding = tree.kind(target) === k.K_IDENTIFIER ? facts.resolve(target) : undefined
  if (binding?.scope?.function === undefined || binding.definitionCount > 1) return
  for (const read of binding.references) {
    if (read < call) continue
    const attribute = tree.parent(read)
    if (tree.kind(attribute) !== k.K_ATTRIBUTE || tree.fieldOf(read) !== k.F_OBJECT) return
    const name = tree.text(tree.child(attribute, k.F_ATTRIBUTE))
    if (/^(?:communicate|stdout|stderr|poll|__exit__)$/.test(name)) return
    const wait = tree.parent(attribute)
    if (name !== 'wait' || tree.kind(wait) !== k.K_CALL) continue
    const isLimited = facts.arguments(wait).length > 0
    if (isLimited && !(isReadAfter(tree, binding.references, wait) && !givesUp(tree, wait))) return
    checker.report({
      node: wait,
      message: `\`${tree.text(wait)}\` waits before anybody reads the pipe of \`${binding.name}\`: with enough output both stand still ${isLimited ? 'until the time is over' : 'for ever'}.`,
      evidence: [
        { kind: 'call', node: call, message: 'the process writes into a pipe' },
        { kind: 'act', node: wait, message: 'nobody reads it' },
      ],
    })
    return
  }
}

/** What the program wrote is asked for only when it should have ended. */
function isReadAfter(tree: SyntaxTree, references: Iterable<Node>, wait: Node): boolean {
  return Array.from(references).some((one) => {
    const attribute = tree.parent(one)
    if (one < wait || tree.kind(attribute) !== k.K_ATTRIBUTE) return false
    return READS.test(tree.text(tree.child(attribute, k.F_ATTRIBUTE)))
  })
}

/** A program that takes longer is ended, and what it wrote is not waited for. */
function givesUp(tree: SyntaxTree, wait: Node): boolean {
  for (
    let inner = wait, at = tree.parent(wait);
    at > NO_NODE && tree.kind(at) !== k.K_FUNCTION_DEFINITION;
    inner = at, at = tree.parent(at)
  ) {
    if (tree.kind(at) !== k.K_TRY_STATEMENT || tree.fieldOf(inner) !== k.F_BODY) continue
    const clauses = tree.namedChildren(at).filter((one) => tree.kind(one) === k.K_EXCEPT_CLAUSE)
    if (clauses.some((one) => /Timeout|SubprocessError/.test(tree.text(one)))) return true
  }
  return false
}
