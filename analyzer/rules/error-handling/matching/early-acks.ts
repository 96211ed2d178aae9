// Messages of a broker that are acknowledged before what they ask for is done.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import {
  argumentsOf,
  calledName,
  calleeName,
  keywordArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import { importsModule } from '../../../matching/calls/library-calls.ts'
import { endsThere } from '../../../matching/rows/row-probes.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const BROKERS = [
  'pika',
  'aio_pika',
  'aiormq',
  'kombu',
  'amqp',
  'nats',
  'boto3',
  'aioboto3',
  'aiobotocore',
  'redis',
  'google.cloud',
  'azure.servicebus',
  'pulsar',
  'stomp',
]

/** What tells of a message, and leaves nothing behind. */
const TELLING =
  /^(?:debug|info|warning|warn|error|exception|critical|log|msg|print|inc|dec|observe|labels|counter|gauge|timing|histogram|increment|record|bind|\w*broadcast\w*|send_text|send_json|send_bytes|emit|put_nowait|put|set_result|set_exception|set|sleep|fail|assert\w*|\w*validate\w*)$|^(?:n|r|x)?ack$|acknowledge|complete_message|abandon|^delete$|reject|basic_(?:ack|nack|reject)|visibility|delete_message/i
/** What reads a message: its result is used. */
const READING =
  /^(?:len|str|repr|int|float|bool|bytes|dict|list|tuple|isinstance|getattr|hasattr|format|join|get|pop|strip|split|lower|upper|encode|items|keys|values)$|parse|decod|loads?$|validat|unpack|extract|deserial|convert|^_?(?:from|to|get|is|has|should|can|find|fetch|look|build|make|as|read)_|^(?:fetch|find|read|select|exists)|seen|known|already|correlat|b64|gzip|compress/i
/** Collections have these as well; of what keeps rows they are work. */
const COLLECTING = /^(?:add|append|appendleft|extend|discard|remove|update|add_all)$/
const KEEPER = /(?:session|db|database|repo\w*|store|storage|conn\w*|collection|table|uow)$/i

/** A call that does what a message asks for. */
export interface MessageWork {
  readonly acknowledged: Node
  readonly work: Node
}

/** All of a file: the acknowledgement stands before the work, and nothing is done before it. */
export function earlyAcks(checker: Checker): readonly MessageWork[] {
  if (!BROKERS.some((module) => importsModule(checker, module))) return []
  const { facts, tree } = checker
  return [...facts.calls].flatMap((call): MessageWork[] => {
    const owner = ACKS.test(calleeName(tree, call)) ? facts.enclosingFunction(call) : undefined
    if (owner === undefined) return []
    const seeds = messageNames(checker, owner, call)
    if (seeds.size === 0) return []
    const done = workOn(checker, owner, seeds)
    if (done.some((one) => one < call)) return []
    const work = done.find((one) => isBehindForSure(checker, owner, call, one))
    return work === undefined ? [] : [{ acknowledged: call, work }]
  })
}

const ACKS = /^(?:ack|basic_ack|xack|delete_message|acknowledge|complete_message)$/

/** The names under which the function has the message that a call acknowledges. */
function messageNames(checker: Checker, owner: FunctionFacts, call: Node): ReadonlySet<string> {
  const { tree } = checker
  switch (calleeName(tree, call)) {
    case 'ack': {
      const receiver = receiverOf(tree, call)
      return argumentsOf(tree, call).some(({ name }) => name !== 'multiple')
        ? new Set()
        : withSiblings(checker, owner, namesIn(checker, receiver))
    }
    case 'basic_ack':
    case 'acknowledge':
    case 'complete_message': {
      const given = argumentsOf(tree, call).map(({ value }) => value)
      return withSiblings(
        checker,
        owner,
        given.flatMap((one) => namesIn(checker, one)),
      )
    }
    case 'xack': {
      const id = argumentsOf(tree, call)[2]?.value ?? NO_NODE
      return withSiblings(checker, owner, namesIn(checker, id))
    }
    default: {
      const handle = keywordArgument(tree, call, 'ReceiptHandle')
      return withSiblings(checker, owner, namesIn(checker, handle))
    }
  }
}

