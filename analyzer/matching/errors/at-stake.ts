// What is lost when an attempt fails and nobody hears of it: work that is not done, or nothing but a
// value, a look, a label or a tidying up that the program does without.
import type { Checker } from '../../engine/checker.ts'
import {
  F_LEFT,
  K_AWAIT,
  K_CALL,
  K_EXPRESSION_STATEMENT,
  K_FINALLY_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
  K_STRING,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { argumentsOf, calleeName, receiverOf } from '../calls/calls.ts'
import { drawsWindows } from '../shared-state/window-toolkits.ts'
import { codeOf, statementsOf } from '../statements/statements.ts'
import { isCleanUpName } from './handler-reasons.ts'
import { isConversionName, isRemote } from './probes.ts'

/** What goes to another process or machine, to a store, or runs code that is named at run time. */
const REACHING =
  /^_*(?:\w*connect\w*|send\w*|request\w*|urlopen|fetch\w*|download\w*|upload\w*|post|put|publish\w*|write\w*|save\w*|dump|dump_\w+|fsync|flush|commit|execute\w*|query|rename|run\w*|call|check_call|check_output|communicate|Popen|popen|system|wait\w*|recv\w*|accept|sleep|join|eval|exec|_load|import_module|__import__|exec_module|load_module)$/
/** What may take long, and what of it somebody wants to stop. */
const WAITING =
  /^_*(?:send\w*|request\w*|urlopen|fetch\w*|download\w*|upload\w*|post|run\w*|call|check_call|check_output|communicate|wait\w*|recv\w*|accept|sleep|join|select|poll|input|getch|getpass|system)$/
/** Changes something that stays; what only asks, however far away, gives an answer or none. */
const LEAVING_TRACES =
  /^_*(?:send|post|put|publish|write|save|store|dump|fsync|flush|commit|execute|run|call|check_call|communicate|upload|rename|insert|eval|exec|import_module|exec_module|load_module|_load)(?:_\w+|[A-Z]\w*)?$/
/** A local file is read or written. */
const FILES =
  /^(?:open|fdopen|read_text|read_bytes|write_text|write_bytes|copyfile|copyfileobj|copytree|copy2)$/
/** A mode of `open` in which something is written. */
const WRITING = /^[^'"]*['"][^'"]*[wax+]/
/** Goes through what is there and notes what it finds. */
const LOOKS_THROUGH =
  /^_*(?:get|find|read|parse|scan|visit|walk|traverse|analy[sz]e|inspect|detect|guess|probe|validate)(?:_\w+|[A-Z]\w*)?$/
/** Tells those who asked to hear of it, or counts it for who looks at the numbers. */
const TELLS_OTHERS =
  /^_*(?:\w+_(?:callback|cb)|add_event|log_event|track(?:_\w+)?|(?:record|emit|report|capture)_\w+|incr|gauge|timing|observe|set(?:Name|Debug))$/
/** Says that something has failed. */
const TELLS_OF_FAILURE =
  /^_*(?:on|handle|report|log|print|show|notify)\w*(?:error|exception|failure|traceback)s?$/i
/** What must not be lost even where everything is being closed. */
const KEEPING = /^_*(?:write\w*|flush|commit|save\w*|dump\w*|put|post|upload\w*|store\w*)$/

/** How a widget or a terminal looks. */
const LOOKS =
  /^(?:set_(?:property|text|label|title|icon\w*|from_icon_name|tooltip\w*|markup|visible|sensitive|active|style\w*|cursor\w*|image|size_request|default_size)|set(?:Text|Title|Icon|ToolTip|Enabled|Visible|Focus|StyleSheet)|show|show_all|hide|present|queue_draw|queue_resize|adjustSize|resize|updateGeometry|grab_focus|composite|scroll_\w+|expand_(?:row|all|to_path)|repaint|redraw|addstr|curs_set|expandAll|collapseAll|resizeSection|resizeColumn\w*|set(?:Section)?ResizeMode|setColumnWidth|blockSignals|setChecked|setCurrentIndex|show\w*(?:Message|Notification))$/
/** What even the method of a window does for its own sake. */
const WORK =
  /^_*(?:start|stop|create|destroy|delete|remove|add|install|uninstall|launch|register|enable|disable|apply|perform|process|handle|do|load|restore|import|export|sync|kill|attach|detach|define|undefine)(?:_|[A-Z]|$)/
/** How patient a connection is. */
const TUNING = /^(?:settimeout|setsockopt|setblocking|print)$/
/** What a trace or a process is called. */
const LABELS =
  /^(?:set_(?:transaction_name|tags?|context|extra|attributes?|user)|add_breadcrumb|setproctitle|setthreadtitle)$/
const LOGS = /^(?:debug|info|warn|warning|error|exception|critical|log|print)$/i
const LOGGER = /^_*(?:\w*log(?:ger|ging|sys)?\w*)$/i
const IN_MEMORY =
  /^(?:add|insert|discard|pop|popitem|clear\w*|set_\w+|sort|reverse|appendleft|put_nowait)$/
const READS_SETTINGS = /^(?:read|read_file|read_string|read_dict|readfp)$/
const SETTINGS = /parser|config|cfg|\bcp$/i
const TAKES_AWAY = /^_*(?:delete|remove|unlink|rmtree)\w*$/

/**
 * True when an attempt does something that is not done if it fails: a call for its effect, a wait, a
 * way to a file, another process or another machine. What only makes one value of another is computed
 * again, and what only shows or names something is missed by nobody.
 */
export function losesWork(checker: Checker, attempt: Node): boolean {
  const { tree } = checker
  for (const node of codeOf(tree, attempt)) {
    const kind = tree.kind(node)
    if (kind === K_AWAIT) return true
    if (kind !== K_CALL) continue
    const name = calleeName(tree, node)
    if (FILES.test(name) && !isOnlyRead(checker, node, name)) return true
    const isForEffect = tree.kind(tree.parent(node)) === K_EXPRESSION_STATEMENT
    if (isForEffect ? !isMissedByNobody(checker, node, attempt) : reaches(checker, node))
      return true
  }
  return false
}

/**
 * True when something that was to be done is left undone: a file or a store not written, a message
 * not sent, foreign code not run. What only asks leaves a value missing.
 */
export function leavesUndone(checker: Checker, attempt: Node): boolean {
  const { tree } = checker
  return checker.facts.callsIn(attempt).some((call) => {
    const name = calleeName(tree, call)
    if (FILES.test(name)) return !isOnlyRead(checker, call, name)
    if (LEAVING_TRACES.test(name)) return !isMissedByNobody(checker, call, attempt)
    const parent = tree.parent(call)
    const statement = tree.kind(parent) === K_AWAIT ? tree.parent(parent) : parent
    if (tree.kind(statement) === K_EXPRESSION_STATEMENT)
      return !isMissedByNobody(checker, call, attempt)
    return isHandedIn(checker, call)
  })
}

/**
 * True when the attempt itself shows what is lost: something is written, sent or run by its name, here or
 * in a function of the file that is called; foreign code is called; or work that goes round and round ends.
 * A name that says nothing of it may do anything, or nothing that lasts.
 */
export function losesForSure(checker: Checker, attempt: Node): boolean {
  const { facts } = checker
  if (facts.nodesIn(attempt, K_WHILE_STATEMENT).length > 0) return true
  return facts.callsIn(attempt).some((call) => {
    if (leavesTraces(checker, call, attempt)) return true
    if (isHandedIn(checker, call)) return true
    const value = checker.valueOf(facts.callee(call))
    if (value?.kind !== 'function' && value?.kind !== 'method') return false
    const { module, summary } = value.function
    if (module.summary.path !== checker.path) return false
    const own = facts.functions.find(({ symbol }) => symbol === summary.symbol)
    if (own === undefined || isMissedByNobody(checker, call, attempt)) return false
    return facts.callsIn(own.body).some((one) => leavesTraces(checker, one, own.body))
  })
}

function leavesTraces(checker: Checker, call: Node, attempt: Node): boolean {
  const { tree } = checker
  const name = calleeName(tree, call)
  if (FILES.test(name)) return !isOnlyRead(checker, call, name)
  if (!LEAVING_TRACES.test(name) || isMissedByNobody(checker, call, attempt)) return false
  if (!ANSWERING.test(name)) return true
  const parent = tree.parent(call)
  const statement = tree.kind(parent) === K_AWAIT ? tree.parent(parent) : parent
  return tree.kind(statement) === K_EXPRESSION_STATEMENT
}

/** `rows = run(query)`, `float(eval(text))`: called for what comes back. */
const ANSWERING = /^_*(?:run|call|execute|eval|exec|communicate)(?:_\w+|[A-Z]\w*)?$/

/** True when an attempt may go on for long, so that somebody wants to stop it. */
export function takesTime(checker: Checker, attempt: Node): boolean {
  const { tree } = checker
  for (const node of codeOf(tree, attempt)) {
    const kind = tree.kind(node)
    if (kind === K_AWAIT) return true
    if (kind !== K_CALL || !WAITING.test(calleeName(tree, node))) continue
    // `' '.join(parts)` is no `thread.join()`.
    if (calleeName(tree, node) !== 'join' || argumentsOf(tree, node).length === 0) return true
  }
  return false
}

/** True when a body goes to a file, another process or another machine; waiting alone is nothing. */
export function actsElsewhere(checker: Checker, body: Node): boolean {
  return checker.facts.callsIn(body).some((call) => {
    const name = calleeName(checker.tree, call)
    if (/^(?:sleep|join|wait\w*)$/.test(name)) return false
    return (FILES.test(name) && !isOnlyRead(checker, call, name)) || reaches(checker, call)
  })
}

/** `open(path)`, `path.read_text()`: the file is there as before. */
function isOnlyRead({ tree, facts }: Checker, call: Node, name: string): boolean {
  if (/^read_/.test(name)) return true
  if (name !== 'open' && name !== 'fdopen') return false
  const given = facts.arguments(call).filter((one) => one.name === undefined || one.name === 'mode')
  return !given.some(({ value }) => WRITING.test(tree.spelled(value)))
}

function reaches(checker: Checker, call: Node): boolean {
  const { tree } = checker
  if (REACHING.test(calleeName(tree, call)) || isHandedIn(checker, call)) return true
  const receiver = receiverOf(tree, call)
  return receiver !== NO_NODE && isRemote(tree.text(receiver))
}

/** Calls what it was given, or what the loop brings: nobody knows what that does. */
function isHandedIn({ tree, facts }: Checker, call: Node): boolean {
  const callee = facts.callee(call)
  if (tree.kind(callee) !== K_IDENTIFIER) return false
  const name = tree.text(callee)
  if (/^[A-Z]/.test(name) || name === 'cls') return false
  if (facts.resolve(callee)?.kind === 'parameter') return true
  const loop = tree.ancestor(call, K_FOR_STATEMENT, K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) !== K_FOR_STATEMENT) return false
  return tree.text(tree.child(loop, F_LEFT)) === name
}

