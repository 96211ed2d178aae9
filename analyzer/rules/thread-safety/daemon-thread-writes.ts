import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { stringValue } from '../../facts/strings.ts'
import { calleeName, keywordArgument } from '../../matching/calls/calls.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'daemon-thread-writes',
  title: 'Daemon thread that writes and is never waited for',
  consequence:
    'At the end of the program the thread is cut off in the middle: files are left half written, work is lost.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [404],
  why: `
A daemon thread is not waited for. When the main thread ends, the interpreter stops it wherever it is: between opening
a file for writing (which empties it) and the last line, or before the commit. Nothing is raised and no \`finally\` runs.
The next start reads half a file.
`,
  fix: `
Give the thread a stop event and \`join\` it before the program ends, or make it no daemon. Write to a new file and
\`os.replace\` the old one.
`,
  confidence: 'medium',
  exemptions: [
    {
      text: 'A thread that is joined, and one that only reads, shows or logs.',
      quiet: py`
        import logging
        import threading

        def save(path, rows):
            with open(path, 'w') as file:
                file.writelines(rows)

        def watch(path):
            while True:
                logging.info(open(path).read())

        def start(path, rows):
            thread = threading.Thread(target=save, args=(path, rows), daemon=True)
            thread.start()
            threading.Thread(target=watch, args=(path,), daemon=True).start()
            thread.join()

        class Saver:
            def start(self):
                self.thread = threading.Thread(target=self.run, daemon=True)
                self.thread.start()

            def run(self):
                save('a', [])
                open('b', 'w').close()

            def stop(self):
                self.thread.join(5)
      `,
    },
    {
      text: 'A file that is written anew and then put in place.',
      quiet: py`
        import os
        import threading

        def save(path, rows):
            with open(path + '.new', 'w') as file:
                file.writelines(rows)
            os.replace(path + '.new', path)

        threading.Thread(target=save, args=('a', []), daemon=True).start()
      `,
    },
  ],
  limits: ['Functions that the thread calls are followed one step, in the same file.'],
  bad: [
    py`
      import json
      import sqlite3
      import threading
      from pathlib import Path

      class Saver:
          def __init__(self, path):
              self.path = path
              self.rows = {}

          def start(self):
              threading.Thread(target=self.run, daemon=True).start() #!

          def run(self):
              while True:
                  with open(self.path, 'w') as file:
                      json.dump(self.rows, file)

      def write(rows):
          db = sqlite3.connect('rows.db')
          db.executemany('INSERT INTO row VALUES (?)', rows)
          db.commit()

      def record(rows):
          thread = threading.Thread(target=write, args=(rows,))
          thread.daemon = True #!
          thread.start()

      def dump(folder: Path):
          while True:
              store(folder)

      def store(folder: Path):
          (folder / 'dump.json').write_text('{}')

      threading.Thread(target=dump, daemon=True).start() #!
    `,
  ],
  good: [
    py`
      import threading

      class Saver:
          def start(self):
              self.stopped = threading.Event()
              self.thread = threading.Thread(target=self.run)
              self.thread.start()

          def run(self):
              while not self.stopped.wait(60):
                  with open('rows', 'w') as file:
                      file.write('...')

          def stop(self):
              self.stopped.set()
              self.thread.join()
    `,
  ],
  on: {
    [k.K_CLASS_DEFINITION](node, checker) {
      const { tree, facts } = checker
      const owner = facts.classAt(node)
      const run = owner?.method('run')
      if (owner === undefined || run === undefined) return
      if (!owner.bases.some((base) => facts.qualifiedName(base) === 'threading.Thread')) return
      // What can be stopped may be waited for by whoever stops it.
      if (owner.methods.some(({ name }) => ENDING.test(name))) return
      if (facts.nodesIn(run.node, k.K_WHILE_STATEMENT).length === 0) return
      const mark = ownDaemonMark(checker, owner.node)
      const write = mark === NO_NODE ? NO_NODE : writeIn(checker, run, 0)
      if (write === NO_NODE) return
      checker.report({
        node: mark,
        message: `\`${owner.name}\` is a daemon that writes and cannot be stopped: the end of the program cuts it off in the middle.`,
        evidence: [
          { kind: 'write', node: write, message: `\`${tree.text(write)}\` may be cut off` },
        ],
      })
    },
  },
  calls: {
    'threading.Thread'(call, checker) {
      const { tree } = checker
      const mark = daemonMark(checker, call)
      if (mark === NO_NODE || isJoined(checker, call)) return
      const target = targetOf(checker, call)
      if (target === undefined) return
      const write = writeIn(checker, target, 0)
      if (write === NO_NODE) return
      checker.report({
        node: mark,
        message: `\`${target.name}\` writes in a daemon thread that nobody joins: the end of the program cuts it off in the middle.`,
        evidence: [
          { kind: 'call', node: call, message: 'the thread is made' },
          { kind: 'write', node: write, message: `\`${tree.text(write)}\` may be cut off` },
        ],
      })
    },
  },
})

