// Values that are logged as a whole and bring a secret with them: settings, headers, the
// environment, addresses with a token, the key of a session.
import type { Checker } from '../../../engine/checker.ts'
import type { Expression } from '../../../facts/expression.ts'
import { isString, readString } from '../../../facts/strings.ts'
import { argumentsOf, calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { isRequest } from '../../../matching/inputs/input-sources.ts'
import { secretKindOf } from '../../../matching/values/secrets.ts'
import type { ProjectClass } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** The part of a logged value that brings a secret with it, and which: of a text what is put in. */
export function loggedWhole(
  checker: Checker,
  value: Node,
): { readonly node: Node; readonly secret: string } | undefined {
  const { tree } = checker
  const parts = isString(tree, value) ? (readString(tree, value)?.parts ?? []) : []
  const nodes = isString(tree, value)
    ? parts.flatMap((part) => (part.kind === 'value' ? [part.expression] : []))
    : [value]
  for (const node of nodes) {
    const secret = secretInside(checker, node)
    if (secret !== undefined) return { node, secret }
  }
  return undefined
}

/** What is in a logged value that must not be known; undefined where nothing is. */
function secretInside(checker: Checker, value: Node): string | undefined {
  const { tree } = checker
  const whole = wholeOf(checker, value)
  if (whole === NO_NODE) return undefined
  const kind = tree.kind(whole)
  if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE && kind !== k.K_CALL) return undefined
  return (
    ofRequest(checker, whole) ??
    ofSession(checker, whole) ??
    (kind === k.K_CALL ? undefined : ofObject(checker, whole))
  )
}

/** `settings` of `settings.model_dump()`, `vars(settings)`, `dict(request.headers)`. */
function wholeOf(checker: Checker, value: Node): Node {
  const { tree, facts } = checker
  if (tree.kind(value) === k.K_ATTRIBUTE && /\.__dict__$/.test(tree.spelled(value))) {
    return tree.child(value, k.F_OBJECT)
  }
  if (tree.kind(value) !== k.K_CALL) return value
  if (/^(?:model_dump|model_dump_json|dict|json|_asdict|copy)$/.test(calleeName(tree, value))) {
    const receiver = receiverOf(tree, value)
    if (receiver !== NO_NODE) return argumentsOf(tree, value).length === 0 ? receiver : NO_NODE
  }
  const isCopy =
    /^(?:builtins\.(?:dict|str|repr|vars)|dataclasses\.asdict|attr\.asdict|attrs\.asdict)$/
  const [given, more] = argumentsOf(tree, value)
  if (given === undefined || more !== undefined) return value
  return isCopy.test(facts.calleeName(value) ?? '') ? given.value : value
}