/** True for a block that only changes how something looks. */
export function isOnlyShown(tree: SyntaxTree, block: Node): boolean {
  const statements = statementsOf(tree, block)
  return (
    statements.length > 0 &&
    statements.every((one) => {
      const call = statementsOf(tree, one)[0] ?? NO_NODE
      return (
        tree.kind(one) === K_EXPRESSION_STATEMENT &&
        call !== NO_NODE &&
        tree.kind(call) === K_CALL &&
        LOOKS.test(calleeName(tree, call))
      )
    })
  )
}

/** A call for its effect, where the effect is a look, a label, a line of a log, or a change in memory. */
function isMissedByNobody(checker: Checker, call: Node, attempt: Node): boolean {
  const { tree } = checker
  const name = calleeName(tree, call)
  if (LOOKS.test(name) || LABELS.test(name) || TUNING.test(name)) return true
  // What a window does is looks, unless it goes somewhere.
  const isOfWindow = drawsWindows(checker) && !FILES.test(name) && !WORK.test(name)
  if (isOfWindow && !reaches(checker, call)) return true
  if (isCleanUpName(name) || isMadeAnew(tree, call, attempt)) return true
  if (TELLS_OTHERS.test(name)) return true
  if (TELLS_OF_FAILURE.test(name) || (LOOKS_THROUGH.test(name) && !reaches(checker, call)))
    return true
  if (TAKES_AWAY.test(name) && /te?mp/i.test(tree.spelled(call))) return true
  const receiver = receiverOf(tree, call)
  const of = receiver === NO_NODE ? '' : tree.text(receiver)
  if (
    /^(?:log|debug|trace)$/i.test(name) ||
    (LOGS.test(name) && LOGGER.test(of.slice(of.lastIndexOf('.') + 1)))
  )
    return true
  if (READS_SETTINGS.test(name) && SETTINGS.test(of)) return true
  // `button.connect("clicked", self.on_click)`
  const [first] = argumentsOf(tree, call)
  if (name === 'connect' && first !== undefined && tree.kind(first.value) === K_STRING) {
    return argumentsOf(tree, call).length > 1
  }
  return (IN_MEMORY.test(name) || isConversionName(name)) && !isRemote(of)
}