const ENDING = /^_*(?:stop|close|shut_?down|cancel|end|quit|terminate|join|finish|halt)/

/** `super().__init__(daemon=True)`, `self.daemon = True`, `daemon = True` in the body of the class. */
function ownDaemonMark({ tree, facts }: Checker, node: Node): Node {
  for (const name of facts.identifiersNamed('daemon')) {
    if (!tree.contains(node, name)) continue
    const isKeyword = tree.kind(tree.parent(name)) === k.K_KEYWORD_ARGUMENT
    const place = tree.fieldOf(name) === k.F_ATTRIBUTE ? tree.parent(name) : name
    const holder = tree.parent(place)
    const value = isKeyword
      ? tree.child(tree.parent(name), k.F_VALUE)
      : tree.kind(holder) === k.K_ASSIGNMENT
        ? tree.child(holder, k.F_RIGHT)
        : NO_NODE
    if (value === NO_NODE || tree.kind(value) !== k.K_TRUE) continue
    return isKeyword ? tree.ancestor(name, k.K_CALL) : place
  }
  return NO_NODE
}

/** Where the thread is made a daemon: the call, or `thread.daemon = True` behind it. */
function daemonMark({ tree, facts }: Checker, call: Node): Node {
  const given = keywordArgument(tree, call, 'daemon')
  if (given !== NO_NODE) return tree.kind(given) === k.K_TRUE ? call : NO_NODE
  const name = nameOf({ tree }, call)
  const owner = facts.enclosingFunction(call)
  if (name === '' || owner === undefined) return NO_NODE
  for (const attribute of facts.nodesIn(owner.node, k.K_ATTRIBUTE)) {
    if (tree.text(attribute) !== `${name}.daemon` || !facts.isWrite(attribute)) continue
    const value = tree.child(tree.parent(attribute), k.F_RIGHT)
    return value !== NO_NODE && tree.kind(value) === k.K_TRUE ? attribute : NO_NODE
  }
  return NO_NODE
}

/** `thread` or `self.thread` that the new thread is given to, empty for none. */
function nameOf({ tree }: Pick<Checker, 'tree'>, call: Node): string {
  const assignment = tree.parent(call)
  return tree.kind(assignment) === k.K_ASSIGNMENT ? tree.text(tree.child(assignment, k.F_LEFT)) : ''
}

