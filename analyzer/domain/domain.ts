// What a project is about, beyond its Python: tables, routes, queues, enums, settings, tests.
//
// A rule asks with `domainOf(checker.project)`:
// - `orm.ofValue(checker.valueOf(node))`: the model that an expression is a class or row of;
//   `columnOf(model, 'status')`, `coveringUnique(model, columns, constants)`,
//   `orm.targetOf(model, column.foreignKey)`, `orm.in(path)` to report in a file's own models.
import type { FileFacts } from '../facts/file-facts.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import type { ModuleEntry } from '../project/module-graph.ts'
import type { ProjectIndex } from '../project/project-index.ts'
import type { ProjectClass, ProjectFunction } from '../project/values.ts'
import { type ComposedTexts, readComposedTexts } from './composed-texts.ts'
import { EffectTable } from './effects/effects.ts'
import { TaskTable } from './effects/tasks.ts'
import { Enums } from './enums/enums.ts'
import { type LocalDictionary, readLocalDictionaries } from './enums/transition-dicts.ts'
import { Meanings } from './meanings.ts'
import { readConditions } from './orm/conditions.ts'
import { readDeclaredMethods } from './orm/declared-methods.ts'
import { readMigrationSteps } from './orm/migration-steps.ts'
import { EMPTY_ORM_PART, type OrmFilePart } from './orm/model-reader.ts'
import { OrmTables } from './orm/tables.ts'
import { type KeyHelper, type KeyHelpers, readKeyHelpers } from './redis/key-helpers.ts'
import { type RedisWrapper, type RedisWrappers, readRedisWrappers } from './redis/wrappers.ts'
import { type AuthMarks, readAuthMarks } from './routes/auth-marks.ts'
import { type PathGuard, readPathGuards } from './routes/path-guards.ts'
import { readRegistrations, type WebFilePart } from './routes/registrations.ts'
import { RouteTable } from './routes/route-table.ts'
import { SettingsTable } from './settings/settings.ts'
import { type HandedByFunction, readHandedSteps } from './sql/handed-steps.ts'
import { HandedTable } from './sql/handed-table.ts'
import { ManagerTable } from './sql/manager-table.ts'
import { readTransactionManagers, type TransactionManagers } from './sql/managers.ts'
import type { ConfigFile } from './tests/pytest-config.ts'
import { readTestPart, type TestFilePart } from './tests/test-parts.ts'
import { TestTable } from './tests/test-table.ts'

/** Key of this part in `ModuleSummary.domains`. */
export const DOMAIN_KEY = 'domain'

/** What one file adds to its summary; plain data. */
export interface FileDomain {
  readonly orm?: OrmFilePart
  readonly web?: WebFilePart
  readonly auth?: AuthMarks
  readonly guards?: readonly PathGuard[]
  readonly keys?: KeyHelpers
  readonly wrappers?: RedisWrappers
  readonly managers?: TransactionManagers
  readonly handed?: HandedByFunction
  readonly texts?: ComposedTexts
  readonly dictionaries?: readonly LocalDictionary[]
  readonly tests?: TestFilePart
}

const SQL_IMPORT =
  /^(?:sqlalchemy|sqlmodel|flask_sqlalchemy|alembic|django|advanced_alchemy)(?:\.|$)/

/** Reads the part of one file; undefined for a file that has nothing to add. */
export function readDomain(facts: FileFacts): FileDomain | undefined {
  const orm = readOrm(facts)
  const web = readRegistrations(facts)
  const auth = readAuthMarks(facts)
  const guards = readPathGuards(facts)
  const keys = readKeyHelpers(facts)
  const wrappers = readRedisWrappers(facts)
  const managers = readTransactionManagers(facts)
  const handed = readHandedSteps(facts)
  const texts = readComposedTexts(facts)
  const dictionaries = readLocalDictionaries(facts)
  const tests = readTestPart(facts)
  const found: FileDomain = {
    ...(orm && { orm }),
    ...(web && { web }),
    ...(Object.keys(auth).length > 0 && { auth }),
    ...(guards.length > 0 && { guards }),
    ...(Object.keys(keys).length > 0 && { keys }),
    ...(Object.keys(wrappers).length > 0 && { wrappers }),
    ...(Object.keys(managers).length > 0 && { managers }),
    ...(Object.keys(handed).length > 0 && { handed }),
    ...(Object.keys(texts).length > 0 && { texts }),
    ...(dictionaries.length > 0 && { dictionaries }),
    ...(tests && { tests }),
  }
  return Object.keys(found).length === 0 ? undefined : found
}

function readOrm(facts: FileFacts): OrmFilePart | undefined {
  const usesSql = facts.imports.some(
    ({ target, bound }) => SQL_IMPORT.test(target ?? '') || bound === 'db',
  )
  if (!usesSql) return undefined
  const conditions = readConditions(facts)
  const declaredMethods = readDeclaredMethods(facts)
  const migrationSteps = readMigrationSteps(facts)
  const count = declaredMethods.length + migrationSteps.length + Object.keys(conditions).length
  return count === 0 ? undefined : { conditions, declaredMethods, migrationSteps }
}

/** The tables of a linked project. */
export class DomainIndex {
  readonly meanings: Meanings
  readonly #index: ProjectIndex
  #orm: OrmTables | undefined
  #routes: RouteTable | undefined
  #enums: Enums | undefined
  #settings: SettingsTable | undefined
  #tests: TestTable | undefined
  #tasks: TaskTable | undefined
  #effects: EffectTable | undefined
  #managers: ManagerTable | undefined
  #handed: HandedTable | undefined
  readonly #configs: readonly ConfigFile[]
  readonly #makeShared: MakeShared

