// What a client sent and a view sends back as HTML: as the body of an answer, or as what it returns.

import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { textWithConstants } from '../../../facts/named-constants.ts'
import type { Binding } from '../../../facts/scopes.ts'
import { keywordArgument, receiverOf } from '../../../matching/calls/calls.ts'
import { importsModule } from '../../../matching/calls/library-calls.ts'
import { isRoute } from '../../../matching/inputs/input-sources.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { HTML } from '../../../matching/inputs/sinks.ts'
import { builtText, fixedText } from '../../../matching/values/built-text.ts'
import {
  F_ATTRIBUTE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_SUBSCRIPT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_DICTIONARY,
  K_EXPRESSION_LIST,
  K_IDENTIFIER,
  K_LIST,
  K_SUBSCRIPT,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Answers whose text is HTML unless they are told otherwise. */
export const RESPONSES = [
  'django.http.HttpResponse',
  'django.http.HttpResponseBadRequest',
  'django.http.HttpResponseNotFound',
  'django.http.HttpResponseForbidden',
  'django.http.HttpResponseServerError',
  'flask.make_response',
  'flask.Response',
  'werkzeug.wrappers.Response',
  'fastapi.responses.HTMLResponse',
  'starlette.responses.HTMLResponse',
  'pyramid.response.Response',
  'aiohttp.web.Response',
] as const

const FLASK_FORMS = /^(?:flask|quart|bottle)\b/

/** What a function of the project makes of it; collections become no markup. */
function isOwnText(checker: Checker, value: Node): boolean {
  const { tree, facts } = checker
  if (tree.kind(value) !== K_CALL) return false
  const target = checker.valueOf(facts.callee(value))
  return target?.kind === 'function' && !target.function.summary.isAsync
}

/** A text that the client sent, as it came. */
const ASKED = /^(?:flask\.)?request\.(?:args|form|values|cookies)(?:\[[^\]]*\]|\.get\([^()]*\))$/

/** Methods and functions that give a text, of whatever they are called. */
const TEXTUAL =
  /(?:^|\.)(?:getvalue|decode|format|join|lower|upper|title|strip|lstrip|rstrip|replace|str|unquote|unquote_plus)$/

/** A text that the client sent, taken out of a container or a buffer, or changed. */
function isTextOf(checker: Checker, value: Node, source: Node): boolean {
  const { tree, facts } = checker
  const given = provenance(checker).valueOf(value)
  // A buffer of text.
  if (tree.kind(given) === K_CALL && /\.getvalue$/.test(tree.spelled(facts.callee(given))))
    return true
  const read = tree.parent(source)
  const isCalled = tree.kind(read) === K_ATTRIBUTE && tree.kind(tree.parent(read)) === K_CALL
  if (!ASKED.test(tree.spelled(isCalled ? tree.parent(read) : read))) return false
  if (tree.kind(given) === K_SUBSCRIPT) return true
  return tree.kind(given) === K_CALL && TEXTUAL.test(tree.spelled(facts.callee(given)))
}

/** `content_type='text/plain'` */
function isOtherType({ tree }: Checker, call: Node): boolean {
  const given = keywordArgument(tree, call, 'content_type')
  const type = given === NO_NODE ? keywordArgument(tree, call, 'mimetype') : given
  return type !== NO_NODE && !/html/i.test(tree.spelled(type))
}

/** The input that a view returns as the text of a page; NO_NODE where it returns none. */
export function returnedInput(checker: Checker, statement: Node): Node {
  const { tree, facts } = checker
  const [returned = NO_NODE] = tree.namedChildren(statement)
  // `return text, 200`
  const isPair = returned !== NO_NODE && tree.kind(returned) === K_EXPRESSION_LIST
  const value = isPair ? tree.namedChildren(returned)[0] : tree.namedChildren(statement)[0]
  const owner = facts.enclosingFunction(statement)
  if (value === undefined || owner === undefined) return NO_NODE
  if (!isRoute(checker, owner) && !isErrorPage(checker, owner)) return NO_NODE
  const isWeb = facts.imports.some(({ target }) => FLASK_FORMS.test(target ?? ''))
  if (!isWeb && !isHtmlRoute(checker, owner)) return NO_NODE
  const source = provenance(checker).inputOf(value, HTML)
  if (source === NO_NODE) return NO_NODE
  const built = builtText(checker, value, HTML)
  const isText =
    built !== NO_NODE && (/</.test(fixedText(checker, built)) || tree.kind(built) !== K_CALL)
  const itself = tree.text(provenance(checker).valueOf(value))
  const isPage =
    isText || ASKED.test(itself) || isOwnText(checker, value) || isTextOf(checker, value, source)
  return isPage ? source : NO_NODE
}

