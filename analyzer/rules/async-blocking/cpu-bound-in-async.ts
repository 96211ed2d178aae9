import { functionKey } from '../../gather/define.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  passwordHashers,
  SLOW_FUNCTIONS,
  SLOW_METHODS,
} from '../../matching/calls/password-hashing.ts'
import { typedName } from '../../matching/calls/typed-calls.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { K_AWAIT, K_MODULE } from '../../syntax/kinds.ts'
import type { NodeHandler } from '../define.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { helperCalls, stepsOf } from './matching/blocking-chains.ts'

const words = (text: string): string[] => text.split(' ')

/** Slow with the size of the data. */
const HEAVY = words(
  'pandas.read_csv pandas.read_excel pandas.read_json pandas.read_parquet pandas.read_sql pandas.read_html pandas.concat pandas.merge zlib.compress zlib.decompress gzip.compress gzip.decompress bz2.compress bz2.decompress lzma.compress lzma.decompress cv2.imread cv2.resize cv2.imdecode cv2.imencode PIL.Image.open pytesseract.image_to_string numpy.linalg.svd numpy.linalg.inv numpy.linalg.eig joblib.load torch.load',
)
const METHODS = words(
  'hash verify verify_and_update extractall thumbnail resize rotate fit predict fit_transform to_csv to_excel to_parquet',
)
const TYPED_HEAVY =
  /^(?:(?:zipfile\.ZipFile|tarfile\.TarFile|tarfile\.open)\(\)\.extractall|PIL\.Image\.(?:open|new)\(\)\.(?:thumbnail|resize|rotate)|pandas\.(?:DataFrame|read_\w+)\(\)\.to_(?:csv|excel|parquet)|sklearn\..*\(\)\.(?:fit|predict|fit_transform))$/

const report =
  (isSlow: boolean): NodeHandler =>
  (call, checker) => {
    const { facts, tree } = checker
    const owner = facts.enclosingFunction(call)
    if (owner?.isAsync !== true || tree.kind(tree.parent(call)) === K_AWAIT) return
    tell(call, checker, isSlow)
  }
const reportMethod: NodeHandler = (call, checker) => {
  if (checker.facts.enclosingFunction(call)?.isAsync !== true) return
  const name = typedName(checker, call) ?? ''
  if (SLOW_METHODS.test(name)) tell(call, checker, true)
  else if (TYPED_HEAVY.test(name)) tell(call, checker, false)
}
const tell = (
  call: Parameters<NodeHandler>[0],
  checker: Parameters<NodeHandler>[1],
  isSlow: boolean,
): void => {
  const owner = checker.facts.enclosingFunction(call)
  const text = checker.tree.text(checker.facts.callee(call))
  checker.report({
    node: call,
    message: isSlow
      ? `\`${text}\` computes for long on purpose and blocks the event loop in the coroutine \`${owner?.name}\`.`
      : `\`${text}\` computes on the event loop in the coroutine \`${owner?.name}\`: large data stops all other tasks.`,
    confidence: isSlow ? 'high' : 'medium',
  })
}

export default defineRule({
  id: 'cpu-bound-in-async',
  title: 'Heavy computation in a coroutine',
  consequence:
    'While one password is hashed or one file is unpacked, no other request is answered.',
  effortHours: { low: 0.25, high: 2 },
  cwe: [400, 833],
  why: `
A coroutine that computes does not await, and all tasks of an event loop share one thread. Hashing a
password takes a tenth of a second or more by design; ten logins at once stop the service for seconds.
`,
  fix: `
\`await asyncio.to_thread(bcrypt.checkpw, password, hashed)\`: these libraries release the interpreter lock.
For pure Python work use a process pool with \`loop.run_in_executor\`.
`,
  exemptions: [
    {
      text: 'In a thread or a process, or in a sync function.',
      quiet: py`
        import asyncio
        import bcrypt

        def check(password, hashed):
            return bcrypt.checkpw(password, hashed)

        async def login(password, hashed, loop, pool):
            await asyncio.to_thread(bcrypt.checkpw, password, hashed)
            await loop.run_in_executor(pool, bcrypt.checkpw, password, hashed)
            return await asyncio.to_thread(check, password, hashed)
      `,
    },
    {
      text: 'Quick digests, and methods of that name on other objects.',
      quiet: py`
        import hashlib

        async def login(user, data):
            user.verify(data)
            user.hash(data)
            return hashlib.sha256(data).hexdigest(), hash(data)
      `,
    },
  ],
  limits: ['Own loops over large data are not measured.'],
  bad: [
    py`
      import bcrypt

      async def login(password, hashed):
          return bcrypt.checkpw(password, hashed) #!
    `,
    {
      'app/security.py': py`
        from passlib.context import CryptContext

        context = CryptContext(schemes=['bcrypt'])

        def hash_password(password: str) -> str:
            return context.hash(password)
      `,
      'app/users.py': py`
        import asyncio
        from app.security import hash_password

        async def register(password: str) -> str:
            return hash_password(password) #!

        async def in_thread(password: str) -> str:
            return await asyncio.to_thread(hash_password, password)
      `,
    },
    py`
      import gzip
      import hashlib
      import pandas as pd
      import zipfile
      from argon2 import PasswordHasher
      from passlib.context import CryptContext
      from PIL import Image

      context = CryptContext(schemes=['bcrypt'])

      async def login(password, hashed, path):
          context.verify(password, hashed) #!
          PasswordHasher().hash(password) #!
          hashlib.scrypt(password, salt=b'', n=2, r=8, p=1) #!
          frame = pd.read_csv(path) #!
          with zipfile.ZipFile(path) as archive:
              archive.extractall() #!
          image = Image.open(path) #!
          image.thumbnail((10, 10)) #!
          return frame, gzip.compress(password) #!
    `,
  ],
  good: [
    py`
      import asyncio
      import bcrypt

      async def login(password, hashed):
          return await asyncio.to_thread(bcrypt.checkpw, password, hashed)
    `,
  ],
  // Nobody waits beside the one coroutine of a test.
  roles: ['source', 'migration'],
  calls: { ...callsTo(SLOW_FUNCTIONS, report(true)), ...callsTo(HEAVY, report(false)) },
  methods: callsTo(METHODS, reportMethod),
  on: {
    [K_MODULE](_module, checker) {
      const hashes = (of: ProjectFunction) => checker.project.at(passwordHashers, functionKey(of))
      for (const owner of checker.facts.functions) {
        if (!owner.isAsync) continue
        for (const one of helperCalls(checker, owner, hashes)) {
          const { symbol } = one.edge.callee.summary
          checker.report({
            node: one.call,
            message: `\`${symbol}\` computes for long on purpose (\`${one.chain.blocks.name}\`) and blocks the event loop in the coroutine \`${owner.name}\`.`,
            evidence: stepsOf(one.chain),
          })
        }
      }
    },
  },
})
