import type { Checker } from '../../engine/checker.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { isString } from '../../facts/strings.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  argumentFor,
  hasUnpacking,
  positionalArgument,
  receiverOf,
} from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { optionAt, optionOf } from '../../matching/values/given-options.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_LIST,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CIPHERS = [
  ...['Crypto', 'Cryptodome'].flatMap((library) =>
    ['ARC2', 'ARC4', 'Blowfish', 'CAST', 'DES', 'DES3', 'XOR'].map(
      (name) => `${library}.Cipher.${name}.new`,
    ),
  ),
  ...['ciphers.algorithms', 'decrepit.ciphers.algorithms'].flatMap((module) =>
    ['ARC4', 'Blowfish', 'IDEA', 'CAST5', 'RC2', 'SEED', 'TripleDES'].map((name) =>
      module.startsWith('decrepit')
        ? `cryptography.hazmat.${module}.${name}`
        : `cryptography.hazmat.primitives.${module}.${name}`,
    ),
  ),
  'pyDes.des',
  'pyDes.triple_des',
] as const

const MODES = ['CBC', 'CFB', 'OFB', 'CTR', 'GCM'].map(
  (name) => `cryptography.hazmat.primitives.ciphers.modes.${name}`,
)

/** Ciphers that a nonce used twice opens. */
const SEALED =
  /^cryptography\.hazmat\.primitives\.ciphers\.aead\.(?:AESGCM|AESCCM|AESOCB3|ChaCha20Poly1305)\(\)$/

export default defineRule({
  id: 'weak-cipher',
  title: 'Cipher that can be broken',
  consequence: 'Encrypted data can be read or changed by someone who does not have the key.',
  effortHours: { low: 0.5, high: 8 },
  cwe: [327],
  why: `
DES has a key that can be tried out, RC4 leaks its key stream, and ciphers with blocks of 64 bits such
as Blowfish and 3DES repeat blocks after some gigabytes. The mode ECB encrypts equal blocks to equal
blocks, so that the structure of the content stays visible.
`,
  fix: `
Use an authenticated cipher: \`AESGCM\` or \`ChaCha20Poly1305\` of \`cryptography\`, or \`Fernet\`, with a new
nonce for each message. Old data is read with the old cipher once and written with the new one.
`,
  exemptions: [
    {
      text: 'Authenticated ciphers and modes.',
      quiet: py`
        from Crypto.Cipher import AES
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        def encrypt(key, nonce, data):
            AES.new(key, AES.MODE_GCM, nonce=nonce)
            Cipher(algorithms.AES(key), modes.GCM(nonce))
            AES.new(key, AES.MODE_GCM)
            return AESGCM(key).encrypt(nonce, data, None)
      `,
    },
    {
      text: 'Names of other modules that are the same.',
      quiet: py`
        from app.codes import DES, modes

        def describe(key):
            DES.new(key)
            return modes.ECB()
      `,
    },
  ],
  limits: ['A nonce that is used twice is seen only where it is a constant.'],
  bad: [
    py`
      from Crypto.Cipher import DES

      def encrypt(key, data):
          return DES.new(key, DES.MODE_CTR).encrypt(data) #!
    `,
    py`
      from Cryptodome.Cipher import ARC4 as rc4, AES, Blowfish
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

      def encrypt(key, data):
          rc4.new(key) #!
          Blowfish.new(key) #!
          AES.new(key, AES.MODE_ECB) #!
          AES.new('', AES.MODE_GCM) #!
          Cipher(algorithms.IDEA(key), mode=None) #!
          return Cipher(algorithms.AES(key), modes.ECB()) #!
    `,
    py`
      from Crypto.Cipher import AES
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

      MODE = AES.MODE_ECB
      START = b'0123456789abcdef'

      def encrypt(key):
          AES.new(key) #!
          AES.new(key, MODE) #!
          AES.new(key, AES.MODE_CBC, START) #!
          AES.new(key, AES.MODE_CBC, iv=b'\\0' * 16) #!
          return Cipher(algorithms.AES(key), modes.CBC(b'0123456789abcdef')) #!
    `,
  ],
  good: [
    py`
      from cryptography.hazmat.primitives.ciphers.aead import AESGCM

      def encrypt(key, nonce, data):
          return AESGCM(key).encrypt(nonce, data, None)
    `,
  ],
  calls: {
    ...callsTo(CIPHERS, (call, checker) => report(checker, call, 'is a cipher that can be broken')),
    ...callsTo(['cryptography.hazmat.primitives.ciphers.modes.ECB'], (call, checker) =>
      report(checker, call, 'encrypts equal blocks to equal blocks'),
    ),
    ...callsTo(['Crypto.Cipher.AES.new', 'Cryptodome.Cipher.AES.new'], (call, checker) => {
      const { tree, facts } = checker
      const own = provenance(checker)
      const mode = optionAt(checker, call, 1, 'mode')
      if (mode === NO_NODE && hasUnpacking(tree, call)) return
      // `MODE_ECB` is 1.
      const isFirst = mode === NO_NODE || own.constantOf(mode) === 1
      const modeName = isFirst ? 'MODE_ECB' : facts.dottedText(own.valueOf(mode))
      if (own.constantOf(argumentFor(tree, call, 0, 'key')) === '') {
        report(checker, call, 'is given an empty key')
      } else if (/(?:^|\.)MODE_ECB$/.test(modeName ?? '')) {
        report(checker, call, 'encrypts equal blocks to equal blocks in this mode')
      } else checkVector(checker, call, ['iv', 'IV', 'nonce'], 2)
    }),
    ...callsTo(MODES, (call, checker) =>
      checkVector(checker, call, ['initialization_vector', 'nonce'], 0),
    ),
  },
  methods: {
    encrypt(call, checker) {
      const cipher = checker.valueOf(receiverOf(checker.tree, call))
      if (cipher?.kind !== 'external' || !SEALED.test(cipher.name)) return
      checkVector(checker, call, ['nonce'], 0)
    },
  },
})

