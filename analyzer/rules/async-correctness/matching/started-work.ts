// What the coroutine that a task is made of does: whether anything is lost if it stops halfway.
import type { Checker } from '../../../engine/checker.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import { actsElsewhere } from '../../../matching/errors/at-stake.ts'
import { K_CALL, K_WHILE_STATEMENT } from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** Goes on for as long as the program does. */
const LASTING =
  /(?:^|_)(?:run|loop|serve|watch\w*|poll\w*|consum\w*|worker|listen\w*|monitor\w*|heartbeat|keep_?alive|tick\w*|refresh\w*|schedul\w*|periodic\w*|forever|rotat\w*)(?:_|$)/i
/** Changes something that stays, here or elsewhere. */
const CHANGING =
  /(?:^|_)(?:save|store|write|send|publish|post|put|upload|commit|persist|record|audit|log|charge|pay|refund|transfer|process|deliver|sync\w*|import|export|index|enqueue|dispatch|notify|update|create|insert|delete|remove|work|handle|execute|apply|migrate|report|submit|alarm|job)(?:_|$)/i
/** Ends what is ending anyway. */
const ENDING = /(?:^|_)(?:exit|quit|shut_?down|close|stop|clean_?up|disconnect|cancel)(?:_|$)/i

/**
 * True for a coroutine that works on something lasting, or runs on for long: by its body where that
 * stands in the same file, else by its name. Of what is no call nobody knows what it does.
 */
export function isLastingWork(checker: Checker, work: Node): boolean {
  const { tree, facts } = checker
  if (work === NO_NODE || tree.kind(work) !== K_CALL) return false
  const name = calleeName(tree, work)
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
  if (ENDING.test(name)) return false
  if (LASTING.test(name) || CHANGING.test(name)) return true
  const made = checker.valueOf(facts.callee(work))
  if (made?.kind !== 'function' && made?.kind !== 'method') return false
  const { module, summary } = made.function
  if (module.summary.path !== checker.path) return false
  const own = facts.functions.find((one) => one.symbol === summary.symbol)
  if (own === undefined) return false
  return facts.nodesIn(own.node, K_WHILE_STATEMENT).length > 0 || actsElsewhere(checker, own.node)
}
