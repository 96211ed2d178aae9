import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import {
  argumentFor,
  hasUnpacking,
  keywordArgument,
  positionalArgument,
} from '../../matching/calls/calls.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { optionAt, optionOf } from '../../matching/values/given-options.ts'
import { constantHere } from '../../matching/values/named-values.ts'
import { K_CALL } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const ASYMMETRIC = 'cryptography.hazmat.primitives.asymmetric'
const WEAK_CURVE = /(?:^|\.)(?:SECP192R1|SECT163K1|SECT163R2|SECT193R1|SECT193R2)$/
const SMALL_PRIME = /^(?:(?:NIST )?P-192|p192|prime192v1|secp192r1)$/i
const libraries = (...names: string[]): string[] =>
  names.flatMap((name) => [`Crypto.PublicKey.${name}`, `Cryptodome.PublicKey.${name}`])

export default defineRule({
  id: 'weak-crypto-key',
  title: 'Key that is too short',
  consequence:
    'The private key can be computed from the public one, and signatures and sessions forged.',
  effortHours: { low: 0.25, high: 4 },
  cwe: [326],
  why: `
RSA and DSA keys of 1024 bits are within reach of well-equipped attackers, shorter ones of anybody.
A key lives for years, and what it protects often longer: the length must hold for the future, when
recorded traffic is decrypted.
`,
  fix: `
RSA with at least 2048 bits, better 3072, or a curve: \`ec.SECP256R1()\`, \`Ed25519PrivateKey\`. Replace
keys that were made with the old length.
`,
  exemptions: [
    {
      text: 'Keys that are long enough, and lengths that are set elsewhere.',
      quiet: py`
        from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
        from Crypto.PublicKey import RSA

        def make(bits):
            rsa.generate_private_key(public_exponent=65537, key_size=2048)
            dsa.generate_private_key(key_size=3072)
            ec.generate_private_key(ec.SECP256R1())
            return RSA.generate(bits)
      `,
    },
    {
      text: 'Functions of other modules with the same names.',
      quiet: py`
        from app.keys import RSA

        def make():
            return RSA.generate(512)
      `,
    },
  ],
  limits: ['Keys that are read from files are not measured.'],
  bad: [
    py`
      from cryptography.hazmat.primitives.asymmetric import rsa

      def make():
          return rsa.generate_private_key(65537, 1024) #!
    `,
    py`
      from cryptography.hazmat.primitives.asymmetric import dsa, ec
      from Crypto.PublicKey import RSA as keys
      from Cryptodome.PublicKey import DSA, ECC
      from paramiko import RSAKey
      import rsa

      BITS = 512

      def make(backend):
          dsa.generate_private_key(key_size=1024, backend=backend) #!
          keys.generate(BITS) #!
          DSA.generate(bits=1024) #!
          ECC.generate(curve='P-192') #!
          RSAKey.generate(1024) #!
          rsa.newkeys(2 * 256) #!
          return ec.generate_private_key(ec.SECP192R1(), backend) #!
    `,
  ],
  good: [
    py`
      from cryptography.hazmat.primitives.asymmetric import rsa

      def make():
          return rsa.generate_private_key(65537, 3072)
    `,
  ],
  calls: {
    ...callsTo([`${ASYMMETRIC}.rsa.generate_private_key`], (call, checker) =>
      checkSize(checker, call, optionAt(checker, call, 1, 'key_size')),
    ),
    ...callsTo([`${ASYMMETRIC}.dh.generate_parameters`], (call, checker) =>
      checkSize(checker, call, optionAt(checker, call, 1, 'key_size')),
    ),
    ...callsTo(
      [`${ASYMMETRIC}.dsa.generate_private_key`, `${ASYMMETRIC}.dsa.generate_parameters`],
      (call, checker) => checkSize(checker, call, optionAt(checker, call, 0, 'key_size')),
    ),
    ...callsTo(
      [
        ...libraries('RSA.generate', 'DSA.generate', 'ElGamal.generate'),
        'paramiko.RSAKey.generate',
      ],
      (call, checker) => checkSize(checker, call, optionAt(checker, call, 0, 'bits')),
    ),
    ...callsTo(['paramiko.DSSKey.generate', 'paramiko.dsskey.DSSKey.generate'], (call, checker) => {
      checker.report({ node: call, message: 'SSH allows 1024 bits alone for a DSA key.' })
    }),
    ...callsTo(['jwcrypto.jwk.JWK.generate'], (call, checker) => {
      const kind = provenance(checker).constantOf(optionOf(checker, call, 'kty'))
      if (kind === 'RSA') checkSize(checker, call, optionOf(checker, call, 'size'))
    }),
    ...callsTo(['ecdsa.SigningKey.generate', 'ecdsa.keys.SigningKey.generate'], (call, checker) => {
      const { tree } = checker
      const curve = argumentFor(tree, call, 0, 'curve')
      if (curve !== NO_NODE) {
        const value = provenance(checker).valueOf(curve)
        if (/(?:^|\.)(?:NIST192p|SECP1\d\dr1)$/.test(tree.spelled(value)))
          reportCurve(checker, call, curve)
      } else if (!hasUnpacking(tree, call)) {
        checker.report({ node: call, message: 'The curve that is taken by default is too small.' })
      }
    }),
    ...callsTo(['rsa.newkeys', 'rsa.key.newkeys'], (call, checker) =>
      checkSize(checker, call, optionAt(checker, call, 0, 'nbits')),
    ),
    ...callsTo(libraries('ECC.generate'), (call, checker) => {
      const curve = keywordArgument(checker.tree, call, 'curve')
      const name = provenance(checker).constantOf(curve)
      if (typeof name === 'string' && SMALL_PRIME.test(name)) reportCurve(checker, call, curve)
    }),
    ...callsTo([`${ASYMMETRIC}.ec.generate_private_key`], (call, checker) => {
      const { tree, facts } = checker
      const curve = argumentFor(tree, call, 0, 'curve')
      if (curve === NO_NODE) return
      const value = provenance(checker).valueOf(curve)
      const name =
        (tree.kind(value) === K_CALL ? facts.calleeName(value) : facts.qualifiedName(value)) ?? ''
      if (WEAK_CURVE.test(name)) reportCurve(checker, call, curve)
    }),
  },
  methods: {
    // `PKey().generate_key(crypto.TYPE_RSA, 1024)` of pyOpenSSL
    generate_key(call, checker) {
      const kind = positionalArgument(checker.tree, call, 0)
      const name = kind === NO_NODE ? '' : (checker.facts.qualifiedName(kind) ?? '')
      if (!/^OpenSSL\.crypto\.TYPE_(?:RSA|DSA)$/.test(name)) return
      checkSize(checker, call, optionAt(checker, call, 1, 'bits'))
    },
  },
})

function reportCurve(checker: Checker, call: Node, curve: Node): void {
  const { tree } = checker
  checker.report({ node: call, message: `The curve \`${tree.text(curve)}\` is too small.` })
}

function checkSize(checker: Checker, call: Node, size: Node): void {
  if (size === NO_NODE) return
  const bits = constantHere(checker, size)
  if (typeof bits !== 'number' || bits >= 2048) return
  checker.report({
    node: call,
    message: `A key of ${bits} bits is too short: 2048 are the least.`,
    severity: bits < 1024 ? 'high' : 'medium',
  })
}
