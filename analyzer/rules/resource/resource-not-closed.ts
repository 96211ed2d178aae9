import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor, keywordArgument } from '../../matching/calls/calls.ts'
import { typedName } from '../../matching/calls/typed-calls.ts'
import { type Fate, fateOf } from '../../matching/resources/ownership.ts'
import type { Closing } from '../../matching/resources/uses.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { openedWith } from './matching/with-edits.ts'

const words = (text: string): string[] => text.split(' ')

const FILES = words(
  'builtins.open io.open io.open_code codecs.open os.fdopen os.popen gzip.open gzip.GzipFile bz2.open bz2.BZ2File lzma.open lzma.LZMAFile tarfile.open tarfile.TarFile tarfile.TarFile.open zipfile.ZipFile tokenize.open wave.open shelve.open dbm.open dbm.gnu.open dbm.ndbm.open dbm.dumb.open fileinput.input fileinput.FileInput tempfile.TemporaryFile tempfile.NamedTemporaryFile tempfile.SpooledTemporaryFile tempfile.TemporaryDirectory urllib.request.urlopen mmap.mmap',
)
const SOCKETS = words('socket.socket socket.create_connection socket.create_server')
const PROCESSES = ['subprocess.Popen']

const READERS = new Set([
  ...words(
    'json.load pickle.load marshal.load yaml.load yaml.safe_load yaml.load_all toml.load tomllib.load tomli.load plistlib.load csv.reader csv.DictReader csv.writer csv.DictWriter ast.literal_eval configparser.read_file json.dump pickle.dump yaml.dump yaml.safe_dump shutil.copyfileobj ast.parse hashlib.file_digest subprocess.run subprocess.call subprocess.check_call subprocess.check_output',
  ),
  ...words(
    'list tuple set sorted enumerate len str sum max min dict zip any all print iter next',
  ).map((name) => `builtins.${name}`),
])
const CLOSING: Closing = {
  methods: new Set(words('close cleanup release shutdown')),
  readers: READERS,
}
const ENDING: Closing = {
  methods: new Set(words('wait communicate terminate kill poll')),
  readers: READERS,
}

const report: NodeHandler = (call, checker) => {
  // Over another file object: closing that one is what matters.
  if (keywordArgument(checker.tree, call, 'fileobj') !== NO_NODE) return
  check(checker, call, checker.facts.calleeName(call) ?? '', CLOSING)
}
const reportProcess: NodeHandler = (call, checker) => {
  const { tree } = checker
  const isDetached = ['start_new_session', 'preexec_fn', 'creationflags', 'process_group'].some(
    (name) => keywordArgument(tree, call, name) !== NO_NODE,
  )
  if (!isDetached) check(checker, call, 'subprocess.Popen', ENDING)
}
const reportPath: NodeHandler = (call, checker) => {
  const name = typedName(checker, call) ?? ''
  if (/^pathlib\.\w*Path\(\)\.open$|^pathlib\.\w*Path\(\)(?:\.\w+(?:\(\))?)*\.open$/.test(name)) {
    check(checker, call, 'pathlib.Path.open', CLOSING)
  }
}

