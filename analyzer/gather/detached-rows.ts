// Functions that give rows of a session which they have closed.
import { closedSessions } from '../facts/closed-sessions.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

export interface DetachedResult {
  readonly symbol: string
  /** The class of the rows as written, without its module. */
  readonly model: string
  /** Attributes that the function reads or loads with its query, and functions that it calls. */
  readonly named: readonly string[]
  readonly called: readonly string[]
  /** A commit behind which nothing reads the row again. */
  readonly isExpired: boolean
  /** What is entered, where that decides about the commit: `session_scope`. */
  readonly scope?: string
  readonly line: number
}

interface Part {
  readonly results?: readonly DetachedResult[]
  /** Functions of the file with the attributes that they load with their queries. */
  readonly loading?: readonly { readonly name: string; readonly words: readonly string[] }[]
  /** Managers of sessions that commit at their end. */
  readonly committing?: readonly string[]
  readonly setsExpiry?: true
}

export interface DetachedRows {
  /** By path and symbol, separated by a space. */
  readonly results: ReadonlyMap<string, DetachedResult & { readonly path: string }>
  /** Attributes that functions of a name load with their queries. */
  readonly loading: ReadonlyMap<string, ReadonlySet<string>>
  readonly committing: ReadonlySet<string>
  /** False where sessions keep what rows hold at a commit. */
  readonly expires: boolean
}

export const detachedRows = defineGatherer<Part, DetachedRows>({
  id: 'detached-rows',
  collect(facts, role) {
    if (role === 'test' || role === 'generated' || !USES.test(facts.tree.source)) return undefined
    const results = facts.functions.flatMap((owner) => readResult(facts, owner) ?? [])
    const loading = facts.functions.flatMap((owner) => {
      const words = loadedWords(facts.tree.text(owner.node))
      return words.length === 0 ? [] : [{ name: owner.name, words }]
    })
    const committing = facts.functions
      .filter((owner) => commitsAtItsEnd(facts, owner))
      .map(({ name }) => name)
    const setsExpiry = facts.identifiersNamed('expire_on_commit').length > 0
    const isEmpty = results.length + loading.length + committing.length === 0 && !setsExpiry
    return isEmpty
      ? undefined
      : {
          ...(results.length > 0 && { results }),
          ...(loading.length > 0 && { loading }),
          ...(committing.length > 0 && { committing }),
          ...(setsExpiry && { setsExpiry }),
        }
  },
  combine(parts) {
    const loading = new Map<string, Set<string>>()
    for (const { name, words } of parts.flatMap(({ part }) => part.loading ?? [])) {
      const known = loading.get(name) ?? new Set()
      for (const word of words) known.add(word)
      loading.set(name, known)
    }
    return {
      results: new Map(
        parts.flatMap(({ path, part }) =>
          (part.results ?? []).map((one) => [`${path} ${one.symbol}`, { ...one, path }] as const),
        ),
      ),
      loading,
      committing: new Set(parts.flatMap(({ part }) => part.committing ?? [])),
      expires: !parts.some(({ part }) => part.setsExpiry),
    }
  },
})

