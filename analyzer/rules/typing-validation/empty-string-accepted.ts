import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { readString } from '../../facts/strings.ts'
import { typeText } from '../../facts/type-text.ts'
import { routesHere } from '../../matching/routes/route-places.ts'
import {
  K_ARGUMENT_LIST,
  K_ASSERT_STATEMENT,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_CONDITIONAL_EXPRESSION,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_NOT_OPERATOR,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const IDENTIFIER = /^(?:.*_)?(?:id|uuid|slug|tenant|workspace|room|channel|bucket)$/
/** Keys of stores and channels: words apart by colons; paths of an API: words apart by slashes. */
const KEY = /^[\w.-]*(?::[\w.-]*|\{\})*:(?:\{\}|[\w.:-])*$/

const TOLD = {}

export default defineRule({
  id: 'empty-string-accepted',
  title: 'Identifier that may be empty in a key',
  consequence: 'Entries of everybody without an identifier fall together under one key.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [20, 1284],
  confidence: 'medium',
  why: `
With an empty string the key becomes \`jobs::42\`, with \`None\` it becomes \`jobs:None:42\`. Both are valid keys. What
is stored there belongs to nobody and is shared by all callers that forgot the identifier, across tenants too.
`,
  fix: `
Refuse it where the key is made: \`if not workspace_id: raise ValueError("workspace_id is empty")\`, or take a type
that cannot be empty, such as \`UUID\` or \`Annotated[str, Field(min_length=1)]\`.
`,
  exemptions: [
    {
      text: 'An identifier that is checked, by hand or by a function.',
      quiet: py`
        def a(workspace_id: str, job_id: str) -> str:
            if not workspace_id or not job_id:
                raise ValueError("empty")
            return f"jobs:{workspace_id}:{job_id}"

        def b(workspace_id: str) -> str:
            check_identifier(workspace_id)
            return f"jobs:{workspace_id}:all"

        def c(workspace_id: str) -> str:
            if len(workspace_id) < 3:
                raise ValueError("too short")
            return f"jobs:{workspace_id}:all"
      `,
    },
    {
      text: 'Types that cannot be empty, and private functions.',
      quiet: py`
        from uuid import UUID

        def a(workspace_id: UUID, job_id: int) -> str:
            return f"jobs:{workspace_id}:{job_id}"

        def _b(workspace_id: str) -> str:
            return f"jobs:{workspace_id}:all"
      `,
    },
    {
      text: 'Messages, times and other texts with a colon.',
      quiet: py`
        def a(user_id: str, logger) -> str:
            logger.info(f"user: {user_id}")
            return f"User {user_id}: not found"

        def b(job_id: str) -> None:
            raise KeyError(f"job:{job_id}:missing")
      `,
    },
    {
      text: 'Parts of a path of a route, which cannot be empty.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/rooms/{room_id}")
        def room(room_id: str):
            return load(f"room:{room_id}:events")
      `,
    },
  ],
  limits: ['Checks by callers are not looked for.'],
  bad: [
    py`
      def job_key(workspace_id: str, job_id: str) -> str:
          return f"jobs:{workspace_id}:{job_id}" #!
    `,
    py`
      class Store:
          def load(self, tenant_id: str, name):
              return self.redis.get(f"tenant:{tenant_id}:rows") #!

          async def publish(self, room_id, event):
              await self.redis.publish("room:{}:events".format(room_id), event) #!

          def key(self, user_id: str | None = None):
              return f"user:{user_id}" #!

          def number(self, count: int):
              return f"count:{count}"
    `,
  ],
  good: [
    py`
      def job_key(workspace_id: str, job_id: str) -> str:
          if not workspace_id or not job_id:
              raise ValueError("workspace_id and job_id must not be empty")
          return f"jobs:{workspace_id}:{job_id}"
    `,
  ],
  roles: ['source'],
  on: {
    [K_STRING](node, checker) {
      const { tree, facts } = checker
      if (!tree.text(node).includes(':')) return
      const owner = facts.enclosingFunction(node)
      if (owner === undefined || owner.isLambda || /^_(?!_init__)/.test(owner.name)) return
      const names = keyParts(checker, node)
      if (names.length === 0 || isMessage(checker, node)) return
      const suspect = owner.parameters.find(
        (one) => names.includes(one.name) && isOpen(checker, owner, one),
      )
      if (suspect === undefined) return
      // One check at the start of the function serves all its keys.
      const told = checker.once(TOLD, () => new Set<string>())
      const key = `${owner.symbol} ${suspect.name}`
      if (told.has(key)) return
      told.add(key)
      checker.report({
        node,
        message: `\`${suspect.name}\` may be empty, and then ${tree.text(node).length > 60 ? 'this key' : `\`${tree.text(node)}\``} belongs to nobody.`,
      })
    },
  },
})

/** Names that stand for themselves in a text that looks like a key. */
function keyParts({ tree, facts }: Checker, node: Node): readonly string[] {
  const read = readString(tree, node)
  if (read === undefined || read.isBytes) return []
  let template = ''
  const names: string[] = []
  for (const part of read.parts) {
    if (part.kind === 'text') template += part.text
    else {
      template += '{}'
      if (tree.kind(part.expression) === K_IDENTIFIER) names.push(facts.name(part.expression))
    }
  }
  if (
    !KEY.test(template) ||
    !/\{\}/.test(template) ||
    /^\{\}:\{\}$|^:|https?:|^\w:$/.test(template)
  )
    return []
  if (names.length > 0) return names.filter((name) => IDENTIFIER.test(name))
  const call = tree.parent(tree.parent(node))
  const isFormat =
    call !== NO_NODE &&
    tree.kind(call) === K_CALL &&
    /\.format$/.test(tree.spelled(facts.callee(call)))
  if (!isFormat) return []
  return facts
    .arguments(call)
    .filter(({ value }) => tree.kind(value) === K_IDENTIFIER)
    .map(({ value }) => facts.name(value))
    .filter((name) => IDENTIFIER.test(name))
}

function isMessage({ tree, facts }: Checker, node: Node): boolean {
  const list = tree.parent(node)
  if (list === NO_NODE || tree.kind(list) !== K_ARGUMENT_LIST) return false
  return /(?:Error|Exception|debug|info|warn|warning|error|critical|exception|log|print|write|HTTPException|Lock|span)$/.test(
    tree.text(facts.callee(tree.parent(list))),
  )
}

/** A text by its annotation, or without one, that nothing in the function looks at. */
function isOpen(checker: Checker, owner: FunctionFacts, parameter: Parameter): boolean {
  const { tree, facts } = checker
  const type = parameter.annotation === NO_NODE ? 'str' : typeText(tree, parameter.annotation)
  if (!/^["']?(?:str|Optional\[str\]|str \| None|None \| str)["']?$/.test(type)) return false
  const isPathPart = routesHere(checker).some(
    (one) => one.owner === owner && one.route.route.includes(`{${parameter.name}`),
  )
  if (isPathPart) return false
  const binding = facts.resolve(parameter.nameNode)
  if (binding === undefined || binding.definitionCount > 1) return false
  return ![...binding.references].some(
    (one) => tree.contains(owner.node, one) && isLookedAt(checker, one),
  )
}

const TESTS = new Set([
  K_NOT_OPERATOR,
  K_BOOLEAN_OPERATOR,
  K_CONDITIONAL_EXPRESSION,
  K_IF_STATEMENT,
  K_ASSERT_STATEMENT,
])

/** Tested for truth or against a value, or given to something that checks it. */
function isLookedAt({ tree, facts }: Checker, use: Node): boolean {
  const parent = tree.parent(use)
  const kind = tree.kind(parent)
  if (TESTS.has(kind)) return true
  if (kind === K_COMPARISON_OPERATOR) {
    // `"@" in room_id` says nothing of an empty one.
    return !/\bin\b/.test(tree.text(parent)) || tree.text(parent).startsWith(tree.text(use))
  }
  if (kind !== K_ARGUMENT_LIST) return false
  const call = tree.parent(parent)
  return /(?:len|UUID|bool|(?:^|[._])(?:check|valid|ensure|require|assert|match|parse|normali[sz]e|sanitize|clean|quote|escape|verify|encode|hash)\w*)$/i.test(
    tree.text(facts.callee(call)),
  )
}