/** Somebody waits for it, or may: it is kept, and something of that name, or of a loop, is joined. */
function isJoined({ tree, facts }: Checker, call: Node): boolean {
  const parent = tree.parent(call)
  const isStarted = tree.kind(parent) === k.K_ATTRIBUTE
  const name = nameOf({ tree }, call)
  if (!isStarted && name === '') return true
  const last = name.slice(name.lastIndexOf('.') + 1)
  const owner = facts.enclosingFunction(call)
  if (facts.identifiersNamed('atexit').length > 0) return true
  return Array.from(facts.identifiersNamed('join')).some((one) => {
    const attribute = tree.parent(one)
    const object =
      tree.kind(attribute) === k.K_ATTRIBUTE ? tree.child(attribute, k.F_OBJECT) : NO_NODE
    if (object === NO_NODE || isText(tree.text(object))) return false
    // A local thread is joined where it is known.
    if (!name.includes('.') && facts.enclosingFunction(one) !== owner) return false
    return (
      name !== '' &&
      (tree.text(object).endsWith(last) || /thread|worker|^t$/i.test(tree.text(object)))
    )
  })
}

const isText = (text: string): boolean => /^[rbf]?['"]|path$/.test(text)

function targetOf({ tree, facts }: Checker, call: Node): FunctionFacts | undefined {
  const target = keywordArgument(tree, call, 'target')
  if (target === NO_NODE) return undefined
  return ownFunction({ tree, facts }, target)
}

/** The function of this file that a name or `self.name` means. */
function ownFunction(
  { tree, facts }: Pick<Checker, 'tree' | 'facts'>,
  expression: Node,
): FunctionFacts | undefined {
  const kind = tree.kind(expression)
  if (kind === k.K_IDENTIFIER) {
    const name = facts.name(expression)
    const own = facts.functions.filter((one) => one.name === name && !one.isMethod)
    return own.length === 1 ? own[0] : undefined
  }
  if (kind !== k.K_ATTRIBUTE || tree.text(tree.child(expression, k.F_OBJECT)) !== 'self') {
    return undefined
  }
  return facts.enclosingClass(expression)?.method(facts.name(tree.child(expression, k.F_ATTRIBUTE)))
}

/** The same for what is called, also on an object of a class of this file. */
function calledFunction(checker: Checker, callee: Node): FunctionFacts | undefined {
  const { facts } = checker
  const own = callee === NO_NODE ? undefined : ownFunction(checker, callee)
  if (own !== undefined || callee === NO_NODE) return own
  const value = checker.valueOf(callee)
  if (value?.kind !== 'method' && value?.kind !== 'function') return undefined
  const { module, summary } = value.function
  if (module.summary.path !== checker.path) return undefined
  return facts.functions.find((one) => one.symbol === summary.symbol)
}

const WRITES = /^(?:write_text|write_bytes|commit|executemany|to_csv|to_json|to_parquet)$/
const DUMPS = /^(?:shutil\.(?:copy\w*|move)|os\.rename)$/

/** The first thing that the function does to a file or a database; NO_NODE if it puts it in place at the end. */
function writeIn(checker: Checker, one: FunctionFacts, depth: number): Node {
  const { tree, facts } = checker
  if (/\bos\.replace\(|\.replace\(\s*(?:self\.)?_?path|atomic/i.test(tree.text(one.node)))
    return NO_NODE
  for (const node of codeOf(tree, one.body)) {
    if (tree.kind(node) !== k.K_CALL) continue
    if (isWrite(checker, node)) return node
    const called = depth === 0 ? calledFunction(checker, facts.callee(node)) : undefined
    const inner = called === undefined || called === one ? NO_NODE : writeIn(checker, called, 1)
    if (inner !== NO_NODE) return inner
  }
  return NO_NODE
}

function isWrite({ tree, facts }: Checker, call: Node): boolean {
  const name = facts.calleeName(call) ?? ''
  const method = calleeName(tree, call)
  if (WRITES.test(method) || DUMPS.test(name)) return true
  const isOpen = name === 'builtins.open' || method === 'open'
  if (!isOpen) return false
  const at = name === 'builtins.open' ? 1 : 0
  const given = facts.arguments(call)
  const mode =
    given.find((one) => one.name === 'mode') ?? given.filter((one) => one.name === undefined)[at]
  // Lines that are added at the end are whole, or missing.
  return mode !== undefined && /[wx+]/.test(stringValue(tree, mode.value) ?? '')
}