const USES = /session|\bmaker\(|\bsm\(|load\(/i
const LOADS = /(?:\w*load|contains_eager)\(((?:[^()]|\([^()]*\))*)\)/g

/** Words within `selectinload(Order.items)`, `joinedload("items")`. */
export function loadedWords(text: string): string[] {
  return [...text.matchAll(LOADS)].flatMap(([, inner = '']) => inner.match(/\w+/g) ?? [])
}

function commitsAtItsEnd({ tree }: FileFacts, owner: FunctionFacts): boolean {
  if (!owner.decorators.some((one) => /contextmanager$/.test(tree.spelled(one)))) return false
  return /\.commit\(\)|\.begin\(\)/.test(tree.spelled(owner.node))
}

function readResult(facts: FileFacts, owner: FunctionFacts): DetachedResult | undefined {
  const { tree } = facts
  if (owner.isLambda || !/\breturn\b/.test(tree.spelled(owner.node))) return undefined
  if (/\byield\b|expunge|make_transient/.test(tree.spelled(owner.node))) return undefined
  const [session, more] = closedSessions(facts, owner)
  if (session === undefined || more !== undefined) return undefined
  const body = tree.source.slice(session.start, session.end)
  const returned = Array.from(facts.nodesIn(owner.node, k.K_RETURN_STATEMENT))
    .filter((one) => tree.start(one) > session.start && facts.enclosingFunction(one) === owner)
    .map((one) => tree.text(one).replace(/^return\s*/, ''))
    .filter((one) => !/^(?:None|True|False|\[\])?$/.test(one))
  const [value, other] = new Set(returned)
  if (value === undefined || other !== undefined) return undefined
  const model = modelOf(facts, owner, value, body)
  if (model === undefined) return undefined
  const commit = body.lastIndexOf(`${session.name}.commit()`)
  const behind = commit < 0 ? '' : body.slice(commit).replace(/\breturn\b[^\n]*/g, '')
  const isRow = /^\w+$/.test(value)
  const isExpired =
    isRow &&
    (commit >= 0
      ? !new RegExp(String.raw`refresh\(|\b${value}\.\w`).test(behind)
      : /\.begin\(\)$/.test(session.made))
  return {
    symbol: owner.symbol,
    model,
    named: [...new Set([...loadedWords(tree.text(owner.node)), ...attributesIn(body)])],
    called: [...new Set(Array.from(body.matchAll(/(\w+)\(/g), ([, name = '']) => name))],
    isExpired,
    ...(isRow && { scope: /(\w+)\(/.exec(session.made)?.[1] ?? '' }),
    line: tree.line(owner.node),
  }
}

const attributesIn = (text: string): string[] =>
  Array.from(text.matchAll(/\.(\w+)\b(?!\()/g), ([, name = '']) => name)

/** The one class of which rows are given; undefined for values that are computed of them. */
function modelOf(
  { tree }: FileFacts,
  owner: FunctionFacts,
  value: string,
  body: string,
): string | undefined {
  // Rows by themselves: a call that gives them, or a name.
  const bare = value.replace(/^await\s+/, '').replace(/^list\((.*)\)$/s, '$1')
  if (!/^[\w.]+$|\)$/.test(bare) || /^(?:dict|len|str|int|sum|\[|\{)/.test(bare)) return undefined
  if (/\bcount\(|model_validate|from_orm|model_dump|to_dict|asdict/.test(body)) return undefined
  const annotated = owner.returns === NO_NODE ? '' : tree.text(owner.returns)
  const named = /\b([A-Z]\w*[a-z]\w*)\b(?!\[)/g
  if (annotated !== '') {
    const names = Array.from(annotated.matchAll(named), ([, name = '']) => name).filter(
      (name) => !CONTAINERS.test(name),
    )
    return names.length === 1 ? names[0] : undefined
  }
  const assigned = /^\w+$/.test(bare)
    ? new RegExp(String.raw`\b${bare}\s*=\s*(?:await\s+)?([A-Z]\w*)\(`).exec(body)?.[1]
    : undefined
  if (assigned !== undefined) return assigned
  const asked = new Set(
    Array.from(
      body.matchAll(/\b(?:select|query|get|get_one)\(\s*([A-Z]\w*)\s*[,)]/g),
      ([, name = '']) => name,
    ),
  )
  if (/\bselect\(\s*[A-Z]\w*\s*,|\bquery\(\s*[A-Z]\w*\s*,/.test(body)) return undefined
  return asked.size === 1 ? [...asked][0] : undefined
}

const CONTAINERS = /^(?:None|Optional|List|Sequence|Iterable|Union|Any|Tuple|Set|Awaitable)$/