/** `self.delete(name)` before `self.upload(name)`: the way is made free for what is written behind. */
function isMadeAnew(tree: SyntaxTree, call: Node, attempt: Node): boolean {
  if (!TAKES_AWAY.test(calleeName(tree, call))) return false
  const [first] = argumentsOf(tree, call)
  if (first === undefined) return false
  const name = /\w+/.exec(tree.text(first.value))?.[0] ?? ''
  const statement = tree.parent(attempt)
  const behind = tree.source.slice(tree.end(statement), tree.end(tree.parent(statement)))
  return new RegExp(
    `(?:upload|write|put|save|store|copy|move|rename|open|create|make)\\w*\\(.*\\b${name}\\b`,
  ).test(behind.split('\n', 8).join(' '))
}

const ENDING =
  /^_*(?:clean_?up|close|shut_?down|tear_?down|dispose|unlink|destroy|quit|disconnect|terminate|release|__a?exit__|on_close|at_?exit|stop)(?:_|$)/i

/** True for the name of a function that ends, clears or gives back what its object holds. */
export function isEndingName(name: string): boolean {
  return ENDING.test(name)
}

/** True where a function ends or clears what it was made for, and the attempt keeps nothing. */
export function isInCleanUp(checker: Checker, clause: Node, attempt: Node): boolean {
  const { tree, facts } = checker
  const outer = tree.ancestor(tree.parent(clause), K_FINALLY_CLAUSE, K_FUNCTION_DEFINITION)
  const isEnding =
    (outer !== NO_NODE && tree.kind(outer) === K_FINALLY_CLAUSE) ||
    ENDING.test(facts.enclosingFunction(clause)?.name ?? '')
  if (!isEnding) return false
  return facts.callsIn(attempt).every((call) => !KEEPING.test(calleeName(tree, call)))
}
