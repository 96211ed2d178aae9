// What the managers of a project do, through all that they enter themselves.
import { originOf } from '../../facts/expression.ts'
import type { Reference } from '../../facts/reference.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectIndex } from '../../project/project-index.ts'
import type { ProjectClass, ProjectFunction, Value } from '../../project/values.ts'
import type { Meanings } from '../meanings.ts'
import { readParameterDependency } from '../routes/dependency-syntax.ts'
import type { Frame, TransactionManager, TransactionManagers } from './managers.ts'
import { sessionOf } from './sessions.ts'

/** What becomes of the transaction where the framed code ends. */
export interface TransactionEnd {
  /** What was changed is made permanent, unless an error comes out of the code. */
  readonly commits: boolean
  /** An error undoes it. */
  readonly rollsBack: boolean
  /** The connection is given back. */
  readonly closes: boolean
  /** `transaction.atomic()` of Django. */
  readonly isDjango: boolean
  /** Where a transaction is open already, that one commits. */
  readonly joins: boolean
  /** A violated constraint is handled there. */
  readonly expects: boolean
  /** The code is given a session under the name behind `as`. */
  readonly givesSession: boolean
}

/** The transaction of a request, and the parameter of the handler through which it comes. */
export interface RequestTransaction extends TransactionEnd {
  readonly parameter: string
}

/** What a block enters: for a call what it calls, and what it gives. */
export interface Entered {
  readonly called?: Value | undefined
  readonly entered: Value | undefined
}

const NOTHING: TransactionEnd = {
  commits: false,
  rollsBack: false,
  closes: false,
  isDjango: false,
  joins: false,
  expects: false,
  givesSession: false,
}
/** Blocks and decorators of libraries that make one transaction of what they are around. */
export const ATOMIC =
  /^(?:django\.db\.transaction\.(?:atomic|commit_on_success)|tortoise\.transactions\.(?:atomic|in_transaction))(?:\(\))?$/
const MAKES = /(?:^|\.)(?:async)?contextmanager$/
const MAX_DEPTH = 5

export class ManagerTable {
  readonly #meanings: Meanings
  readonly #index: ProjectIndex
  readonly #partOf: (entry: ModuleEntry) => TransactionManagers
  readonly #requests = new Map<ProjectFunction, RequestTransaction | undefined>()

  constructor(meanings: Meanings, partOf: (entry: ModuleEntry) => TransactionManagers) {
    this.#meanings = meanings
    this.#index = meanings.index
    this.#partOf = partOf
  }

