import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { typedName } from '../../matching/calls/typed-calls.ts'
import { inThread } from '../../matching/edits/call-edits.ts'
import { K_ARGUMENT_LIST, K_AWAIT, K_IDENTIFIER } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const words = (text: string): string[] => text.split(' ')
const under = (owner: string, names: string): string[] =>
  words(names).map((name) => `${owner}.${name}`)

/** Read, write or copy the contents of files or whole folders. */
const HEAVY = [
  'builtins.open',
  ...under('io', 'open open_code FileIO'),
  'codecs.open',
  ...under('gzip', 'open'),
  ...under('bz2', 'open'),
  ...under('lzma', 'open'),
  ...under('os', 'fdopen walk fwalk sync fsync fdatasync sendfile'),
  ...under(
    'shutil',
    'copy copy2 copyfile copyfileobj copytree rmtree move make_archive unpack_archive',
  ),
  ...under('glob', 'glob'),
  ...under(
    'tempfile',
    'NamedTemporaryFile TemporaryFile SpooledTemporaryFile TemporaryDirectory mkstemp mkdtemp',
  ),
]
/** Ask the file system for little. */
const LIGHT = [
  ...under(
    'os',
    'stat lstat listdir scandir mkdir makedirs remove removedirs unlink rename renames replace rmdir access chmod chown link symlink readlink truncate utime statvfs open',
  ),
  ...under(
    'os.path',
    'exists lexists isfile isdir islink ismount getsize getmtime getatime getctime realpath samefile',
  ),
  ...under('shutil', 'disk_usage which'),
]
const HEAVY_PATH = words('open read_text read_bytes write_text write_bytes rglob glob')
const LIGHT_PATH = words(
  'exists is_file is_dir is_symlink is_mount stat lstat iterdir mkdir rmdir unlink touch rename replace chmod symlink_to hardlink_to readlink resolve samefile expanduser owner group walk',
)
const FILE_METHODS = words('read readline readlines write writelines flush truncate')
const FILE =
  /^(?:io\.(?:TextIOWrapper|BufferedReader|BufferedWriter|BufferedRandom|FileIO|TextIOBase|RawIOBase|BufferedIOBase|IOBase)|typing\.(?:IO|TextIO|BinaryIO))\(\)\./
const PATH = /^pathlib\.(?:Posix|Windows)?Path(?:\(\)|(?=\.(?:cwd|home)))/

const light = new Set(LIGHT)
const report: NodeHandler = (call, checker) => {
  const name = checker.facts.calleeName(call) ?? ''
  check(checker, call, name, light.has(name))
}
const reportMethod: NodeHandler = (call, checker) => {
  const owner = checker.facts.enclosingFunction(call)
  if (owner?.isAsync !== true) return
  const name = typedName(checker, call) ?? ''
  const method = name.slice(name.lastIndexOf('.') + 1)
  const isPath = PATH.test(name) && (HEAVY_PATH.includes(method) || LIGHT_PATH.includes(method))
  if (isPath) check(checker, call, name, LIGHT_PATH.includes(method))
  else if (FILE.test(name) && FILE_METHODS.includes(method)) check(checker, call, name, false)
}

