// Functions that workers run, and functions that are called when something happens.
import { constantOf, type Expression, keywordOf, originOf } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'

export interface WorkerTask {
  readonly function: ProjectFunction
  readonly library: 'celery' | 'taskiq' | 'arq' | 'rq' | 'dramatiq' | 'huey' | 'procrastinate'
  /** The name under which it is sent, where one is given. */
  readonly name: string | undefined
  /** True where a failure runs it again without its own doing. */
  readonly isRetried: boolean
  /** Celery: the message is confirmed after the run, so a lost worker runs it twice. */
  readonly acksLate: boolean
}

export interface EventHandler {
  readonly function: ProjectFunction
  readonly kind: 'socket' | 'signal' | 'orm-event' | 'worker-event' | 'pubsub'
  /** The event's name, '' where it is not written out. */
  readonly event: string
}

const TASKS: readonly (readonly [RegExp, WorkerTask['library']])[] = [
  [/^celery\b.*(?:\.task|\.shared_task|\.periodic_task)(?:\(\))?$/, 'celery'],
  [/^(?:taskiq\b|taskiq_\w+).*\.task(?:\(\))?$/, 'taskiq'],
  [/^(?:rq\.decorators\.job|django_rq(?:\.decorators)?\.job)(?:\(\))?$/, 'rq'],
  [/^dramatiq\.actor(?:\(\))?$/, 'dramatiq'],
  [/^huey\b.*\.(?:task|periodic_task|db_task)(?:\(\))?$/, 'huey'],
  [/^procrastinate\b.*\.task(?:\(\))?$/, 'procrastinate'],
]
const RETRIES = new Set(['autoretry_for', 'retry_on_error', 'max_retries', 'retries', 'retry'])
const EVENTS: readonly (readonly [RegExp, EventHandler['kind']])[] = [
  [/^(?:socketio|flask_socketio)\b.*\.(?:on|event|on_error)$/, 'socket'],
  [/^django\.dispatch\.receiver$|\.connect(?:_via)?$/, 'signal'],
  [/^sqlalchemy\.event\.listens_for$/, 'orm-event'],
  [/^(?:taskiq\b|taskiq_\w+).*\.on_event$/, 'worker-event'],
  [/^faststream\b.*\.subscriber$/, 'pubsub'],
]
const NAMESPACE = /^(?:socketio|flask_socketio)\.(?:\w+\.)*(?:Async)?(?:Client)?Namespace$/

export class TaskTable {
  readonly tasks: readonly WorkerTask[]
  readonly handlers: readonly EventHandler[]
  readonly #byFunction: ReadonlyMap<ProjectFunction, WorkerTask>

  constructor(meanings: Meanings) {
    const tasks: WorkerTask[] = []
    const handlers: EventHandler[] = []
    for (const one of meanings.index.functions) {
      for (const decorator of one.summary.decorators) {
        const task = readTask(meanings, one, decorator)
        if (task !== undefined) tasks.push(task)
        const handler = readHandler(meanings, one, decorator)
        if (handler !== undefined) handlers.push(handler)
      }
    }
    for (const own of meanings.index.classes) {
      if (!meanings.derives(own, (name) => NAMESPACE.test(name))) continue
      for (const [name, method] of own.methods) {
        if (name.startsWith('on_'))
          handlers.push({ function: method, kind: 'socket', event: name.slice(3) })
      }
    }
    for (const entry of meanings.index.graph.modules) tasks.push(...readArq(meanings, entry))
    this.tasks = tasks
    this.handlers = handlers
    this.#byFunction = new Map(tasks.map((task) => [task.function, task]))
  }

  of(one: ProjectFunction | undefined): WorkerTask | undefined {
    return one && this.#byFunction.get(one)
  }
}

function readTask(
  meanings: Meanings,
  one: ProjectFunction,
  decorator: Expression,
): WorkerTask | undefined {
  const named = decorator.kind === 'call' ? decorator.callee : decorator
  const path = meanings.external(one.module, named)
  const known = path === undefined ? undefined : TASKS.find(([pattern]) => pattern.test(path))
  // `@celery_app.task` of an application that cannot be seen.
  const text = originOf(named) ?? (named.kind === 'name' ? named.text : '')
  const isByName = path === undefined && /(?:^|\.|_)(?:celery|celery_app)\.task$/.test(text)
  const library = known?.[1] ?? (isByName ? 'celery' : undefined)
  if (library === undefined) return undefined
  const call = decorator.kind === 'call' ? decorator : undefined
  const name = constantOf(keywordOf(call, 'name') ?? keywordOf(call, 'task_name'))
  const isRetried = (call?.keywords ?? []).some(
    (option) => RETRIES.has(option.name) && !isOff(option.value),
  )
  return {
    function: one,
    library,
    name: typeof name === 'string' ? name : undefined,
    isRetried,
    acksLate: constantOf(keywordOf(call, 'acks_late')) === true,
  }
}

function isOff(value: Expression): boolean {
  const constant = constantOf(value)
  return constant === false || constant === 0 || constant === null
}

function readHandler(
  meanings: Meanings,
  one: ProjectFunction,
  decorator: Expression,
): EventHandler | undefined {
  const named = decorator.kind === 'call' ? decorator.callee : decorator
  const path = meanings.external(one.module, named)
  const known = path === undefined ? undefined : EVENTS.find(([pattern]) => pattern.test(path))
  if (path === undefined || known === undefined) return undefined
  const [first, second] = decorator.kind === 'call' ? decorator.args : []
  const given = known[1] === 'orm-event' ? second : first
  const text = constantOf(given)
  const event =
    typeof text === 'string'
      ? text
      : given?.kind === 'name'
        ? lastName(given.text)
        : known[1] === 'signal' && path.endsWith('.connect')
          ? lastName(path.slice(0, -'.connect'.length))
          : path.endsWith('.event')
            ? one.summary.name
            : ''
  return { function: one, kind: known[1], event }
}

/** `class WorkerSettings: functions = [send_report, ...]`. */
function readArq(meanings: Meanings, entry: ModuleEntry): readonly WorkerTask[] {
  const usesArq = entry.summary.imports.some(({ target }) => /^arq(?:\.|$)/.test(target ?? ''))
  const settings = entry.summary.classes.filter(({ name }) => name === 'WorkerSettings')
  if (!usesArq && settings.length === 0) return []
  return settings.flatMap(({ attributes }) =>
    attributes.flatMap(({ name, value }) => {
      const isList = (name === 'functions' || name === 'cron_jobs') && value && 'items' in value
      return (isList ? value.items : []).flatMap((item): WorkerTask[] => {
        const given = item.kind === 'call' ? item.args[0] : item
        const found = meanings.value(entry, given)
        if (found?.kind !== 'function') return []
        return [
          {
            function: found.function,
            library: 'arq',
            name: undefined,
            isRetried: true,
            acksLate: true,
          },
        ]
      })
    }),
  )
}
