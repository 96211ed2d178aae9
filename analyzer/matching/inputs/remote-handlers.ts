// What a remote user chooses outside of routes: parameters of handlers of sockets, tools, bots and
// resolvers, and the objects that hold their messages.

import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { typeText } from '../../facts/type-text.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from './input-sources.ts'

/** What the library gives along. */
const GIVEN =
  /^(?:self|cls|root|parent|info|ctx|context|interaction|sid|environ|progress|profile|session)$/
const GIVEN_TYPE = /\b(?:Context|Interaction|Info|ResolveInfo|Request|Progress)\b/
/** A tool or a page of the user's own machine opens the files and addresses that it is told to. */
const LOCAL_TARGET = /path|file|dir|folder|uri|url|link|source|dest|target|output|location/i

/** Decorators by their last name, and the library that makes them handlers. */
const DECORATORS: readonly {
  readonly named: RegExp
  readonly library: RegExp
  readonly isLocal: boolean
}[] = [
  {
    named: /\.(?:tool|resource|prompt|call_tool|read_resource|get_prompt)$/,
    library: /^(?:mcp|fastmcp)\b/,
    isLocal: true,
  },
  {
    named: /\.(?:on|event|on_event)$/,
    library: /^(?:socketio|flask_socketio)\b/,
    isLocal: false,
  },
  {
    named: /\.(?:command|hybrid_command|slash_command)$/,
    library: /^(?:discord|nextcord|disnake)\b/,
    isLocal: false,
  },
  { named: /(?:^|\.)whitelist$/, library: /^frappe\b/, isLocal: false },
  { named: /(?:^|\.)(?:field|mutation|subscription)$/, library: /^strawberry\b/, isLocal: false },
]

/** True for a parameter that a remote user fills. */
export function isRemoteParameter(
  reader: FileReader,
  owner: FunctionFacts,
  parameter: Parameter,
): boolean {
  const { tree } = reader
  const { name, annotation } = parameter
  if (owner.isLambda || GIVEN.test(name)) return false
  if (annotation !== NO_NODE && GIVEN_TYPE.test(typeText(tree, annotation))) return false
  if (owner.class !== undefined && isRemoteMethod(reader, owner, name)) return true
  for (const decorator of owner.decorators) {
    const callee = tree.kind(decorator) === k.K_CALL ? reader.facts.callee(decorator) : decorator
    const text = callee === NO_NODE ? '' : tree.text(callee)
    for (const { named, library, isLocal } of DECORATORS) {
      if (!named.test(text) || !imports(reader, library)) continue
      // Members, channels and roles of a chat are known by their numbers.
      if (
        /command$/.test(text) &&
        annotation !== NO_NODE &&
        !/str/.test(typeText(tree, annotation))
      ) {
        return false
      }
      return !isLocal || !LOCAL_TARGET.test(name)
    }
  }
  return owner.class === undefined && isHandedOver(reader, owner, name)
}

function isRemoteMethod(reader: FileReader, owner: FunctionFacts, name: string): boolean {
  const { tree } = reader
  const bases = owner.class?.bases.map((base) => tree.text(base)) ?? []
  if (/^receive(?:_json)?$/.test(owner.name)) {
    return (
      /^(?:text_data|bytes_data|content)$/.test(name) &&
      bases.some((base) => /Consumer$/.test(base)) &&
      imports(reader, /^channels\b/)
    )
  }
  if (/^(?:resolve_\w+|mutate(?:_and_get_payload)?)$/.test(owner.name)) {
    return (
      owner.parameters.some((one) => one.name === 'info') && imports(reader, /^graphene(?:_\w+)?\b/)
    )
  }
  return false
}

