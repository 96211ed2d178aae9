// What a test says in words about asserting nothing: in its name, its docstring, its comments.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { K_COMMENT } from '../../../syntax/kinds.ts'
import { NO_NODE } from '../../../syntax/tree.ts'

/** A test of a defect that was mended, by its number: coming through is what it asks for. */
export function namesDefect({ tree }: Checker, { name, node }: FunctionFacts): boolean {
  return (
    /_(?:issue|bug|bpo|gh|sf)_?\d+/i.test(name) ||
    /(?:#|["'])[^\n]*\b(?:issue|bug|bpo|gh|sf)[ _-]*#?\d{2,}/i.test(tree.text(node))
  )
}

/** A comment says in words why there is nothing to test. */
export function isExplained({ tree }: Checker, test: FunctionFacts): boolean {
  return /#\s*(?!todo|fixme|xxx)[^\n]*\b(?:not? (?:longer|to be|meant|be|possible|supported|needed|applicable|initiali)|(?:tested|covered) (?:in|by|elsewhere|above|below)|nothing to (?:test|check)|just here to|moved to)/i.test(
    tree.text(test.node),
  )
}

const SAYS_NO_ERROR =
  /(?:does_?n_?t|does_not|not|never|no|without)_(?:raise|crash|fail|error|throw|exception|explode|segfault|leak|hang|deadlock|break|warn|traceback|blow)|smoke|(?:^|_)imports?(?:_|$)|(?:^|_)(?:ok|works|succeeds|noop|no_op)$|leak|crash/i

const WORDS_NO_ERROR =
  /\b(?:not|\w+n't|never|no|without|nothing|used to)\b[^.\n]{0,30}\b(?:rais|crash|fail|error|throw|exception|explode|segfault|leak|hang|deadlock|break|warn|traceback|blow|choke)|smoke test|\bdoes nothing\b|\bcan succeed\b|fall apart|just (?:make|making) sure|\b(?:is|are) (?:allowed|accepted|valid|ok)\b|segfault|segmentation|core dump|crash|hang(?:s|ed)?\b|infinite (?:loop|recursion)|dealloc|refleak|blew up|blow up|boom|out of memory|overflow|used to|regression|leak|\bruns? (?:cleanly|through)\b|\bshould (?:just |still |always )?(?:succeed|work|pass|compile|parse|run)\b|\b(?:would|will|could) (?:\w+ ){0,2}(?:cause|raise|throw|fail|crash)/i

/** A docstring that explains the absence, or is a doctest. */
const SPEAKS = new RegExp(`${WORDS_NO_ERROR.source}|>>>|^\\s*In \\[\\d+\\]:`, 'im')

/** True for a test that says that nothing must go wrong, and is content with that. */
export function saysNoError({ tree, facts }: Checker, test: FunctionFacts): boolean {
  if (SAYS_NO_ERROR.test(test.name)) return true
  if (test.docstring !== NO_NODE && SPEAKS.test(tree.spelled(test.docstring))) return true
  return facts.nodesIn(test.node, K_COMMENT).some((one) => WORDS_NO_ERROR.test(tree.spelled(one)))
}
