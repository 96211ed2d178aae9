// Middlewares that turn callers away before any handler runs, and the paths that they guard.
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { behindName, namedText } from '../../facts/named-constants.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'

/** What a middleware says of the path of a request that it turns away. */
export interface PathTest {
  readonly text: string
  readonly where: 'start' | 'inside' | 'whole'
}

export interface PathGuard {
  readonly symbol: string
  /** Undefined where it guards everything, or where its reach cannot be read. */
  readonly tests: readonly PathTest[] | undefined
  /** It asks for more than a user who is known. */
  readonly asksRole: boolean
  /** Of another framework, which says by itself what runs before the handlers. */
  readonly isHook?: true
}

const METHOD = /(?:^|\.)(?:__call__|__acall__|process_request|process_view)$/
/** A caller who is not known, or who may not do this. */
const REFUSED_CALLER =
  /\bnot\s+(?:\(\s*)?(?:getattr\(\s*)?[\w.]*\b(?:users?|session|account|member|principal|auth\w*|is_\w+|has_\w+)\b|\bis_anonymous\b|\bAnonymousUser\b|\b(?:user|member|account)\b[\w.()'"]*\s+is\s+None|\bnot\s+in\s+[\w.]*session\b/
const KNOWN_CALLER =
  /\b(?:is_authenticated|is_staff|is_superuser|has_perms?|has_module_perms|groups)\b|\bin\s+[\w.]*session\b|\bsession\.get\(/
const ROLE = /\b(?:is_staff|is_superuser|is_admin|has_perms?|has_module_perms|groups|roles?)\b/
const REQUEST_PATH = /(?:^|\.)(?:path|path_info|get_full_path\(\))$/
const PASSES_ON =
  /^(?:return\s*$|return\s+None\s*$|(?:return|\w+\s*=)\s+(?:await\s+)?\(?[\w.]*(?:get_response|call_next|handler|__call__|process_view|process_request)\()/

/** The middlewares of a file that turn away callers. */
export function readPathGuards(facts: FileFacts): readonly PathGuard[] {
  const { source } = facts.tree
  const isDjango = /get_response|process_request|process_view/.test(source)
  const hasHooks = /call_next|before_(?:app_)?request|web\.middleware/.test(source)
  if (!isDjango && !hasHooks) return []
  return facts.functions.flatMap((one) => {
    if (isDjango && isMiddleware(facts, one)) return guardOf(facts, one)
    return hasHooks && isHook(facts, one) ? hookGuard(facts, one) : []
  })
}

/** `dispatch(self, request, call_next)`, `@web.middleware`, `@app.before_request`. */
function isHook({ tree }: FileFacts, one: FunctionFacts): boolean {
  if (one.parameters.some(({ name }) => name === 'call_next')) return true
  return one.decorators.some((given) => {
    return /\bbefore_(?:app_)?request\b|\bweb\.middleware\b/.test(tree.spelled(given))
  })
}

/** The paths that a hook asks about before it turns away; none where it may ask about others as well. */
function hookGuard(facts: FileFacts, owner: FunctionFacts): readonly PathGuard[] {
  const branches = [...facts.nodesIn(owner.node, k.K_IF_STATEMENT)]
  const refusing = branches.filter((one) => refuses(facts, one))
  const tests = refusing.length === 0 ? undefined : testsOf(facts, owner, refusing)
  return tests === undefined ? [] : [{ symbol: owner.symbol, tests, asksRole: false, isHook: true }]
}

/** A method that runs before the view, or the function that `def middleware(get_response)` makes. */
function isMiddleware(facts: FileFacts, one: FunctionFacts): boolean {
  if (one.isLambda || !one.parameters.some(({ name }) => name === 'request')) return false
  if (METHOD.test(one.symbol)) return facts.enclosingClass(one.node) !== undefined
  return one.enclosing?.parameters.some(({ name }) => name === 'get_response') ?? false
}

function guardOf(facts: FileFacts, owner: FunctionFacts): readonly PathGuard[] {
  const { tree } = facts
  const branches = [...facts.nodesIn(owner.node, k.K_IF_STATEMENT)]
  const refusing = branches.filter((one) => {
    return REFUSED_CALLER.test(conditionOf(tree, one)) && refuses(facts, one)
  })
  const admitting = branches.filter((one) => {
    return KNOWN_CALLER.test(conditionOf(tree, one)) && passesOn(facts, one)
  })
  if (refusing.length === 0 && (admitting.length === 0 || !refusesAtEnd(facts, owner))) return []
  const asksRole = [...refusing, ...admitting].some((one) => ROLE.test(conditionOf(tree, one)))
  return [{ symbol: owner.symbol, tests: testsOf(facts, owner, refusing), asksRole }]
}

function conditionOf(tree: SyntaxTree, branch: Node): string {
  return tree.text(tree.child(branch, k.F_CONDITION))
}

/** True if the branch ends with an answer of its own, an error or a redirect, or a branch of it does. */
function refuses(facts: FileFacts, branch: Node): boolean {
  const { tree } = facts
  const last = lastStatement(tree.namedChildren(tree.child(branch, k.F_CONSEQUENCE)))
  if (last === NO_NODE) return false
  const kind = tree.kind(last)
  if (kind === k.K_RAISE_STATEMENT) return true
  if (/^(?:flask\.)?abort\(/.test(tree.spelled(last))) return true
  if (kind === k.K_IF_STATEMENT) return refuses(facts, last)
  return kind === k.K_RETURN_STATEMENT && !PASSES_ON.test(tree.spelled(last))
}

function passesOn({ tree }: FileFacts, branch: Node): boolean {
  const last = lastStatement(tree.namedChildren(tree.child(branch, k.F_CONSEQUENCE)))
  return last !== NO_NODE && PASSES_ON.test(tree.spelled(last))
}

/** Whoever was not let through before is turned away at the end. */
function refusesAtEnd({ tree }: FileFacts, owner: FunctionFacts): boolean {
  const last = lastStatement(tree.namedChildren(tree.child(owner.node, k.F_BODY)))
  if (last === NO_NODE) return false
  const text = tree.text(last)
  return /^(?:raise|return)\b/.test(text) && !PASSES_ON.test(text)
}

function lastStatement(statements: readonly Node[]): Node {
  return statements.at(-1) ?? NO_NODE
}

/** The paths that are guarded, if every look at the path says so in words. */
function testsOf(
  facts: FileFacts,
  owner: FunctionFacts,
  refusing: readonly Node[],
): readonly PathTest[] | undefined {
  const { tree } = facts
  const found: PathTest[] = []
  const asking: Node[] = []
  let passed: Node = NO_NODE
  for (const look of looksAtPath(facts, owner)) {
    const branch = tree.ancestor(look, k.K_IF_STATEMENT)
    const condition = branch === NO_NODE ? NO_NODE : tree.child(branch, k.F_CONDITION)
    const test = readTest(facts, look)
    if (test === undefined || condition === NO_NODE || !tree.contains(condition, look)) {
      return undefined
    }
    const isNegated =
      tree.kind(tree.parent(look)) === k.K_NOT_OPERATOR || operatorOf(tree, look) === 'not in'
    const isGuarding = isNegated
      ? passesOn(facts, branch)
      : refusing.some((one) => tree.contains(branch, one))
    if (!isGuarding || !standsAlone(facts, look, condition, isNegated ? 'and' : 'or')) {
      return undefined
    }
    if (!isNegated) asking.push(branch)
    else if (passed === NO_NODE || branch < passed) passed = branch
    found.push(...test)
  }
  // What is turned away without a look at the path is turned away everywhere.
  const isBehind = (node: Node) => passed !== NO_NODE && passed < node
  const isEverywhere =
    refusing.some(
      (one) => !isBehind(one) && !asking.some((branch) => tree.contains(branch, one)),
    ) ||
    (refusesAtEnd(facts, owner) && passed === NO_NODE)
  return found.length === 0 || isEverywhere ? undefined : found
}

/** False for `path.startswith('/desk/') or not request.token`: the other half holds for every path. */
function standsAlone(
  { tree }: FileFacts,
  look: Node,
  condition: Node,
  operator: 'and' | 'or',
): boolean {
  for (let at = look; at !== condition && at !== NO_NODE; at = tree.parent(at)) {
    const around = tree.parent(at)
    if (around === NO_NODE || tree.kind(around) !== k.K_BOOLEAN_OPERATOR) continue
    const [left = NO_NODE, right = NO_NODE] = tree.namedChildren(around)
    if (tree.text(tree.child(around, k.F_OPERATOR)) !== operator) continue
    const other = at === left ? right : left
    if (!/\bpath(?:_info)?\b/.test(tree.spelled(other))) return false
  }
  return true
}

/** Where the path of the request is read: the test around it, or the read itself. */
function looksAtPath(facts: FileFacts, owner: FunctionFacts): readonly Node[] {
  const { tree } = facts
  return ['path', 'path_info', 'get_full_path'].flatMap((name) =>
    Array.from(facts.identifiersNamed(name)).flatMap((node) => {
      if (tree.fieldOf(node) !== k.F_ATTRIBUTE || !tree.contains(owner.node, node)) return []
      const named = nameGiven(facts, tree.parent(node))
      if (named !== undefined) {
        return named.map((one) => {
          const around = testAround(facts, one)
          return around === NO_NODE ? one : around
        })
      }
      // A path that is only handed on (`?next=`) tests nothing.
      const test = testAround(facts, node)
      const isInCondition = tree.ancestor(node, k.K_IF_STATEMENT, k.K_ASSIGNMENT) !== NO_NODE
      return test !== NO_NODE ? [test] : isInCondition && isAsked(facts, node) ? [node] : []
    }),
  )
}

/** The reads of `path` after `path = request.path`, where nothing else is given that name. */
function nameGiven(facts: FileFacts, value: Node): readonly Node[] | undefined {
  const { tree } = facts
  const assignment = tree.parent(value)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return undefined
  const target = tree.child(assignment, k.F_LEFT)
  if (tree.kind(target) !== k.K_IDENTIFIER) return undefined
  const binding = facts.resolve(target)
  if (binding?.definitionCount !== 1) return undefined
  return Array.from(binding.references).filter((one) => one !== target)
}

/** Stands in a condition or becomes a variable, so that it may be tested later. */
function isAsked({ tree }: FileFacts, node: Node): boolean {
  for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
    if (tree.fieldOf(at) === k.F_CONDITION || tree.kind(at) === k.K_ASSIGNMENT) return true
    if (tree.kind(at) === k.K_RETURN_STATEMENT || tree.kind(at) === k.K_RAISE_STATEMENT)
      return false
  }
  return false
}

function testAround({ tree }: FileFacts, node: Node): Node {
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_COMPARISON_OPERATOR) return at
    if (kind === k.K_CALL && /\.startswith\(/.test(tree.spelled(at))) return at
    if (kind !== k.K_ATTRIBUTE && kind !== k.K_CALL) return NO_NODE
  }
  return NO_NODE
}

function readTest(facts: FileFacts, test: Node): readonly PathTest[] | undefined {
  const { tree } = facts
  if (tree.kind(test) === k.K_CALL) {
    const given = facts.arguments(test)[0]?.value ?? NO_NODE
    return wordsIn(facts, given)?.map((text) => ({ text, where: 'start' }))
  }
  if (tree.kind(test) !== k.K_COMPARISON_OPERATOR) return undefined
  const [left = NO_NODE, right = NO_NODE] = tree.namedChildren(test)
  const operator = operatorOf(tree, test).replace('not ', '')
  const readsPath = (node: Node) => REQUEST_PATH.test(tree.spelled(node))
  if (operator === 'in' && readsPath(right)) {
    return wordsIn(facts, left)?.map((text) => ({ text, where: 'inside' }))
  }
  if ((operator === '==' || operator === 'in') && readsPath(left)) {
    return wordsIn(facts, right)?.map((text) => ({ text, where: 'whole' }))
  }
  return undefined
}

function operatorOf(tree: SyntaxTree, test: Node): string {
  const operator = tree.child(test, k.F_OPERATORS)
  return operator === NO_NODE ? '' : tree.text(operator).replace(/\s+/g, ' ')
}

/** One text, or those of a collection, each of them under a name, too: `OPEN_PATHS = {'/login'}`. */
function wordsIn(facts: FileFacts, given: Node): readonly string[] | undefined {
  const node = behindName(facts, given)
  if (node === NO_NODE) return undefined
  const { tree } = facts
  const isCollection = [k.K_TUPLE, k.K_LIST, k.K_SET].includes(tree.kind(node))
  const items = isCollection ? tree.namedChildren(node) : [node]
  const found = items.flatMap((one) => namedText(facts, one) ?? [])
  return found.length === items.length ? found : undefined
}

/** True for a path that the guard looks at. */
export function guards({ tests, isHook }: PathGuard, path: string): boolean {
  return isHook !== true && (tests === undefined || reaches(tests, path))
}

export function reaches(tests: readonly PathTest[], path: string): boolean {
  return tests.some(({ text, where }) => {
    if (where === 'inside') return path.includes(text)
    // What stands before the known part of the path is not known.
    if (path.startsWith('/{}')) return true
    return where === 'start' ? path.startsWith(text) : path === text
  })
}
