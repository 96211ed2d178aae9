// Options of libraries that switch off the check of who is at the other end.
import type { Checker } from '../../../engine/checker.ts'
import type { Constant } from '../../../facts/literals.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { importsModule, libraryName } from '../../../matching/calls/library-calls.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { constantHere } from '../../../matching/values/named-values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const HTTP_CALLS =
  /^(?:get|post|put|patch|delete|head|options|request|stream|send|Client|AsyncClient|Session|AsyncHTTPTransport|HTTPTransport|fetch|build_request|urlopen|create_default_context|merge_environment_settings|TLSConfig)$/
const ANY = /./
const FALSE: readonly Constant[] = [false]
const TRUE: readonly Constant[] = [true]

interface Option {
  /** Last names of the callees that it belongs to. */
  readonly calls: RegExp
  /** The values that switch the check off. */
  readonly off: readonly Constant[]
}

const OPTIONS: ReadonlyMap<string, Option> = new Map([
  // `verify=0` and `verify=''` are as good as `False`.
  ['verify', { calls: HTTP_CALLS, off: [false, 0, ''] }],
  ['verify_ssl', { calls: ANY, off: FALSE }],
  ['ssl_verify', { calls: ANY, off: FALSE }],
  ['verify_certs', { calls: ANY, off: FALSE }],
  ['validate_cert', { calls: ANY, off: FALSE }],
  ['validate_certs', { calls: ANY, off: FALSE }],
  ['check_hostname', { calls: ANY, off: FALSE }],
  ['assert_hostname', { calls: ANY, off: FALSE }],
  ['verify_tls', { calls: ANY, off: FALSE }],
  ['tls_verify', { calls: ANY, off: FALSE }],
  ['hostkey_verify', { calls: ANY, off: FALSE }],
  ['disable_ssl_certificate_validation', { calls: ANY, off: TRUE }],
  // MongoDB
  ['tlsInsecure', { calls: ANY, off: TRUE }],
  ['tlsAllowInvalidCertificates', { calls: ANY, off: TRUE }],
  ['tlsAllowInvalidHostnames', { calls: ANY, off: TRUE }],
  // Redis
  ['ssl_cert_reqs', { calls: ANY, off: [null, 'none'] }],
  // AsyncSSH: no known host keys, any host key
  ['known_hosts', { calls: /^(?:connect|create_connection)$/, off: [null] }],
  [
    'ssl',
    {
      calls: /^(?:get|post|put|patch|delete|head|options|request|ws_connect|TCPConnector)$/,
      off: FALSE,
    },
  ],
])
const AWS = /^boto3\.(?:session\.)?(?:Session\(\)\.)?(?:client|resource)$/
const CERT_NONE = /(?:^|\.)(?:CERT_NONE|VERIFY_NONE)$/
const CLIENT = /session|client|http|request|conn|adapter|transport|api|^s$/i

/** True for an option that makes this call accept whoever answers. */
export function acceptsAnyone(checker: Checker, call: Node, name: string, value: Node): boolean {
  const { tree, facts } = checker
  const option = OPTIONS.get(name)
  if (option === undefined) return false
  const library = libraryName(checker, call) ?? ''
  if (/jwt|jose/.test(library)) return false
  if (name === 'known_hosts' && !library.startsWith('asyncssh.')) return false
  // `partial(requests.get, verify=False)` calls what it is given.
  const [first] = /^functools\.partial$/.test(library) ? facts.arguments(call) : []
  const known = first === undefined ? library : (facts.qualifiedName(first.value) ?? '')
  const isHttp = /^(?:requests|httpx|aiohttp)\./.test(known)
  const own = isHttp ? known.slice(known.lastIndexOf('.') + 1) : calleeName(tree, call)
  if (!option.calls.test(own) && !AWS.test(library)) return false
  // `form.get('field', ssl=False)` is a field of that name.
  if (name === 'ssl' && !isHttp && !/TCPConnector$/.test(own)) {
    const receiver = tree.child(facts.callee(call), k.F_OBJECT)
    if (!importsModule(checker, 'aiohttp') || !isClientName(checker, receiver)) return false
  }
  if (name === 'ssl_cert_reqs' && isCertNone(checker, value)) return true
  const given = constantHere(checker, value)
  return given !== undefined && option.off.includes(given)
}

/** `ssl.CERT_NONE` and `'CERT_NONE'`, in its short form `'NONE'` too. */
export function isCertNone(checker: Checker, value: Node): boolean {
  const given = provenance(checker).constantOf(value)
  if (given === 'CERT_NONE' || given === 'NONE') return true
  return CERT_NONE.test(checker.facts.qualifiedName(provenance(checker).valueOf(value)) ?? '')
}

/** What is a client of a library, or is called like one. */
export function isClientName(checker: Checker, object: Node): boolean {
  if (object === NO_NODE) return false
  const { tree, facts } = checker
  const value = checker.valueOf(object)
  if (value?.kind === 'external') return /^(?:requests|httpx|aiohttp|niquests)\b/.test(value.name)
  if (value?.kind === 'instance') {
    return checker.project.index.hierarchy
      .order(value.class)
      .some((one) => typeof one === 'string' && CLIENT.test(one))
  }
  const name = tree.kind(object) === k.K_ATTRIBUTE ? tree.child(object, k.F_ATTRIBUTE) : object
  return tree.kind(name) === k.K_IDENTIFIER ? CLIENT.test(facts.name(name)) : true
}
