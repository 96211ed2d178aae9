// Where text that a remote user chooses enters a program: request objects of web frameworks,
// parameters of routes, sockets. Names and annotations decide; nothing is run.

import type { Checker } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { typeText } from '../../facts/type-text.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { formRead } from './form-fields.ts'
import { isRemoteParameter, isRemoteRead } from './remote-handlers.ts'
import { isConvertedByRoute, isRoutedByCall } from './route-converters.ts'
import { isUploadedName } from './uploaded-names.ts'

/** What of a file is enough to tell where input enters. */
export interface FileReader extends Pick<Checker, 'tree' | 'facts'> {
  /** What a call tells of one of its arguments, where its function is known. */
  readonly answers?: (call: Node, given: Node) => Answers | undefined
  /** What a function gives back is asked for by its callers. */
  readonly isAnswering?: true
}

/** The sinks that a value may reach once a function has looked at it. */
export interface Answers {
  /** Where the answer is true. */
  readonly yes: number
  /** Where it is false. */
  readonly no: number
  /** Where the function came to an end at all: it raises otherwise. */
  readonly any: number
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Attributes and methods of request objects that hold what the client sent. */
const REQUEST_PARTS = words(
  'args form values json data cookies headers files GET POST COOKIES META FILES body query_params path_params query_string get_json get_data get_raw_body getlist match_info rel_url query params matchdict url full_path base_url path host referrer referer user_agent stream raw_post_data post text read forms arguments json_body POSTS QUERY_PARAMS get_param media bounded_stream content body_arguments query_arguments multipart content_type get_header get_cookie get_media get_param_as_list uri environ view_args authorization getvalue path_info get_full_path',
)
const FORM_VALUES = words('cleaned_data validated_data')
/** Modules whose `request` is the current request. */
const GLOBAL_REQUESTS = words(
  'flask.request bottle.request quart.request sanic.request cherrypy.request',
)
const REQUEST_NAMES = words('request req self.request self._request cls.request flask_request')
const REQUEST_TYPE =
  /(?:^|\.)(?:Http|WSGI|ASGI|Web)?(?:Request|WebSocket|HTTPConnection|HTTPServerRequest)$/
/** Calls that give what came over a wire, by the last name; only on a fitting receiver. */
const HANDLER_METHODS = words(
  'get_argument get_arguments get_query_argument get_query_arguments get_body_argument get_body_arguments get_secure_cookie',
)
const ROUTE_METHODS = words(
  'route get post put patch delete head options websocket api_route view_config add_url_rule websocket_route',
)
/** Types that cannot carry markup, paths or code. */
const HARMLESS_TYPE =
  /^(?:(?:typing\.)?(?:Optional|Annotated|Literal|List|list|Set|set|Sequence)\[)?\s*(?:int|float|bool|complex|Decimal|decimal\.Decimal|UUID[1-5]?|uuid\.UUID|datetime|date|time|timedelta|datetime\.\w+|Positive\w+|NonNegative\w+|IPv[46]Address|[A-Z]\w*Enum|Literal\b)/

/** Parts of a request that name the address that was asked for: a path of this site. */
export const OWN_ADDRESS =
  /\.(?:path|full_path|path_info|url|base_url|host_url|url_root|script_root|rel_url|uri|host|headers|META|match_info|path_params|view_args|get_full_path)(?:\([^()]*\))?$/

/** True for expressions that hold the current request of a framework. */
export function isRequest(checker: FileReader, expression: Node): boolean {
  const { tree, facts } = checker
  if (expression === NO_NODE) return false
  const kind = tree.kind(expression)
  if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return false
  const text = facts.dottedText(expression)
  if (text === undefined) return false
  const origin = facts.qualifiedName(expression)
  if (origin !== undefined && GLOBAL_REQUESTS.has(origin)) return true
  if (kind === k.K_IDENTIFIER) {
    const binding = facts.resolve(expression)
    if (binding?.kind !== 'parameter') return false
    const owner = binding.scope?.function
    if (isOutgoing(checker, owner)) return false
    const parameter = owner?.parameters.find((one) => one.name === text)
    if (parameter !== undefined && isOfClient(checker, parameter)) return false
    if (REQUEST_NAMES.has(text))
      return parameter === undefined || !isOwnOutgoing(checker, parameter)
    if (parameter === undefined || !REQUEST_TYPE.test(annotationText(tree, parameter))) return false
    return !isToBeSent(checker, parameter)
  }
  return REQUEST_NAMES.has(text)
}

/** Libraries that send requests: what is called a request there is one of this program. */
const CLIENT =
  /^(?:nbxmpp|httpx|requests|urllib|urllib3|httplib2|scrapy|gi|pycurl|tornado\.httpclient)\b/

function isOfClient({ tree, facts }: FileReader, { annotation }: Parameter): boolean {
  if (annotation === NO_NODE) return false
  const [type = annotation] = tree.namedChildren(annotation)
  return CLIENT.test(facts.qualifiedName(type) ?? '')
}

/** The class of a program that asks others and serves nobody: what it is about to ask. */
function isToBeSent(checker: FileReader, { annotation }: Parameter): boolean {
  const [type = annotation] = checker.tree.namedChildren(annotation)
  const origin = checker.facts.qualifiedName(type)
  if (origin === undefined || FRAMEWORK.test(origin)) return false
  return imports(checker, ASKING) && !imports(checker, FRAMEWORK)
}

/**
 * `request: DaemonRequest` of a class beside it that derives from no request, and `req` in a file that
 * asks others and serves nobody.
 */
function isOwnOutgoing(checker: FileReader, parameter: Parameter): boolean {
  const { tree, facts } = checker
  if (parameter.annotation === NO_NODE) {
    return imports(checker, /^pycurl\b/) && !imports(checker, FRAMEWORK)
  }
  const [type = parameter.annotation] = tree.namedChildren(parameter.annotation)
  const own = facts.classes.find(({ name }) => name === tree.text(type))
  return own !== undefined && !own.bases.some((base) => REQUEST_TYPE.test(tree.spelled(base)))
}

const ASKING = /^(?:requests|httpx|urllib3|urllib\.request|http\.client|httplib2|pycurl)\b/

/** A method of an HTTP client: its request is what this program sends. */
function isOutgoing({ tree }: FileReader, owner: FunctionFacts | undefined): boolean {
  if (owner?.class === undefined) return false
  const names = [owner.class.name, ...owner.class.bases.map((base) => tree.text(base))]
  return (
    /^(?:a?send|handle_(?:async_)?request|(?:async_|sync_)?auth_flow|prepare\w*|__call__)$/.test(
      owner.name,
    ) && names.some((name) => /(?:Adapter|Transport|Auth|AuthBase|Session|Client)$/.test(name))
  )
}

const RECEIVING = words(
  'recv recvfrom receive_text receive_str receive_json receive_bytes iter_text iter_json iter_bytes',
)

/** Reads that only the framework in use makes reads of input. */
function isFrameworkRead(checker: FileReader, call: Node, name: string): boolean {
  const { tree, facts } = checker
  if (name === 'FieldStorage') return facts.calleeName(call) === 'cgi.FieldStorage'
  if (tree.kind(facts.callee(call)) !== k.K_ATTRIBUTE) return false
  if (name === 'parse_args') return imports(checker, /^flask_rest\w+\b/)
  if (name !== 'get_cookie') return false
  const receiver = tree.child(facts.callee(call), k.F_OBJECT)
  return tree.text(receiver) === 'self' && imports(checker, /^tornado\b/)
}

function imports({ facts }: FileReader, module: RegExp): boolean {
  return facts.imports.some(({ target }) => module.test(target ?? ''))
}

/** True for an attribute, or a call, that gives what a client sent. */
export function isInputRead(checker: FileReader, expression: Node): boolean {
  const { tree, facts } = checker
  switch (tree.kind(expression)) {
    case k.K_ATTRIBUTE: {
      const name = tree.child(expression, k.F_ATTRIBUTE)
      if (name === NO_NODE) return false
      if (isRemoteRead(checker, expression) || isUploadedName(checker, expression)) return true
      // What a form or a serializer took over from the request.
      if (FORM_VALUES.has(facts.name(name))) return importsForms(checker)
      if (formRead(checker, expression) !== undefined) return true
      if (!REQUEST_PARTS.has(facts.name(name))) return false
      return isRequest(checker, tree.child(expression, k.F_OBJECT))
    }
    case k.K_CALL: {
      if (isRemoteRead(checker, expression)) return true
      if (/^web\.(?:webapi\.)?(?:input|data|cookies)$/.test(facts.calleeName(expression) ?? ''))
        return true
      const callee = facts.callee(expression)
      if (callee !== NO_NODE && tree.kind(callee) === k.K_IDENTIFIER) {
        return isFrameworkRead(checker, expression, facts.name(callee))
      }
      if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return false
      const name = facts.name(tree.child(callee, k.F_ATTRIBUTE))
      if (HANDLER_METHODS.has(name)) return true
      // `await request.json()`, `request.get_json()`
      if (name === 'get' && isWsgiEnvironment(checker, tree.child(callee, k.F_OBJECT))) return true
      if (REQUEST_PARTS.has(name) && isRequest(checker, tree.child(callee, k.F_OBJECT))) return true
      if (isFrameworkRead(checker, expression, name)) return true
      if (!RECEIVING.has(name)) return false
      // What comes out of a pipe between the own processes is not awaited and asks for no size.
      const isPipe = name === 'recv' && facts.arguments(expression).length === 0
      if (isPipe && tree.kind(tree.parent(expression)) !== k.K_AWAIT) return false
      return !/^(?:self|cls)$/.test(tree.spelled(tree.child(callee, k.F_OBJECT)))
    }
    case k.K_SUBSCRIPT:
      if (isUrlKeyword(checker, expression)) return true
      return isMappedRequest(checker, tree.child(expression, k.F_VALUE))
    default:
      return false
  }
}

const FRAMEWORK =
  /^(?:flask|django|bottle|quart|sanic|web|aiohttp|starlette|fastapi|pyramid|falcon|tornado|zope|ZPublisher|Products|plone|webob|werkzeug|cherrypy)\b/

/** `request['name']`: fields of the client where the request is one of a framework; else a dictionary. */
function isMappedRequest(checker: FileReader, base: Node): boolean {
  if (!isRequest(checker, base)) return false
  const { tree, facts } = checker
  if (tree.kind(base) !== k.K_IDENTIFIER || facts.resolve(base)?.kind !== 'parameter') return true
  const owner = facts.resolve(base)?.scope?.function
  const parameter = owner?.parameters.find(({ name }) => name === facts.name(base))
  if (parameter !== undefined && REQUEST_TYPE.test(annotationText(tree, parameter))) return true
  return owner?.decorators.length !== 0 || imports(checker, FRAMEWORK)
}

/** `environ` of `def application(environ, start_response)`. */
function isWsgiEnvironment({ tree, facts }: FileReader, object: Node): boolean {
  if (tree.kind(object) !== k.K_IDENTIFIER || facts.name(object) !== 'environ') return false
  const parameters = facts.enclosingFunction(object)?.parameters ?? []
  return parameters.some(({ name }) => name === 'start_response')
}

/** `self.kwargs['name']`, `kwargs['name']` of a view class; `environ['PATH_INFO']` of WSGI. */
function isUrlKeyword(checker: FileReader, subscript: Node): boolean {
  const { tree, facts } = checker
  const base = tree.child(subscript, k.F_VALUE)
  const text = tree.end(base) - tree.start(base) > 16 ? '' : tree.text(base)
  if (isWsgiEnvironment(checker, base)) return true
  if (text === 'self.path_kwargs') return imports(checker, /^tornado\b/)
  if (text === 'kwargs') {
    const owner = facts.enclosingFunction(subscript)
    const isKeywords = owner?.parameters.at(-1)?.kind === 'keywords'
    if (!isKeywords || owner === undefined || !VIEW_METHODS.has(owner.name)) return false
  } else if (text !== 'self.kwargs') return false
  const key = tree.text(tree.child(subscript, k.F_SUBSCRIPT))
  const owner = facts.enclosingClass(subscript)
  return (
    !/^['"](?:pk|id|\w+_id)['"]$/.test(key) && owner !== undefined && isViewClass(checker, owner)
  )
}

/** True for a parameter that the client of a route, or the caller of a cloud function, fills. */
export function isInputParameter(
  checker: FileReader,
  owner: FunctionFacts,
  parameter: Parameter,
): boolean {
  const { tree } = checker
  if (parameter.name === 'self' || parameter.name === 'cls') return false
  if (parameter.name === 'event') {
    const isHandler = owner.parameters.length === 2 && owner.parameters[1]?.name === 'context'
    return isHandler && !isOfDeployment(checker)
  }
  if (isRemoteParameter(checker, owner, parameter)) return !isHarmless(tree, parameter)
  const isDjangoView =
    owner.parameters[0]?.name === 'request' &&
    owner.class === undefined &&
    parameter.name !== 'request' &&
    parameter.kind === 'positional' &&
    parameter.default === NO_NODE &&
    !isObject(checker, owner, parameter.name) &&
    importsDjangoViews(checker)
  const isView = isDjangoView || isUrlArgument(checker, owner, parameter)
  if (!isView && !isRoute(checker, owner)) return false
  if (isConvertedByRoute(checker, owner, parameter.name)) return false
  if (parameter.name === 'request' || REQUEST_TYPE.test(annotationText(tree, parameter))) {
    return false
  }
  if (isSupplied(tree, parameter)) return false
  const isInjected = /\b(?:Depends|Security|Provide|inject)\b/
  if (parameter.default !== NO_NODE && isInjected.test(tree.spelled(parameter.default)))
    return false
  return !isInjected.test(annotationText(tree, parameter)) && !isHarmless(tree, parameter)
}

/** A resource of a deployment: its event says what who deploys has written down. */
function isOfDeployment({ facts, tree }: FileReader): boolean {
  return (
    facts.imports.some(({ target }) => /^(?:cfnresponse|crhelper)\b/.test(target ?? '')) ||
    /["'](?:ResourceProperties|PhysicalResourceId)["']/.test(tree.source)
  )
}

/** `db: Db`: an alias of another file says who supplies it, and its name what it is. */
function isSupplied(tree: SyntaxTree, { name, annotation }: Parameter): boolean {
  if (!/^(?:db|session|conn|connection|tx|uow|redis|settings)$/.test(name)) return false
  return annotation !== NO_NODE && /^[A-Z]\w*$/.test(typeText(tree, annotation))
}

/** `def get(self, request, name)` of a view class; keys are numbers as a rule. */
function isUrlArgument(
  checker: FileReader,
  owner: FunctionFacts,
  { name, kind, default: value }: Parameter,
): boolean {
  if (owner.class === undefined) return false
  if (owner.name === 'on_message') {
    return isHandlerOf(checker, owner.class, /WebSocketHandler$/, /^tornado\b/)
  }
  // Falcon: `def on_get(self, req, resp, name)`
  if (/^on_(?:get|post|put|patch|delete)$/.test(owner.name)) {
    return owner.parameters[1]?.name === 'req' && !/^(?:req|resp|self|\w*id)$/.test(name)
  }
  if (!VIEW_METHODS.has(owner.name)) return false
  if (kind !== 'positional' || /^(?:pk|id|\w+_id|request|self)$/.test(name)) return false
  const isOptional = value !== NO_NODE && checker.tree.kind(value) === k.K_NONE
  if (value !== NO_NODE && !isOptional) return false
  if (isHandlerOf(checker, owner.class, /^(?:\w+\.)*(?:MethodView|Resource)$/, /^flask/))
    return true
  // Projects have a base class of their own for their handlers.
  if (isHandlerOf(checker, owner.class, /Handler$/, /^tornado\b/)) return true
  return owner.parameters[1]?.name === 'request' && isViewClass(checker, owner.class)
}

/** A handler of a framework: a class of such bases where its modules are imported. */
function isHandlerOf(
  checker: FileReader,
  { bases }: ClassFacts,
  named: RegExp,
  module: RegExp,
): boolean {
  return bases.some((base) => named.test(checker.tree.spelled(base))) && imports(checker, module)
}

const VIEW_METHODS = words('get post put patch delete head options dispatch')

function isViewClass(checker: FileReader, { bases }: ClassFacts): boolean {
  return (
    bases.some((base) => /View(?:Set)?$/.test(checker.tree.spelled(base))) &&
    imports(checker, /^(?:django|rest_framework)\b/)
  )
}

/** `page.title`, not called: a text of the address has no fields, so this is no view. */
function isObject({ tree, facts }: FileReader, owner: FunctionFacts, name: string): boolean {
  for (const identifier of facts.identifiersNamed(name)) {
    const attribute = tree.parent(identifier)
    if (!tree.contains(owner.node, identifier) || tree.kind(attribute) !== k.K_ATTRIBUTE) continue
    if (tree.child(attribute, k.F_OBJECT) !== identifier) continue
    if (tree.calledBy(attribute) === NO_NODE) return true
  }
  return false
}

/** True for a parameter whose annotation says that it is a number, a date, an identifier. */
export function isHarmless(tree: SyntaxTree, parameter: Parameter): boolean {
  return isHarmlessType(annotationText(tree, parameter))
}

/** True for the text of an annotation that is met by no text. */
export const isHarmlessType = (annotation: string): boolean => HARMLESS_TYPE.test(annotation)

/** True for a function that a decorator makes the handler of a route. */
export function isRoute(checker: FileReader, owner: FunctionFacts): boolean {
  const { tree, facts } = checker
  if (owner.class === undefined && isRoutedByCall(checker, owner.name)) return true
  return owner.decorators.some((decorator) => {
    const callee = tree.kind(decorator) === k.K_CALL ? facts.callee(decorator) : decorator
    if (callee === NO_NODE) return false
    // Names that are imported from bottle; what cherrypy exposes takes its parameters from the query.
    const origin = facts.qualifiedName(callee)
    if (
      origin !== undefined &&
      /^(?:bottle|litestar)\.(?:route|get|post|put|patch|delete)$|^cherrypy\.expose$/.test(origin)
    ) {
      return true
    }
    if (tree.kind(callee) !== k.K_ATTRIBUTE) return false
    if (!ROUTE_METHODS.has(facts.name(tree.child(callee, k.F_ATTRIBUTE)))) return false
    return tree.kind(decorator) === k.K_CALL && checker.facts.arguments(decorator).length > 0
  })
}

function importsForms(checker: FileReader): boolean {
  return imports(checker, /^(?:django|rest_framework)\b/)
}

function importsDjangoViews({ facts }: FileReader): boolean {
  return facts.imports.some(({ target }) =>
    /^django\.(?:http|shortcuts|views)\b/.test(target ?? ''),
  )
}

function annotationText(tree: SyntaxTree, parameter: Parameter): string {
  return typeText(tree, parameter.annotation).replace(/^['"]|['"]$/g, '')
}

const isGetter = (tree: SyntaxTree, callee: Node): boolean =>
  tree.kind(callee) === k.K_ATTRIBUTE && /\.(?:get|getlist)$/.test(tree.spelled(callee))

/** `request.args.get('page', type=int)`: what is no number never gets here. */
export function isConverted({ tree, facts }: FileReader, call: Node): boolean {
  const given = facts.arguments(call)
  // `request.args.get('page', 1, int)`
  const third = given.length === 3 && isGetter(tree, facts.callee(call)) ? given[2] : undefined
  const type = (given.find(({ name }) => name === 'type') ?? third)?.value
  return (
    type !== undefined &&
    /^(?:int|float|bool|(?:uuid\.)?UUID|(?:decimal\.)?Decimal)$/.test(tree.spelled(type))
  )
}