  /** Of a block that enters something. */
  block(entered: Entered): TransactionEnd | undefined {
    return seen(this.#block(entered, 0))
  }

  /** Of a block that enters what a name of a file gives: `get_db = contextmanager(get_session)`. */
  named(path: string, origin: string): TransactionEnd | undefined {
    const from = this.#index.module(path)
    return from && seen(this.#named(from, origin, 0))
  }

  /** Of a function that a decorator stands above: `called` is the decorator or what makes it. */
  decorated(called: Value | undefined): TransactionEnd | undefined {
    const own = this.#own(called)
    return own?.part.decorated && seen(this.#end(own.module, own.part.decorated, 0))
  }

  /** Of a request whose handler, by its parameters, depends on a function that yields a session. */
  request(path: string, symbol: string): RequestTransaction | undefined {
    const of = this.#index.function(path, symbol)
    if (of === undefined) return undefined
    if (!this.#requests.has(of)) this.#requests.set(of, this.#request(of, 0))
    return this.#requests.get(of)
  }

  #request(of: ProjectFunction, depth: number): RequestTransaction | undefined {
    if (depth > MAX_DEPTH) return undefined
    for (const parameter of of.summary.parameters) {
      if (parameter.default === undefined && parameter.annotation === undefined) continue
      const written = readParameterDependency(this.#meanings, of.module, parameter)
      const value = written && this.#meanings.value(written.from, written.given)
      const end = this.#dependency(value, depth)
      if (end !== undefined) return { ...end, parameter: parameter.name }
    }
    return undefined
  }

  /** Of what a dependency gives, or of what it depends on itself. */
  #dependency(value: Value | undefined, depth: number): TransactionEnd | undefined {
    if (value?.kind === 'class') {
      const made = this.#index.hierarchy.findMethod(value.class, '__init__')
      return made && this.#request(made, depth + 1)
    }
    if (value?.kind !== 'function') return undefined
    const own = value.function.summary.isGenerator
      ? seen(this.#ofFunction(value.function, 0))
      : undefined
    return own ?? this.#request(value.function, depth + 1)
  }

  #block({ called, entered }: Entered, depth: number): TransactionEnd | undefined {
    if (called?.kind === 'function' || called?.kind === 'method') {
      if (called.function.summary.isGenerator) return this.#ofFunction(called.function, depth)
    }
    if (called?.kind === 'external' && ATOMIC.test(called.name)) {
      return { ...NOTHING, commits: true, rollsBack: true, isDjango: true }
    }
    if (called?.kind === 'class') return this.#ofClass(called.class, depth)
    if (entered?.kind === 'instance') return this.#ofClass(entered.class, depth)
    if (entered?.kind === 'external' && sessionOf(entered.name)?.kind === 'session') {
      return { ...NOTHING, rollsBack: true, closes: true }
    }
    return undefined
  }

  #ofFunction(of: ProjectFunction, depth: number): TransactionEnd | undefined {
    const frame = this.#partOf(of.module)[of.summary.symbol]?.block
    return frame && this.#end(of.module, frame, depth)
  }

  #named(from: ModuleEntry, origin: string, depth: number): TransactionEnd | undefined {
    const found = this.#meanings.variable(from, origin)
    const made = found?.rest.length === 0 ? found.variable.value : undefined
    if (found === undefined || made?.kind !== 'call') return undefined
    if (!MAKES.test(originOf(made.callee) ?? '')) return undefined
    const of = this.#meanings.value(found.module, made.args[0])
    return of?.kind === 'function' ? this.#ofFunction(of.function, depth) : undefined
  }

  /** What the class and those that it derives from do; those that derive from it, where it only declares. */
  #ofClass(of: ProjectClass, depth: number): TransactionEnd | undefined {
    const own = this.#inherited(of, depth)
    if (own !== undefined || depth > MAX_DEPTH) return own
    const exit =
      this.#index.hierarchy.findMethod(of, '__aexit__') ??
      this.#index.hierarchy.findMethod(of, '__exit__')
    if (exit === undefined) return undefined
    // Those that derive from it have to agree.
    const ends = this.#index.hierarchy
      .overrides(of, exit.summary.name)
      .flatMap((one) => (one.class === undefined ? [] : [this.#inherited(one.class, depth)]))
    const [first] = ends
    return ends.every((one) => one?.commits === first?.commits) ? first : undefined
  }

  /** The class's own `__exit__` and what it hands on to. */
  #inherited(of: ProjectClass, depth: number): TransactionEnd | undefined {
    let found: TransactionEnd | undefined
    for (const one of this.#index.hierarchy.order(of)) {
      if (typeof one === 'string') continue
      const frame = this.#partOf(one.module)[one.summary.symbol]?.block
      const hasOwn = one.methods.has('__exit__') || one.methods.has('__aexit__')
      if (frame !== undefined) found = joined(found, this.#end(one.module, frame, depth))
      if (hasOwn && frame?.continues !== true) break
    }
    return found
  }

  #own(
    value: Value | undefined,
  ): { readonly module: ModuleEntry; readonly part: TransactionManager } | undefined {
    const of =
      value?.kind === 'function' || value?.kind === 'method'
        ? value.function
        : value?.kind === 'class' || value?.kind === 'instance'
          ? value.class
          : undefined
    const part = of && this.#partOf(of.module)[of.summary.symbol]
    return of && part && { module: of.module, part }
  }

  #end(from: ModuleEntry, frame: Frame, depth: number): TransactionEnd {
    const givesSession = frame.gives === true
    let end: TransactionEnd = {
      commits: frame.commits === true,
      rollsBack: frame.rollsBack === true,
      closes: frame.closes === true,
      isDjango: false,
      joins: frame.joins === true,
      expects: frame.expects === true,
      givesSession,
    }
    if (depth > MAX_DEPTH) return end
    for (const reference of frame.enters ?? []) {
      const inner = this.#entered(from, reference, depth + 1)
      if (inner !== undefined) end = { ...joined(end, inner), givesSession }
    }
    return end
  }

  #entered(from: ModuleEntry, reference: Reference, depth: number): TransactionEnd | undefined {
    const entered = this.#index.resolve(from, reference)
    if (reference.kind !== 'call') return this.#block({ entered }, depth)
    const called = this.#index.resolve(from, reference.of)
    const isNamed = called?.kind === 'external' && reference.of.kind === 'origin'
    return (
      (isNamed ? this.#named(from, reference.of.name, depth) : undefined) ??
      this.#block({ called, entered }, depth)
    )
  }
}

function joined(one: TransactionEnd | undefined, other: TransactionEnd): TransactionEnd {
  if (one === undefined) return other
  return {
    commits: one.commits || other.commits,
    rollsBack: one.rollsBack || other.rollsBack,
    closes: one.closes || other.closes,
    isDjango: one.isDjango || other.isDjango,
    joins: one.joins || other.joins,
    expects: one.expects || other.expects,
    givesSession: one.givesSession || other.givesSession,
  }
}

/** Undefined for what does nothing to a transaction. */
function seen(end: TransactionEnd | undefined): TransactionEnd | undefined {
  return end?.commits || end?.rollsBack || end?.closes ? end : undefined
}
