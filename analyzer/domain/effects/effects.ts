// What each function sends out of the process: tasks, messages, mail, requests.
import type { Place } from '../../facts/expression.ts'
import type { Reference } from '../../facts/reference.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { CALL_STRIDE } from '../../project/summary.ts'
import type { ProjectFunction } from '../../project/values.ts'
import type { Meanings } from '../meanings.ts'
import { EFFECTS_BY_METHOD, EFFECTS_BY_PATH, type EffectKind } from './effect-names.ts'

export interface Effect {
  readonly kind: EffectKind
  /** The path from outside, or the method's name where nothing more is known. */
  readonly name: string
  readonly path: string
  /** Start of the call. */
  readonly at: Place
  /** Undefined for calls that the module itself makes. */
  readonly caller: ProjectFunction | undefined
  /** The function of the project that is handed to a worker. */
  readonly task: ProjectFunction | undefined
  readonly isAwaited: boolean
  readonly certainty: 'known' | 'by-name'
}

type Classified = Pick<Effect, 'kind' | 'name' | 'task' | 'certainty'>

const NONE: readonly Effect[] = []
const QUEUEING = new Set(['delay', 'apply_async', 'kiq', 'send_task'])
const DISPATCHING = new Set(['delay', 'apply_async', 'kiq', 'send', 'send_with_options', 'defer'])

export class EffectTable {
  readonly #all: readonly Effect[]
  readonly #meanings: Meanings
  readonly #byCaller: ReadonlyMap<ProjectFunction | undefined, readonly Effect[]>
  readonly #byPlace = new Map<string, Effect>()

  constructor(meanings: Meanings, isTask: (one: ProjectFunction) => boolean) {
    this.#meanings = meanings
    const all: Effect[] = []
    for (const module of meanings.index.graph.modules) this.#read(module, isTask, all)
    this.#all = all
    this.#byCaller = Map.groupBy(all, ({ caller }) => caller)
    for (const one of all) this.#byPlace.set(placeKey(one.path, one.at), one)
  }

  get all(): readonly Effect[] {
    this.#meanings.index.reads.everything()
    return this.#all
  }

  /** All of a file, to be compared. */
  told(path: string): readonly Effect[] {
    return this.#all.filter((one) => one.path === path)
  }

  /** Of calls that stand in a function. */
  of(one: ProjectFunction): readonly Effect[] {
    this.#meanings.index.reads.ask('domain', 'effects', one.module.summary.path)
    return this.#byCaller.get(one) ?? NONE
  }

  /** Of a function and of those that it calls itself. */
  reached(one: ProjectFunction): readonly Effect[] {
    const callees = new Set(this.#meanings.index.calls.callees(one).map(({ callee }) => callee))
    callees.delete(one)
    return [...this.of(one), ...[...callees].flatMap((callee) => this.of(callee))]
  }

  /** The effect of the call that starts at a place of a file. */
  at(path: string, at: Place): Effect | undefined {
    this.#meanings.index.reads.ask('domain', 'effects', path)
    return this.#byPlace.get(placeKey(path, at))
  }

  #read(module: ModuleEntry, isTask: (one: ProjectFunction) => boolean, all: Effect[]): void {
    const { calls, path } = module.summary
    const { functions } = this.#meanings.index.symbols(module)
    const kinds = calls.references.map((one) => this.#classify(module, one, isTask))
    for (let row = 0; row < calls.rows.length; row += CALL_STRIDE) {
      const found = kinds[calls.rows[row + 1] as number]
      if (found === undefined) continue
      all.push({
        ...found,
        path,
        at: { line: calls.rows[row + 2] as number, column: calls.rows[row + 3] as number },
        caller: functions[calls.rows[row] as number],
        isAwaited: calls.rows[row + 4] === 1,
      })
    }
  }

  #classify(
    module: ModuleEntry,
    reference: Reference,
    isTask: (one: ProjectFunction) => boolean,
  ): Classified | undefined {
    const { index } = this.#meanings
    const method = methodOf(reference)
    const owner = DISPATCHING.has(method) ? this.#owner(module, reference) : undefined
    if (owner !== undefined && isTask(owner)) {
      return {
        kind: 'task',
        name: `${owner.summary.name}.${method}`,
        task: owner,
        certainty: 'known',
      }
    }
    const value = index.resolve(module, reference)
    if (value?.kind === 'external') {
      const found = EFFECTS_BY_PATH.find(([pattern]) => pattern.test(value.name))
      if (found) return { kind: found[1], name: value.name, task: undefined, certainty: 'known' }
      // A task that is imported from somewhere else; nothing but queues has these methods.
      const isQueued = QUEUEING.has(method)
      return isQueued
        ? { kind: 'task', name: method, task: undefined, certainty: 'by-name' }
        : undefined
    }
    const kind = value === undefined ? EFFECTS_BY_METHOD.get(method) : undefined
    return kind && { kind, name: method, task: owner, certainty: 'by-name' }
  }

  /** The function before `.delay`. */
  #owner(module: ModuleEntry, reference: Reference): ProjectFunction | undefined {
    const { index } = this.#meanings
    const value =
      reference.kind === 'attribute'
        ? index.resolve(module, reference.of)
        : reference.kind === 'origin'
          ? index.resolveName(module, reference.name.slice(0, reference.name.lastIndexOf('.')))
          : undefined
    return value?.kind === 'function' || value?.kind === 'method' ? value.function : undefined
  }
}

function methodOf(reference: Reference): string {
  if (reference.kind === 'attribute') return reference.name
  return reference.kind === 'origin'
    ? reference.name.slice(reference.name.lastIndexOf('.') + 1)
    : ''
}

function placeKey(path: string, at: Place): string {
  return `${path}:${at.line}:${at.column}`
}