export default defineRule({
  id: 'blocking-file-io-in-async',
  title: 'Blocking file access in a coroutine',
  consequence:
    'A slow disk or network share stops every request of the process for as long as one file is read.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [833],
  why: `
Opening and reading files stops the thread, and all tasks of an event loop share one thread. A cold cache,
a network share or a large file turns one request into a pause for all of them.
`,
  fix: `
Do it in a thread: \`await asyncio.to_thread(path.read_text)\`, a helper with all of the file access in
one call, or \`aiofiles\` and \`anyio.Path\`.
`,
  exemptions: [
    {
      text: 'The files of aiofiles, anyio and trio.',
      quiet: py`
        import aiofiles
        import anyio
        import trio

        async def load(path):
            async with aiofiles.open(path) as file:
                text = await file.read()
            async with await anyio.open_file(path) as other:
                text += await other.read()
            return text + await anyio.Path(path).read_text() + await trio.Path(path).read_text()
      `,
    },
    {
      text: 'In a thread, or in a sync function.',
      quiet: py`
        import asyncio
        from pathlib import Path

        def read(path):
            with open(path) as file:
                return file.read()

        async def load(path):
            def work():
                return open(path)

            await asyncio.to_thread(work)
            return await asyncio.to_thread(Path(path).read_text), await asyncio.to_thread(read, path)
      `,
    },
    {
      text: 'A file that the same coroutine hands to a thread where it may be large.',
      quiet: py`
        from typing import BinaryIO
        from starlette.concurrency import run_in_threadpool

        class Upload:
            file: BinaryIO

            async def write(self, data):
                if self.is_in_memory:
                    self.file.write(data)
                else:
                    await run_in_threadpool(self.file.write, data)
      `,
    },
    {
      text: 'Paths that are only put together or taken apart.',
      quiet: py`
        import os
        from pathlib import Path

        async def place(folder, name):
            path = Path(folder) / name
            return os.path.join(folder, name), path.with_suffix('.txt'), path.name, os.path.basename(name)
      `,
    },
    {
      text: 'Methods of that name on other objects.',
      quiet: py`
        async def load(store, door, key):
            door.open()
            return store.exists(key), store.read_text(key)
      `,
    },
  ],
  limits: ['Reading from an opened file is only reported where the file came from elsewhere.'],
  bad: [
    py`
      async def load(path):
          with open(path) as file: #!
              return file.read()
    `,
    py`
      import io
      import os
      import shutil
      from os.path import exists, getsize
      from pathlib import Path
      from typing import TextIO

      async def load(name, folder: Path, log: TextIO):
          if exists(name): #!
              size = getsize(name) #!
          Path(name).write_text('x') #!
          text = (folder / name).read_text() #!
          path = Path(name)
          with path.open() as file: #!
              pass
          path.is_file() #!
          folder.mkdir() #!
          os.makedirs(name) #!
          shutil.rmtree(folder) #!
          os.fdopen(3) #!
          io.open(name) #!
          log.write(text) #!
    `,
  ],
  good: [
    py`
      import asyncio
      from pathlib import Path

      async def load(path):
          return await asyncio.to_thread(Path(path).read_text)
    `,
  ],
  // Nobody waits beside the one coroutine of a test.
  roles: ['source', 'migration'],
  calls: callsTo([...HEAVY, ...LIGHT], report),
  methods: callsTo([...HEAVY_PATH, ...LIGHT_PATH, ...FILE_METHODS], reportMethod),
})

function check(checker: Checker, call: Node, name: string, isLight: boolean): void {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(call)
  if (owner?.isAsync !== true || tree.kind(tree.parent(call)) === K_AWAIT) return
  if (isElsewhereInThread(checker, call, owner)) return
  const shown = name.replace(/^builtins\./, '').replaceAll('()', '')
  checker.report({
    node: call,
    message: `\`${shown}\` waits for the disk and blocks the event loop in the coroutine \`${owner.name}\`.`,
    confidence: isLight ? 'medium' : 'high',
    ...(isLight ? { severity: 'low' as const } : {}),
    fixes: inThread(checker, call),
  })
}

/** `run_in_threadpool(self.file.write, data)` on another way: here somebody knows that it is short. */
function isElsewhereInThread(
  { tree, facts }: Checker,
  call: Node,
  { node: owner }: FunctionFacts,
): boolean {
  const callee = facts.callee(call)
  return [...facts.identifiersNamed(calleeName(tree, call))].some((name) => {
    const place = tree.kind(callee) === K_IDENTIFIER ? name : tree.parent(name)
    const isHanded = tree.kind(tree.parent(place)) === K_ARGUMENT_LIST
    return isHanded && tree.contains(owner, place) && tree.text(place) === tree.text(callee)
  })
}
