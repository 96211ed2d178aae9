// Whether a function asserts: itself, or through functions of the same file that it calls.
import type { Checker } from '../../engine/checker.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import {
  F_ATTRIBUTE,
  F_NAME,
  F_OBJECT,
  K_ARGUMENT_LIST,
  K_ASSERT_STATEMENT,
  K_ATTRIBUTE,
  K_CALL,
  K_EXPRESSION_STATEMENT,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_RAISE_STATEMENT,
  K_TRUE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'

/** Names of functions that check something or end the test. */
const ASSERTING_CALL =
  /^_*(?:assert|expect|verif|check(?!out|point|sum|box|list|in(?![a-z]))|should|ensure|validat|must(?!ache|ard)|fail(?!over|back)|raises|warns|compare|snapshot|approv|benchmark|skip|xfail|deprecated_call|doctest|testmod|exit$)|(?:_assert|_check|_equals?|_matches|[a-z]Equals?|raise_for_status|run_docstring_examples)$|^(?:eq|ne|is|is_not|is_true|is_false|in|not_in|ok|lt|le|gt|ge)_$/i
/** A function named so that is handed on asserts when it is called; `eq = self.assertEqual` too. */
const ASSERTING_REFERENCE = /^_*(?:fail|check_|verify_|expect_)/i

/** True when the region itself asserts, without looking into what it calls. */
export function assertsItself(facts: FileFacts, region: Node): boolean {
  const { tree } = facts
  const end = tree.endOfSubtree(region)
  for (let node = region; node < end; node += 1) {
    switch (tree.kind(node)) {
      case K_ASSERT_STATEMENT:
      case K_RAISE_STATEMENT:
        return true
      case K_CALL:
        if (ASSERTING_CALL.test(calleeName(tree, node))) return true
        if (isDroppedAnswer(facts, node)) return true
        break
      case K_KEYWORD_ARGUMENT:
        // `subprocess.run(..., check=True)`.
        if (tree.text(tree.child(node, F_NAME)) === 'check' && tree.hasChildOfKind(node, K_TRUE)) {
          return true
        }
        break
      case K_IDENTIFIER:
        if (/assert/i.test(facts.name(node))) return true
        if (isHandedOn(facts, node) && ASSERTING_REFERENCE.test(facts.name(node))) return true
        break
    }
  }
  return false
}

/** `is_true(connection.closed)`: a question whose answer nobody takes is no question. */
function isDroppedAnswer({ tree }: FileFacts, call: Node): boolean {
  if (tree.kind(tree.parent(call)) !== K_EXPRESSION_STATEMENT) return false
  return /^(?:is_(?:not_)?(?:true|false|none|in|instance|equal)|equals?)$/.test(
    calleeName(tree, call),
  )
}

/** True for an argument, or the last name of an attribute that is one. */
function isHandedOn(facts: FileFacts, identifier: Node): boolean {
  const { tree } = facts
  let parent = tree.parent(identifier)
  if (tree.kind(parent) === K_ATTRIBUTE) parent = tree.parent(parent)
  return tree.kind(parent) === K_ARGUMENT_LIST
}

/** All functions of a file that assert, themselves or through others of the file. */
export function findAsserting(facts: FileFacts): ReadonlySet<FunctionFacts> {
  const asserting = new Set(
    facts.functions.filter(({ body }) => body !== NO_NODE && assertsItself(facts, body)),
  )
  const methods = new Map<string, FunctionFacts>()
  for (const one of facts.functions) if (one.isMethod) methods.set(one.name, one)
  const callers = new Map<FunctionFacts, FunctionFacts[]>()
  for (const call of facts.calls) {
    const caller = facts.enclosingFunction(call)
    const callee = localCallee(facts, call, methods)
    if (caller === undefined || callee === undefined) continue
    const known = callers.get(callee)
    if (known === undefined) callers.set(callee, [caller])
    else known.push(caller)
  }
  const open = [...asserting]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    // A function that defines an asserting one is a decorator or runs it.
    const around = one.enclosing === undefined ? [] : [one.enclosing]
    for (const caller of [...(callers.get(one) ?? []), ...around]) {
      if (asserting.has(caller)) continue
      asserting.add(caller)
      open.push(caller)
    }
  }
  return asserting
}

/** As `findAsserting`, once for the file. */
export function assertingOf(checker: Checker): ReadonlySet<FunctionFacts> {
  return checker.once(findAsserting, ({ facts }) => findAsserting(facts))
}

/** The function of the same file that a call calls, as far as that is plain. */
function localCallee(
  facts: FileFacts,
  call: Node,
  methods: ReadonlyMap<string, FunctionFacts>,
): FunctionFacts | undefined {
  const { tree } = facts
  const callee = tree.callee(call)
  if (callee === NO_NODE) return undefined
  if (tree.kind(callee) === K_IDENTIFIER) {
    const definition = facts
      .resolve(callee)
      ?.definitions.findLast(({ kind }) => kind === 'function')
    return definition === undefined ? undefined : facts.functionAt(tree.parent(definition.node))
  }
  const attribute = receiverAttribute(facts, callee)
  const own = attribute?.class.method(attribute.name)
  if (own !== undefined) return own
  // A mixin's method, or `self` in a function that a decorator puts into a class: by its name.
  const object = tree.child(callee, F_OBJECT)
  if (object === NO_NODE || tree.text(object) !== 'self') return undefined
  return methods.get(tree.text(tree.child(callee, F_ATTRIBUTE)))
}

/** True for the name of a function that checks something or ends the test. */
export function isAssertingName(name: string): boolean {
  return ASSERTING_CALL.test(name)
}