/** What comes together with a name: the other parameters, the other targets of its loop. */
function withSiblings(
  checker: Checker,
  owner: FunctionFacts,
  names: readonly string[],
): ReadonlySet<string> {
  const { tree, facts } = checker
  const found = new Set(names.filter((name) => name !== 'self'))
  if (found.size === 0) return found
  const parameters = owner.parameters.map(({ name }) => name).filter((name) => name !== 'self')
  if (parameters.some((name) => found.has(name))) for (const name of parameters) found.add(name)
  for (const loop of facts.nodesIn(owner.node, k.K_FOR_STATEMENT)) {
    const targets = namesIn(checker, tree.child(loop, k.F_LEFT))
    if (targets.some((name) => found.has(name))) for (const name of targets) found.add(name)
  }
  return found
}

function namesIn({ tree, facts }: Checker, node: Node): string[] {
  if (node === NO_NODE) return []
  if (tree.kind(node) === k.K_IDENTIFIER) return [tree.text(node)]
  return Array.from(facts.nodesIn(node, k.K_IDENTIFIER))
    .filter((one) => tree.fieldOf(one) !== k.F_ATTRIBUTE && tree.fieldOf(one) !== k.F_NAME)
    .map((one) => tree.text(one))
}

/** Calls of a function that do something with a message or what was read of it. */
export function workOn(
  checker: Checker,
  owner: FunctionFacts,
  seeds: ReadonlySet<string>,
): readonly Node[] {
  const { facts, tree } = checker
  const names = derivedNames(checker, owner, seeds)
  return facts.callsOf(owner).filter((call) => {
    const name = calleeName(tree, call)
    if (name === '' || TELLING.test(name) || /^[A-Z]/.test(name)) return false
    if (READING.test(name) && !isForgotten(checker, call)) return false
    if (COLLECTING.test(name) && !KEEPER.test(tree.spelled(receiverOf(tree, call)))) return false
    return argumentsOf(tree, call).some(({ value }) =>
      namesIn(checker, value).some((one) => names.has(one)),
    )
  })
}

/** Nobody looks at what the call gives: it is made for what it does. */
function isForgotten({ tree }: Checker, call: Node): boolean {
  const above = tree.parent(call)
  const statement = tree.kind(above) === k.K_AWAIT ? tree.parent(above) : above
  return tree.kind(statement) === k.K_EXPRESSION_STATEMENT
}

/** Variables that hold a message or something that was made of it. */
function derivedNames(
  checker: Checker,
  owner: FunctionFacts,
  seeds: ReadonlySet<string>,
): ReadonlySet<string> {
  const { tree, facts } = checker
  const names = new Set(seeds)
  const bindings = [
    ...Array.from(facts.nodesIn(owner.node, k.K_ASSIGNMENT)),
    ...Array.from(facts.nodesIn(owner.node, k.K_FOR_STATEMENT)),
  ].toSorted((one, other) => one - other)
  for (const binding of bindings) {
    const value = tree.child(binding, k.F_RIGHT)
    if (!namesIn(checker, value).some((name) => names.has(name))) continue
    const target = tree.child(binding, k.F_LEFT)
    if (tree.kind(target) === k.K_ATTRIBUTE || tree.kind(target) === k.K_SUBSCRIPT) continue
    for (const name of namesIn(checker, target)) names.add(name)
  }
  return names
}

/** Both stand in one run of statements, and no branch lets the first be left out. */
function isBehindForSure(checker: Checker, owner: FunctionFacts, first: Node, then: Node): boolean {
  const { tree } = checker
  if (then <= first || tree.contains(first, then)) return false
  for (let at = tree.parent(first); at !== NO_NODE && at !== owner.node; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_BLOCK) {
      if (tree.contains(at, then)) return true
      if (endsThere(checker, at)) return false
    }
    if (CONDITIONAL.has(kind)) return false
  }
  return false
}

const CONDITIONAL: ReadonlySet<number> = new Set([
  k.K_IF_STATEMENT,
  k.K_EXCEPT_CLAUSE,
  k.K_FINALLY_CLAUSE,
  k.K_CONDITIONAL_EXPRESSION,
  k.K_MATCH_STATEMENT,
  k.K_WHILE_STATEMENT,
  k.K_FOR_STATEMENT,
  k.K_LAMBDA,
])

/** The function of this file that a call is given to be called for each message. */
export function callbackOf(checker: Checker, given: Node): FunctionFacts | undefined {
  const name = given === NO_NODE ? '' : calledName(checker.tree, given)
  const found = checker.facts.functions.filter((one) => name !== '' && one.name === name)
  return found.length === 1 ? found[0] : undefined
}

/** Names of the parameters of a function, its object left out. */
export function parametersOf(owner: FunctionFacts): ReadonlySet<string> {
  return new Set(owner.parameters.map(({ name }) => name).filter((name) => name !== 'self'))
}