export default defineRule({
  id: 'resource-not-closed',
  title: 'File, socket or process that is left open',
  consequence:
    'The process runs out of file handles after some time, and what was written last can be missing on disk.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [772, 404],
  why: `
An open file, socket or process holds a handle of the operating system until it is closed. Left to the
garbage collector, it stays open as long as any traceback or cycle refers to it; buffers are written late
or never, locks on the file stay, and under load \`Too many open files\` stops everything else.
`,
  fix: `
\`with open(path) as file:\` closes it on every way out. \`contextlib.ExitStack\` does so for several of
them, \`contextlib.closing\` for what has only \`close()\`; for short files \`Path.read_text()\`.
`,
  exemptions: [
    {
      text: 'A `with` statement, an exit stack, `closing`.',
      quiet: py`
        import contextlib
        import socket

        def load(path):
            with open(path) as file, contextlib.closing(socket.socket()) as link:
                link.connect(file.read())
            file = open(path)
            with file:
                file.read()
            with contextlib.ExitStack() as stack:
                return stack.enter_context(open(path)).read()
      `,
    },
    {
      text: 'Closed in a `finally`, also under a test whether it was opened.',
      quiet: py`
        def load(path):
            file = open(path)
            try:
                return file.read()
            finally:
                file.close()

        def other(path):
            file = None
            try:
                file = open(path)
                return file.read()
            finally:
                if file is not None:
                    file.close()
      `,
    },
    {
      text: 'Returned, stored or handed on: somebody else closes it.',
      quiet: py`
        import io

        def opened(path, registry):
            registry.add(open(path))
            text = io.TextIOWrapper(open(path, 'rb'))
            other = open(path)
            text.attach(other)
            return open(path)
      `,
    },
    {
      text: 'An attribute that another method closes.',
      quiet: py`
        import subprocess

        class Log:
            def __init__(self, path):
                self.file = open(path)
                self.process = subprocess.Popen(['tail'])

            def close(self):
                self.file.close()
                self.process.wait()
      `,
    },
    {
      text: 'A process that is waited for, or started to outlive this one.',
      quiet: py`
        import subprocess

        def run(command):
            subprocess.Popen(command).wait()
            subprocess.Popen(command, start_new_session=True)
            process = subprocess.Popen(command)
            process.communicate()
      `,
    },
  ],
  limits: ['Functions that close what they are given are not looked into.'],
  bad: [
    py`
      def load(path):
          file = open(path) #!
          return file.read()
    `,
    py`
      import codecs
      import json
      import socket
      import subprocess
      import tempfile
      import zipfile
      from pathlib import Path

      def load(path: Path):
          data = json.load(open(path)) #!
          text = open(path).read() #!
          text += path.open().read() #!
          for line in open(path): #!
              text += line
          names = zipfile.ZipFile(path).namelist() #!
          temporary = tempfile.NamedTemporaryFile() #!
          temporary.write(data)
          link = socket.socket() #!
          link.connect(names)
          process = subprocess.Popen(['ls']) #!
          print(process.pid)
          subprocess.Popen(['ls']) #!
          file = codecs.open('a.txt') #!
          if text:
              return text
          file.close()
          return None

      def save(path, parse):
          file = open(path, 'w') #!
          file.write(parse(path))
          file.close()

      class Log:
          def __init__(self, path):
              self.file = open(path) #!

          def line(self):
              return self.file.readline()
    `,
  ],
  good: [
    py`
      def load(path):
          with open(path) as file:
              return file.read()
    `,
  ],
  calls: {
    ...callsTo([...FILES, ...SOCKETS], report),
    ...callsTo(PROCESSES, reportProcess),
  },
  methods: { open: reportPath },
})

const TEXTS: Readonly<Record<Exclude<Fate, 'cared-for'>, string>> = {
  dropped: 'is opened and dropped',
  consumed: 'is used in place and never closed',
  never: 'is never closed',
  sometimes: 'is left open on a way that does not close it',
  'on-error': 'is left open when something raises before `close()`',
  attribute: 'is kept on the object, and nothing closes it',
}

/** `open(path).read()`, without a mode in which something is written. */
function opensToRead({ tree, facts }: Checker, call: Node): boolean {
  if (facts.calleeName(call) !== 'builtins.open') return false
  const mode = argumentFor(tree, call, 1, 'mode')
  return mode === NO_NODE || /^\w?["'][rbtU]*["']$/.test(tree.text(mode))
}

function check(checker: Checker, call: Node, name: string, closing: Closing): void {
  const fate = fateOf(checker, call, closing)
  if (fate === 'cared-for') return
  const isProcess = closing === ENDING
  // A process that is waited for on the usual way is good enough.
  if (isProcess && (fate === 'on-error' || fate === 'consumed')) return
  const shown = name.replace(/^builtins\./, '')
  const isCertain = fate !== 'on-error' && fate !== 'attribute' && !isProcess
  checker.report({
    node: call,
    message: `\`${shown}\` ${isProcess ? TEXTS[fate].replace(/closed|closes/, 'waited for') : TEXTS[fate]}.`,
    confidence: isCertain && fate !== 'sometimes' ? 'high' : 'medium',
    // CPython closes what nobody holds at once, and what is only read has nothing to lose.
    ...(isCertain && !opensToRead(checker, call) ? {} : { severity: 'low' as const }),
    fixes: fate === 'consumed' ? openedWith(checker, call) : [],
  })
}
