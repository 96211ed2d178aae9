// Classes whose objects live in the variables of one call: no second task ever has one of them.
import type { Checker } from '../../engine/checker.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'

const CONCURRENT =
  /^(?:create_task|ensure_future|gather|start_soon|wait|as_completed|run_coroutine_threadsafe|spawn|submit)$/

/**
 * True if every object of a class is made in its own file, kept in a local name, and used there for its
 * attributes only: it is neither handed on nor kept, and none of its methods is started beside another.
 */
export function isOfOneCall(checker: Checker, owner: ClassFacts): boolean {
  const { facts, project, path } = checker
  const own = project.index.class(path, owner.symbol)
  const init = own?.methods.get('__init__')
  if (own === undefined || init === undefined) return false
  if (project.index.hierarchy.subclasses(own).length > 0) return false
  const makers = project.index.calls.callers(init)
  if (makers.some(({ module }) => module.summary.path !== path)) return false
  const uses = [...facts.identifiersNamed(owner.name)].filter((one) => one !== owner.nameNode)
  const made = uses.filter((use) => facts.resolve(use)?.scope?.kind === 'module')
  return (
    made.length > 0 &&
    made.length === uses.length &&
    made.every((use) => isKeptLocally(checker, use))
  )
}

/** `client = Client()`, and then nothing but `client.fetch(url)`. */
function isKeptLocally({ tree, facts }: Checker, name: Node): boolean {
  const call = tree.parent(name)
  if (tree.kind(call) !== k.K_CALL || facts.callee(call) !== name) return false
  const assignment = tree.parent(call)
  if (tree.kind(assignment) !== k.K_ASSIGNMENT) return false
  const target = tree.child(assignment, k.F_LEFT)
  const binding = tree.kind(target) === k.K_IDENTIFIER ? facts.resolve(target) : undefined
  const owner = binding?.scope?.function
  if (binding === undefined || owner === undefined || binding.definitionCount !== 1) return false
  return binding.references.every((use) => {
    const attribute = tree.parent(use)
    const isReceiver =
      tree.kind(attribute) === k.K_ATTRIBUTE && tree.child(attribute, k.F_OBJECT) === use
    return isReceiver && facts.enclosingFunction(use) === owner && !isStartedBeside(tree, use)
  })
}

function isStartedBeside(tree: Checker['tree'], use: Node): boolean {
  for (let at = tree.ancestor(use, k.K_CALL); at !== NO_NODE; at = tree.ancestor(at, k.K_CALL)) {
    if (CONCURRENT.test(calleeName(tree, at))) return true
  }
  return false
}