  constructor(index: ProjectIndex, configs: readonly ConfigFile[], share: MakeShared) {
    this.#index = index
    this.#makeShared = (make) => share(() => index.reads.apart(make))
    this.#configs = configs
    this.meanings = new Meanings(index, (entry) => partOf(entry).texts ?? NO_TEXTS)
  }

  get index(): ProjectIndex {
    return this.#index
  }

  /** Models, columns, constraints; read when first asked for. */
  get orm(): OrmTables {
    this.#orm ??= this.#makeShared(
      () => new OrmTables(this.meanings, (entry) => partOf(entry).orm ?? EMPTY_ORM_PART),
    )
    return this.#orm
  }

  /** What a function that puts a key together returns. */
  keyHelper(of: ProjectFunction): KeyHelper | undefined {
    return partOf(of.module).keys?.[of.summary.symbol]
  }

  /** What a class hands on to a Redis client that it keeps; undefined for other classes. */
  redisWrapper(of: ProjectClass): RedisWrapper | undefined {
    return partOf(of.module).wrappers?.[of.summary.symbol]
  }

  /** Blocks, decorators and dependencies of the project that end transactions. */
  get managers(): ManagerTable {
    this.#managers ??= new ManagerTable(
      this.meanings,
      (entry) => partOf(entry).managers ?? NO_MANAGERS,
    )
    return this.#managers
  }

  /** Functions that do nothing but end, flush or save what they are given. */
  get handed(): HandedTable {
    this.#handed ??= new HandedTable(this.#index, (entry) => partOf(entry).handed ?? NO_HANDED)
    return this.#handed
  }

  /** Routes of all frameworks with what they depend on, and how strongly callers are checked. */
  get routes(): RouteTable {
    this.#routes ??= this.#makeShared(
      () =>
        new RouteTable(
          this.meanings,
          (entry) => partOf(entry).web,
          (entry) => partOf(entry).auth ?? NO_MARKS,
          (entry) => partOf(entry).guards ?? [],
        ),
    )
    return this.#routes
  }

  /** Enums, sets of their members, transitions. */
  get enums(): Enums {
    this.#index.reads.ask('domain', 'enums')
    this.#enums ??= this.#makeShared(
      () => new Enums(this.meanings, (entry) => partOf(entry).dictionaries ?? []),
    )
    return this.#enums
  }

  /** Settings classes, what gives them out, module variables that hold them. */
  get settings(): SettingsTable {
    this.#index.reads.ask('domain', 'settings')
    this.#settings ??= this.#makeShared(() => new SettingsTable(this.meanings))
    return this.#settings
  }

  /** Functions that workers run, and handlers of events. */
  get tasks(): TaskTable {
    this.#index.reads.ask('domain', 'tasks')
    this.#tasks ??= this.#makeShared(() => new TaskTable(this.meanings))
    return this.#tasks
  }

  /** What functions send out of the process: tasks, messages, mail, requests. */
  get effects(): EffectTable {
    this.#effects ??= this.#makeShared(
      () => new EffectTable(this.meanings, (one) => this.tasks.of(one) !== undefined),
    )
    return this.#effects
  }

  /** What was asked of the tables, anew; see `ReadLog`. */
  told([part, ...about]: DomainAsked): unknown {
    switch (part) {
      case 'enums':
        return [this.enums.all, this.enums.transitions, this.enums.sets, this.enums.guards]
      case 'settings':
        return [this.settings.classes, this.settings.factories, this.settings.instances]
      case 'tasks':
        return [this.tasks.tasks, this.tasks.handlers]
      case 'effects':
        return this.effects.told(String(about[0]))
      case 'routes':
        return this.routes.told(about)
      case 'orm':
        return this.orm.told(about)
      default:
        throw new Error(`Nobody asks for ${part}.`)
    }
  }

  /** Tests as the runner collects them, fixtures, what each test runs. */
  get tests(): TestTable {
    // It follows calls when it is asked, and remembers where they led.
    this.#index.reads.everything()
    this.#tests ??= this.#makeShared(
      () =>
        new TestTable(this.meanings, this.routes, (entry) => partOf(entry).tests, this.#configs),
    )
    return this.#tests
  }
}

/** A question to the tables with what it is about. */
export type DomainAsked = readonly [part: string, ...about: (string | number)[]]

/**
 * Reads the tables of a project out of its index; each table is made when it is first asked for.
 * `configs` are the texts of the files that `isPytestConfig` accepts.
 */
export function linkDomain(
  index: ProjectIndex,
  configs: readonly ConfigFile[] = [],
  share: MakeShared = makeShared,
): DomainIndex {
  return new DomainIndex(index, configs, share)
}

const NOTHING: FileDomain = {}
const NO_MARKS: AuthMarks = {}
const NO_TEXTS: ComposedTexts = {}
const NO_MANAGERS: TransactionManagers = {}
const NO_HANDED: HandedByFunction = {}

/** What stands under the key is what `readDomain` of the same version returned. */
function partOf(entry: ModuleEntry): FileDomain {
  return (entry.summary.domains[DOMAIN_KEY] as FileDomain | undefined) ?? NOTHING
}
