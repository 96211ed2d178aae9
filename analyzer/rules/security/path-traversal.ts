import type { Checker } from '../../engine/checker.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { calleeName, receiverOf } from '../../matching/calls/calls.ts'
import { importsModule } from '../../matching/calls/library-calls.ts'
import { formRead } from '../../matching/inputs/form-fields.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { PATH } from '../../matching/inputs/sinks.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_OPERATOR,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type HandedCall, handedArgument, handedCalls } from './matching/handed-calls.ts'
import { inputSteps } from './matching/input-steps.ts'

const FUNCTIONS = [
  'builtins.open',
  'builtins.file',
  'io.open',
  'io.FileIO',
  'io.open_code',
  'codecs.open',
  'aiofiles.open',
  'anyio.open_file',
  'gzip.open',
  'bz2.open',
  'lzma.open',
  'zipfile.ZipFile',
  'tarfile.open',
  'linecache.getlines',
  'fileinput.input',
  ...[
    'open',
    'remove',
    'unlink',
    'rmdir',
    'removedirs',
    'mkdir',
    'makedirs',
    'listdir',
    'scandir',
    'walk',
    'chmod',
    'chown',
    'rename',
    'replace',
    'symlink',
    'link',
    'truncate',
    'stat',
  ].map((name) => `os.${name}`),
  ...[
    'copy',
    'copy2',
    'copyfile',
    'copytree',
    'move',
    'rmtree',
    'make_archive',
    'unpack_archive',
  ].map((name) => `shutil.${name}`),
  'glob.glob',
  'glob.iglob',
  'flask.send_from_directory',
  'flask.send_file',
  'quart.send_file',
  'fastapi.responses.FileResponse',
  'starlette.responses.FileResponse',
  'aiohttp.web.FileResponse',
  'pyramid.response.FileResponse',
  'sanic.response.file',
  'sanic.response.file_stream',
  'django.views.static.serve',
  'tempfile.mkdtemp',
  'tempfile.NamedTemporaryFile',
] as const
/** Functions that work on two files. */
const PAIRS = /^(?:shutil|os)\.(?:copy|move|rename|replace|link|symlink)/
const PATH_METHODS = [
  'open',
  'read_text',
  'read_bytes',
  'write_text',
  'write_bytes',
  'unlink',
  'rmdir',
  'mkdir',
  'touch',
  'iterdir',
  'glob',
  'rglob',
  'symlink_to',
  'save',
  'write',
] as const
const PARSER_TYPE = /^configparser\.\w*Parser\(\)/
const PATH_TYPE = /^(?:pathlib|anyio|aiofiles)\.\w*Path\(\)/

/** `asyncio.to_thread(shutil.rmtree, folder)`, `run_in_executor(None, open, name)` */
const HANDED = handedCalls((call, handed, checker) => {
  const { callee, name } = handed
  if (checker.tree.kind(callee) === K_ATTRIBUTE) checkHandedMethod(call, handed, checker)
  if (!(FUNCTIONS as readonly string[]).includes(name)) return
  for (const at of PAIRS.test(name) ? [0, 1] : [0]) {
    const path = handedArgument(handed, at, ...(at === 0 ? ['path', 'file', 'src'] : ['dst']))
    if (path !== NO_NODE && checkPath(checker, call, path, callee)) return
  }
})