/** `gr.Interface(fn=show)`, `button.click(show, ...)`, `websockets.serve(show, host, port)`. */
function isHandedOver(reader: FileReader, owner: FunctionFacts, name: string): boolean {
  const isGradio = imports(reader, /^gradio\b/)
  const isSocket = !isGradio && imports(reader, /^websockets\b/)
  if (!isGradio && !isSocket) return false
  if (isGradio ? LOCAL_TARGET.test(name) : owner.parameters[0]?.name !== name) return false
  const { tree, facts } = reader
  return facts.identifiersNamed(owner.name).some((mention) => {
    const parent = tree.parent(mention)
    const isNamed = parent !== NO_NODE && tree.kind(parent) === k.K_KEYWORD_ARGUMENT
    const list = isNamed ? tree.parent(parent) : parent
    if (list === NO_NODE || tree.kind(list) !== k.K_ARGUMENT_LIST) return false
    if (isNamed && tree.text(tree.child(parent, k.F_NAME)) !== 'fn') return false
    const callee = tree.text(facts.callee(tree.parent(list)))
    return isGradio
      ? /(?:^|\.)(?:Interface|ChatInterface|click|submit|upload)$/.test(callee)
      : /(?:^|\.)serve$/.test(callee)
  })
}

const STREAMLIT = /^streamlit\.(?:sidebar\.)?(?:text_input|text_area|chat_input)$/
const MESSAGE =
  /^update\.(?:effective_message|(?:edited_)?message|callback_query|inline_query|channel_post)\.(?:text|caption|data|query)$/

/** True for an attribute or a call that gives what a remote user sent. */
export function isRemoteRead(reader: FileReader, expression: Node): boolean {
  const { tree, facts } = reader
  if (tree.kind(expression) === k.K_CALL) return isRemoteCall(reader, expression)
  const name = facts.name(tree.child(expression, k.F_ATTRIBUTE))
  const object = tree.child(expression, k.F_OBJECT)
  switch (name) {
    case 'form_dict':
      return /^frappe\.(?:local\.)?form_dict$/.test(facts.qualifiedName(expression) ?? '')
    case 'text':
    case 'caption':
    case 'data':
    case 'query': {
      if (tree.end(expression) - tree.start(expression) > MAX_LENGTH) return false
      const text = tree.text(expression)
      if (MESSAGE.test(text)) return imports(reader, /^telegram\b/)
      return text === 'message.text' && imports(reader, /^(?:aiogram|telebot)\b/)
    }
    case 'args':
      return isNamed(reader, object, 'context') && imports(reader, /^telegram\b/)
    case 'path':
    case 'headers':
      return isNamed(reader, object, 'self') && isHttpHandler(reader, expression)
    default:
      return isNamed(reader, object, 'request') && isServicer(reader, expression)
  }
}

function isRemoteCall(reader: FileReader, call: Node): boolean {
  const { tree, facts } = reader
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return false
  switch (facts.name(tree.child(callee, k.F_ATTRIBUTE))) {
    case 'text_input':
    case 'text_area':
    case 'chat_input':
      return STREAMLIT.test(facts.qualifiedName(callee) ?? '')
    case 'WebSocketResponse':
      return facts.qualifiedName(callee) === 'aiohttp.web.WebSocketResponse'
    case 'read':
    case 'readline':
      return (
        tree.text(tree.child(callee, k.F_OBJECT)) === 'self.rfile' && isHttpHandler(reader, call)
      )
    default:
      return false
  }
}

const MAX_LENGTH = 48

function isNamed({ tree, facts }: FileReader, node: Node, name: string): boolean {
  return node !== NO_NODE && tree.kind(node) === k.K_IDENTIFIER && facts.name(node) === name
}

/** In a method of `BaseHTTPRequestHandler`. */
function isHttpHandler(reader: FileReader, node: Node): boolean {
  const owner = reader.facts.enclosingClass(node)
  return (
    owner?.bases.some((base) => /HTTPRequestHandler$/.test(reader.tree.spelled(base))) === true &&
    imports(reader, /^http\.server\b|^(?:Base|Simple)HTTPServer\b/)
  )
}

/** In `def Read(self, request, context)` of a servicer of gRPC. */
function isServicer(reader: FileReader, node: Node): boolean {
  const owner = reader.facts.enclosingFunction(node)
  const [, request, context] = owner?.parameters ?? []
  if (request?.name !== 'request' || context?.name !== 'context') return false
  return owner?.class?.bases.some((base) => /Servicer$/.test(reader.tree.spelled(base))) === true
}

function imports({ facts }: FileReader, library: RegExp): boolean {
  return facts.imports.some(({ target }) => library.test(target ?? ''))
}
