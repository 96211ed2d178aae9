import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/call-table.ts'
import { K_ATTRIBUTE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CIPHERS = [
  ...['Crypto', 'Cryptodome'].flatMap((library) =>
    ['ARC2', 'ARC4', 'Blowfish', 'CAST', 'DES', 'DES3', 'XOR'].map(
      (name) => `${library}.Cipher.${name}.new`,
    ),
  ),
  ...['ciphers.algorithms', 'decrepit.ciphers.algorithms'].flatMap((module) =>
    ['ARC4', 'Blowfish', 'IDEA', 'CAST5', 'SEED', 'TripleDES'].map((name) =>
      module.startsWith('decrepit')
        ? `cryptography.hazmat.${module}.${name}`
        : `cryptography.hazmat.primitives.${module}.${name}`,
    ),
  ),
] as const

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
  limits: ['A nonce that is used twice is not seen.'],
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
      for (const { value } of facts.arguments(call)) {
        const isEcb = tree.kind(value) === K_ATTRIBUTE && /\.MODE_ECB$/.test(tree.text(value))
        if (isEcb) report(checker, call, 'encrypts equal blocks to equal blocks in this mode')
        else if (/^b?(?:''|"")$/.test(tree.text(value)))
          report(checker, call, 'is given an empty key')
        else continue
        return
      }
    }),
  },
})

function report(checker: Checker, call: Node, what: string): void {
  checker.report({
    node: call,
    message: `\`${checker.tree.text(checker.facts.callee(call))}\` ${what}.`,
  })
}