export default defineRule({
  id: 'path-traversal',
  title: 'Client chooses the path of a file',
  consequence:
    'Anyone can read or overwrite files outside of the intended folder, such as keys, settings or the code itself.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [22, 73],
  why: `
\`../../etc/passwd\` climbs out of any folder that it is joined to, and an absolute path makes
\`os.path.join\` and \`Path /\` forget the folder altogether. Removing \`../\` once leaves \`....//\`.
`,
  fix: `
Take ids instead of names and look the path up. Else resolve first and test then:
\`path = (ROOT / name).resolve()\`, \`if not path.is_relative_to(ROOT): raise\`. For uploads use
\`secure_filename\`; Flask serves folders safely with \`send_from_directory\`.
`,
  exemptions: [
    {
      text: 'The request that an HTTP client is about to send.',
      quiet: py`
        from requests.adapters import BaseAdapter

        class FileAdapter(BaseAdapter):
            def send(self, request, stream=None):
                return open(request.url, "rb")
      `,
    },
    {
      text: 'A name that was reduced to its last part or cleaned.',
      quiet: py`
        import os
        from flask import request, send_from_directory
        from werkzeug.utils import secure_filename

        def read():
            open(os.path.join('data', os.path.basename(request.args['name'])))
            open('data/' + secure_filename(request.files['f'].filename), 'wb')
            open(f'data/{int(request.args["id"])}.txt')
            return send_from_directory('data', request.args['name'])
      `,
    },
    {
      text: 'A path that was tested to lie in the folder.',
      quiet: py`
        from pathlib import Path
        from flask import request, send_file

        ROOT = Path('/srv/files')

        def read():
            path = (ROOT / request.args['name']).resolve()
            if not path.is_relative_to(ROOT):
                raise ValueError(path)
            return send_file(path)
      `,
    },
    {
      text: 'Paths that the command line or the program itself gives.',
      quiet: py`
        import sys

        def main(path):
            with open(sys.argv[1]) as file, open(path) as other:
                return file.read() + other.read()
      `,
    },
  ],
  limits: [
    'Input is followed through calls, results and fields of the project; not through containers of a module, databases and callbacks.',
    'A test counts wherever it stands before the use; whether it is strict enough is not judged.',
  ],
  bad: [
    py`
      from flask import request, send_file

      def download():
          return send_file('/srv/files/' + request.args['name']) #!
    `,
    py`
      import os
      import shutil
      from pathlib import Path
      from fastapi import FastAPI, UploadFile
      from fastapi.responses import FileResponse as Response
      from django.http import HttpResponse

      app = FastAPI()

      @app.get('/files/{name:path}')
      async def read(name: str):
          with open(os.path.join('data', name)) as file: #!
              text = file.read()
          Path('data', name).read_text() #!
          (Path('data') / name).write_bytes(b'') #!
          return Response(f'data/{name}') #!

      def view(request):
          name = request.POST.get('name')
          os.remove('uploads/%s' % name) #!
          shutil.copy('a', os.path.normpath(name)) #!
    `,
  ],
  good: [
    py`
      from flask import request, send_from_directory

      def download():
          return send_from_directory('/srv/files', request.args['name'])
    `,
  ],
  calls: {
    ...HANDED.calls,
    ...callsTo(FUNCTIONS, (call, checker) => {
      const positional = checker.facts
        .arguments(call)
        .filter(
          ({ name }) =>
            name === undefined || /^(?:path|file|filename|name|src|dst|path_or_file)$/.test(name),
        )
      const isPair = PAIRS.test(checker.facts.calleeName(call) ?? '')
      for (const { value } of positional.slice(0, isPair ? 2 : 1)) {
        if (checkPath(checker, call, value)) return
      }
    }),
  },
  methods: {
    ...HANDED.methods,
    ...Object.fromEntries(
      PATH_METHODS.map((name) => [name, name === 'save' ? checkSave : checkMethod]),
    ),
    // `ConfigParser().read(name)`
    read(call, checker) {
      const { tree, facts } = checker
      const first = facts.arguments(call)[0]
      if (first === undefined || !importsModule(checker, 'configparser')) return
      const value = checker.valueOf(receiverOf(tree, call))
      const isParser = value?.kind === 'external' && PARSER_TYPE.test(value.name)
      if (isParser) checkPath(checker, call, first.value)
    },
  },
})

/** `asyncio.to_thread(target.write_bytes, content)`: the path is what the method is of. */
function checkHandedMethod(call: Node, handed: HandedCall, checker: Checker): void {
  const { tree, facts } = checker
  const { callee } = handed
  const name = facts.name(tree.child(callee, F_ATTRIBUTE))
  if (!(PATH_METHODS as readonly string[]).includes(name)) return
  const receiver = tree.child(callee, F_OBJECT)
  if (name === 'save') {
    const path = handedArgument(handed, 0, 'dst')
    if (path !== NO_NODE && isPosted(checker, receiver)) checkPath(checker, call, path, callee)
    return
  }
  if (provenance(checker).inputOf(receiver, PATH) === NO_NODE) return
  if (isPath(checker, receiver)) checkPath(checker, call, receiver, callee)
}