const CREDENTIAL = /["'](?:\w*_?(?:token|api_?key|apikey|secret|password|signature|sig|jwt))["']/i
const QUERY = /(?:query_params|args|GET|query)\s*(?:\.get\(|\[)\s*/

/** All headers of a request, or its address where a token stands in the query. */
function ofRequest(checker: Checker, whole: Node): string | undefined {
  const { tree, facts } = checker
  if (tree.kind(whole) === k.K_IDENTIFIER) return undefined
  if (facts.qualifiedName(whole) === 'os.environ') return 'the secrets of the environment'
  const isCall = tree.kind(whole) === k.K_CALL
  const attribute = isCall ? facts.callee(whole) : whole
  if (tree.kind(attribute) !== k.K_ATTRIBUTE) return undefined
  const request = tree.child(attribute, k.F_OBJECT)
  const name = tree.text(tree.child(attribute, k.F_ATTRIBUTE))
  const isHeaders = !isCall && /^(?:headers|META|COOKIES|cookies)$/.test(name)
  const isAddress = isCall
    ? /^(?:get_full_path|build_absolute_uri)$/.test(name)
    : /^(?:url|full_path|rel_url|query_string)$/.test(name)
  if ((!isHeaders && !isAddress) || !isRequest(checker, request)) return undefined
  if (isHeaders) return 'the `Authorization` and `Cookie` of the request'
  const owner = facts.enclosingFunction(whole)
  const text = owner === undefined ? '' : tree.text(owner.node)
  const asked = new RegExp(
    String.raw`\b${tree.text(request)}\.${QUERY.source}(${CREDENTIAL.source})`,
    'i',
  ).exec(text)?.[1]
  return asked === undefined ? undefined : `the parameter ${asked} of the query`
}

const SESSION = /^(?:session_?id|sid|session_?key|session_?token)$/i
/** What makes an identifier of a session the proof of who is calling. */
const PROOF = /\.set_cookie\(|\.cookies\b|\.COOKIES\b|\bf?["']sess(?:ion)?s?:\{/

/** The key of a session that a cookie brings. */
function ofSession({ tree }: Checker, whole: Node): string | undefined {
  if (tree.kind(whole) === k.K_CALL) return undefined
  const text = tree.text(whole)
  const reason = 'which is all that a client needs to be taken for its owner'
  if (/\brequest\.session\.session_key$/.test(text)) return reason
  const last = text.slice(text.lastIndexOf('.') + 1)
  const isKey = SESSION.test(last) || /(?:^|\.)session\.(?:id|key)$/.test(text)
  if (!isKey || !PROOF.test(tree.source)) return undefined
  return isKeyOf(tree.source, text) ? reason : undefined
}

/** The file looks sessions up by it, or hands it to the client. */
function isKeyOf(source: string, text: string): boolean {
  const name = text.replaceAll('.', String.raw`\.`)
  return new RegExp(
    String.raw`["']sess(?:ion)?s?:\{${name}\}|set_cookie\([^)]*\b${name}\b|\b${name}\s*=\s*(?:await\s+)?\w*(?:request|websocket|socket)\.cookies\b`,
  ).test(source)
}

/** Fields that an object shows of itself, one of which is a secret. */
function ofObject(checker: Checker, whole: Node): string | undefined {
  const value = checker.valueOf(whole)
  if (value?.kind !== 'instance') return undefined
  const field = shownSecret(value.class)
  return field === undefined ? undefined : `\`${field}\``
}

const SHOWING = /(?:^|\.)(?:dataclass|define|frozen|mutable|attrs|s)$/
const BASES = /(?:^|\.)(?:BaseModel|BaseSettings|SQLModel|NamedTuple|Struct|TypedDict)$/

/** The first field whose value stands in the text of an object. */
function shownSecret({ summary, methods }: ProjectClass): string | undefined {
  if (methods.has('__repr__') || methods.has('__str__')) return undefined
  const shows =
    summary.bases.some((one) => BASES.test(nameOf(one))) ||
    summary.decorators.some((one) => SHOWING.test(nameOf(one)))
  if (!shows || summary.decorators.some((one) => hides(one))) return undefined
  return summary.attributes.find(
    ({ name, annotation, value }) =>
      annotation !== undefined &&
      /^(?:str|bytes|Optional|None)$/.test(plainType(annotation)) &&
      secretKindOf(name) !== undefined &&
      !isCounted(name) &&
      !hides(value),
  )?.name
}

const isCounted = (name: string): boolean => /s$/.test(name) && !/pass$/.test(name)

function nameOf(expression: Expression): string {
  if (expression.kind === 'call') return nameOf(expression.callee)
  return expression.kind === 'name' ? expression.text : ''
}

/** `str` of `str | None`; other types may hide what they hold. */
function plainType(annotation: Expression): string {
  switch (annotation.kind) {
    case 'union':
      return annotation.items.map(plainType).every((one) => /^(?:str|bytes|None)$/.test(one))
        ? 'str'
        : ''
    case 'subscript':
      return nameOf(annotation.value).endsWith('Optional') &&
        annotation.items.every((one) => plainType(one) === 'str')
        ? 'str'
        : ''
    case 'constant':
      return annotation.value === null ? 'None' : ''
    default:
      return nameOf(annotation)
  }
}

/** `field(repr=False)`, `Field(exclude=True)`, `@dataclass(repr=False)`. */
function hides(value: Expression | undefined): boolean {
  if (value?.kind !== 'call') return false
  return value.keywords.some(
    ({ name, value: given }) =>
      (name === 'repr' && given.kind === 'constant' && given.value === false) ||
      (name === 'exclude' && given.kind === 'constant' && given.value === true),
  )
}