/** `@app.errorhandler(404)` */
const isErrorPage = ({ tree }: Checker, { decorators }: FunctionFacts): boolean =>
  decorators.some((one) => /^\w+(?:\.\w+)*\.(?:app_)?errorhandler\(/.test(tree.spelled(one)))

/** The input that is put into an answer after it was made: `response.data = text`, `response.write(text)`. */
export function inputPutIn(checker: Checker, holder: Node, value: Node): Node {
  const { tree, facts } = checker
  if (holder === NO_NODE || value === NO_NODE || tree.kind(holder) !== K_IDENTIFIER) return NO_NODE
  const binding = facts.resolve(holder)
  if (binding === undefined) return NO_NODE
  const types = typesGiven(checker, binding)
  if (binding.kind === 'parameter') {
    // `resp.content_type = 'text/html'` of falcon, which sends JSON otherwise.
    const isPage = types.some((type) => /html/i.test(type)) && importsModule(checker, 'falcon')
    return isPage ? provenance(checker).inputOf(value, HTML) : NO_NODE
  }
  const made = provenance(checker).valueOf(holder)
  if (tree.kind(made) !== K_CALL || isOtherType(checker, made)) return NO_NODE
  if (!(RESPONSES as readonly string[]).includes(facts.calleeName(made) ?? '')) return NO_NODE
  return types.length > 0 ? NO_NODE : provenance(checker).inputOf(value, HTML)
}

/** `self.write(text)` of a handler of tornado; dictionaries are sent as JSON. */
export function inputWrittenBy(checker: Checker, call: Node): Node {
  const { tree, facts } = checker
  const value = facts.arguments(call)[0]?.value
  if (value === undefined || tree.text(receiverOf(tree, call)) !== 'self') return NO_NODE
  if (!importsModule(checker, 'tornado') || isData(checker, value)) return NO_NODE
  // `self.set_header('Content-Type', 'application/json')`
  const owner = facts.enclosingFunction(call)
  if (owner === undefined) return NO_NODE
  const isTyped = /['"]content-type['"]|^content-type$/im.test(textWithConstants(facts, owner.node))
  if (isTyped) return NO_NODE
  const source = provenance(checker).inputOf(value, HTML)
  return source === NO_NODE || builtText(checker, value, HTML) === NO_NODE ? NO_NODE : source
}

/** The input that `{{ name|safe }}` of a template puts into the page as it is: `name` of the call. */
export function inputDeclaredSafe(checker: Checker, call: Node): Node {
  const { facts } = checker
  const [template, ...values] = facts.arguments(call)
  const text = template && provenance(checker).constantOf(template.value)
  if (typeof text !== 'string' || !text.includes('safe')) return NO_NODE
  for (const [, name] of text.matchAll(/\{\{-?\s*(\w+)[\w.]*\s*\|\s*safe\b/g)) {
    const value = values.find((one) => one.name === name)?.value
    const source = value === undefined ? NO_NODE : provenance(checker).inputOf(value, HTML)
    if (source !== NO_NODE) return source
  }
  return NO_NODE
}

/** The types that an answer is given after it was made: `response.content_type = 'text/plain'`. */
function typesGiven(checker: Checker, { references }: Binding): readonly string[] {
  const { tree, facts } = checker
  return [...references].flatMap((one) => {
    const name = attributeOf(checker, one)
    let target = tree.parent(one)
    if (name === 'headers') {
      target = tree.parent(target)
      if (tree.kind(target) !== K_SUBSCRIPT) return []
      if (!/^['"]content-type['"]$/i.test(tree.spelled(tree.child(target, F_SUBSCRIPT)))) return []
    } else if (name !== 'content_type' && name !== 'mimetype') return []
    if (!facts.isWrite(target)) return []
    return [tree.text(tree.child(tree.parent(target), F_RIGHT))]
  })
}

/** The input that the call of an answer's class sends as its body. */
export function inputSentBy(checker: Checker, call: Node): Node {
  if (isOtherType(checker, call)) return NO_NODE
  const { tree, facts } = checker
  const value = facts.arguments(call)[0]?.value
  if (value === undefined || isData(checker, value)) return NO_NODE
  // A response of aiohttp is plain text, or bytes, unless it is told otherwise.
  const isPlain = /^aiohttp\./.test(facts.calleeName(call) ?? '')
  if (isPlain && !/html/i.test(tree.spelled(call))) return NO_NODE
  const source = provenance(checker).inputOf(value, HTML)
  if (source === NO_NODE) return NO_NODE
  const assignment = tree.parent(call)
  const name = tree.kind(assignment) === K_ASSIGNMENT ? tree.child(assignment, F_LEFT) : NO_NODE
  const holder =
    name === NO_NODE || tree.kind(name) !== K_IDENTIFIER ? undefined : facts.resolve(name)
  const types = holder === undefined ? [] : typesGiven(checker, holder)
  return types.length > 0 && !types.some((type) => /html/i.test(type)) ? NO_NODE : source
}

function attributeOf({ tree, facts }: Checker, node: Node): string {
  const parent = tree.parent(node)
  const isHolder = tree.kind(parent) === K_ATTRIBUTE && tree.fieldOf(node) === F_OBJECT
  return isHolder ? facts.name(tree.child(parent, F_ATTRIBUTE)) : ''
}

/** `@app.get('/', response_class=HTMLResponse)` */
function isHtmlRoute({ tree }: Checker, { decorators }: FunctionFacts): boolean {
  return decorators.some((one) => {
    const given = tree.kind(one) === K_CALL ? keywordArgument(tree, one, 'response_class') : NO_NODE
    return given !== NO_NODE && /(?:^|\.)HTMLResponse$/.test(tree.spelled(given))
  })
}

/** `make_response({'errors': [...]})`: a dictionary or a list is sent as JSON. */
function isData(checker: Checker, value: Node): boolean {
  const kind = checker.tree.kind(provenance(checker).valueOf(value))
  return kind === K_DICTIONARY || kind === K_LIST
}