function checkMethod(call: Node, checker: Checker): void {
  const receiver = receiverOf(checker.tree, call)
  if (provenance(checker).inputOf(receiver, PATH) === NO_NODE) return
  if (isPath(checker, receiver)) checkPath(checker, call, receiver)
}

/** `upload.save(name)` */
function checkSave(call: Node, checker: Checker): void {
  const first = checker.facts.arguments(call)[0]
  const receiver = receiverOf(checker.tree, call)
  if (first !== undefined && isPosted(checker, receiver)) checkPath(checker, call, first.value)
}

/** A file that the client has sent, by its name or where it comes from. */
function isPosted(checker: Checker, receiver: Node): boolean {
  const { tree } = checker
  const isUpload = /\b(?:file|upload|files|image|photo|document|attachment)\b/i.test(
    tree.text(receiver),
  )
  const posted = provenance(checker).valueOf(receiver)
  return (
    isUpload ||
    /\b(?:files|FILES)\b/.test(tree.spelled(posted)) ||
    formRead(checker, posted) !== undefined
  )
}

/** A path of `pathlib`, also `(BASE / name).resolve()` of one. */
function isPath(checker: Checker, expression: Node, depth = 0): boolean {
  const { tree, facts } = checker
  if (depth > MAX_STEPS) return false
  const value = checker.valueOf(expression)
  if (value?.kind === 'external' && PATH_TYPE.test(value.name)) return true
  const node = withoutBrackets(tree, provenance(checker).valueOf(expression))
  if (tree.kind(node) === K_BINARY_OPERATOR) {
    // Numbers have none of the methods that are asked about.
    if (tree.text(tree.child(node, F_OPERATOR)) === '/') return true
    return isPath(checker, tree.child(node, F_LEFT), depth + 1)
  }
  if (tree.kind(node) !== K_CALL) return false
  if (/^(?:.*\.)?Path$/.test(tree.spelled(facts.callee(node)))) return true
  const base = receiverOf(tree, node)
  return (
    base !== NO_NODE && KEEPING.test(calleeName(tree, node)) && isPath(checker, base, depth + 1)
  )
}

const MAX_STEPS = 6
const KEEPING = /^(?:resolve|absolute|expanduser|joinpath|with_(?:name|stem|suffix))$/

function checkPath(
  checker: Checker,
  call: Node,
  path: Node,
  callee = checker.facts.callee(call),
): boolean {
  const { tree } = checker
  const source = provenance(checker).inputOf(path, PATH)
  if (source === NO_NODE || isContent(checker, path)) return false
  checker.report({
    node: call,
    message: `\`${tree.text(source)}\` comes from the client and decides which file \`${tree.text(callee)}\` works on.`,
    evidence: inputSteps(checker, source),
  })
  return true
}

/** `ZipFile(io.BytesIO(data))`: what is sent is the file itself, not its name. */
function isContent(checker: Checker, argument: Node): boolean {
  const { tree, facts } = checker
  const value = provenance(checker).valueOf(argument)
  if (UPLOADED.test(tree.spelled(value))) return true
  // `file.stream` of it
  const isStream =
    tree.kind(value) === K_ATTRIBUTE && facts.name(tree.child(value, F_ATTRIBUTE)) === 'stream'
  if (isStream) {
    const file = provenance(checker).valueOf(tree.child(value, F_OBJECT))
    if (UPLOADED.test(tree.spelled(file))) return true
  }
  return (
    tree.kind(value) === K_CALL && /^io\.(?:Bytes|String)IO$/.test(facts.calleeName(value) ?? '')
  )
}

/** `request.files['file']`, `request.FILES.get('file')`: the file itself, of which only the name is a path. */
const UPLOADED = /(?:^|\.)request\.(?:files|FILES)(?:\[[^\]]*\]|\.(?:get|pop)\([^()]*\))$/