/** A constant start value makes equal beginnings of messages show. */
function checkVector(
  checker: Checker,
  call: Node,
  names: readonly string[],
  position: number,
): void {
  const { tree } = checker
  const named = names.map((name) => optionOf(checker, call, name)).find((one) => one >= 0)
  const vector = named ?? positionalArgument(tree, call, position)
  if (vector !== NO_NODE && isFixedText(checker, vector))
    report(checker, call, 'starts from the same vector every time')
}

/** `b'...'`, `b'0' * 16`, `bytes(16)`, `bytes.fromhex('00')`, a constant of the class. */
function isFixedText(checker: Checker, expression: Node): boolean {
  const { tree, facts } = checker
  const own = provenance(checker)
  const value = own.valueOf(expression)
  if (typeof own.constantOf(value) === 'string') return true
  switch (tree.kind(value)) {
    case K_BINARY_OPERATOR:
      return (
        isString(tree, tree.child(value, F_LEFT)) &&
        own.constantOf(tree.child(value, F_RIGHT)) !== undefined
      )
    case K_ATTRIBUTE: {
      const field = receiverAttribute(facts, value)
      const given = field?.class.attributes.filter(({ name }) => name === field.name) ?? []
      const [only] = given
      return only !== undefined && given.length === 1 && isString(tree, only.value)
    }
    case K_CALL: {
      const made = facts.calleeName(value) ?? ''
      const [first, ...more] = facts.arguments(value)
      if (first === undefined || more.length > 0) return false
      if (!/^builtins\.(?:bytes|bytearray)(?:\.fromhex)?$/.test(made)) return false
      const given = own.valueOf(first.value)
      const filled = tree.kind(given) === K_BINARY_OPERATOR ? tree.child(given, F_LEFT) : NO_NODE
      return (
        own.constantOf(given) !== undefined || (filled !== NO_NODE && tree.kind(filled) === K_LIST)
      )
    }
    default:
      return false
  }
}

function report(checker: Checker, call: Node, what: string): void {
  checker.report({
    node: call,
    message: `\`${checker.tree.text(checker.facts.callee(call))}\` ${what}.`,
  })
}
