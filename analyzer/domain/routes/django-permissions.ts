// Who may call views of Django and of Django REST framework.
import { constantOf, type Expression, originOf, type Place } from '../../facts/expression.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings } from '../meanings.ts'
import { type AuthClassifier, byName, knownStrength, nameOf } from './auth.ts'
import { type Auth, type Dependency, NO_AUTH, strongest } from './route.ts'

/** Reads what views ask of their callers; the settings decide where a view says nothing. */
export class DjangoPermissions {
  readonly #meanings: Meanings
  readonly #classifier: AuthClassifier
  readonly #defaults: Auth

  constructor(meanings: Meanings, classifier: AuthClassifier) {
    this.#meanings = meanings
    this.#classifier = classifier
    this.#defaults = this.#defaultPermissions()
  }

  /** Mixins and `permission_classes` of a view. */
  ofClass(own: ProjectClass): {
    readonly dependencies: readonly Dependency[]
    readonly isDrf: boolean
  } {
    const found: Dependency[] = []
    const order = this.#meanings.index.hierarchy.order(own)
    const spot = { path: own.module.summary.path, at: own.summary.at }
    let isDrf = false
    let hasPermissions = false
    for (const one of order) {
      if (typeof one === 'string') {
        isDrf ||= one.startsWith('rest_framework.')
        const strength = knownStrength(one)
        if (strength !== undefined) {
          const auth: Auth = {
            strength,
            certainty: 'known',
            reasons: [{ ...spot, text: `derives from \`${lastName(one)}\`` }],
          }
          found.push({
            name: lastName(one),
            function: undefined,
            source: 'permission',
            auth,
            ...spot,
          })
        }
        continue
      }
      const list = one.summary.attributes.find(({ name }) => name === 'permission_classes')?.value
      if (list !== undefined && !hasPermissions) {
        hasPermissions = true
        found.push(...this.permissions(one.module, list, spot))
      }
    }
    if (
      this.#meanings.index.hierarchy.findMethod(own, 'get_permissions') !== undefined &&
      !hasPermissions
    ) {
      hasPermissions = true
      found.push({
        ...spot,
        name: 'get_permissions',
        function: undefined,
        source: 'permission',
        auth: { strength: 'user', certainty: 'by-name', reasons: [] },
      })
    }
    for (const one of order) {
      if (typeof one === 'string') continue
      found.push(...this.#ofDecorators(one.module, one.summary.decorators, spot))
      const dispatch = one.methods.get('dispatch')
      if (dispatch === undefined) continue
      found.push(...this.ofMethod(dispatch))
      const auth = this.#classifier.function(dispatch)
      if (auth.strength === 'none') continue
      found.push({ ...spot, name: 'dispatch', function: dispatch, source: 'permission', auth })
    }
    if (isDrf && !hasPermissions) this.addDefaults(found, spot)
    return { dependencies: found, isDrf }
  }

  /** What the decorators of one method of a view ask. */
  ofMethod(method: ProjectFunction): readonly Dependency[] {
    const { module, summary } = method
    const spot = { path: module.summary.path, at: summary.at }
    return this.#ofDecorators(module, summary.decorators, spot)
  }

  /** `@method_decorator(login_required, name='dispatch')`, a list of them, or the check itself. */
  #ofDecorators(
    from: ModuleEntry,
    decorators: readonly Expression[],
    spot: { readonly path: string; readonly at: Place },
  ): readonly Dependency[] {
    return decorators
      .flatMap((decorator) => {
        const given = decorator.kind === 'call' ? decorator.args[0] : undefined
        if (given === undefined || lastName(nameOf(decorator)) !== 'method_decorator')
          return [decorator]
        return 'items' in given ? given.items : [given]
      })
      .map((one) => this.#classifier.decorator(from, one))
      .filter(({ auth }) => auth.strength !== 'none')
      .map((read) => ({ ...read, source: 'decorator' as const, ...spot }))
  }

  /** The classes of a `permission_classes` list. */
  permissions(
    from: ModuleEntry,
    list: Expression | undefined,
    spot: { readonly path: string; readonly at: Place },
  ): readonly Dependency[] {
    if (list === undefined || !('items' in list)) return []
    return list.items.map((item) => {
      const name = nameOf(item)
      return {
        ...spot,
        name,
        function: undefined,
        source: 'permission',
        auth: this.#permission(from, item),
      }
    })
  }

  #permission(from: ModuleEntry, item: Expression): Auth {
    const value = this.#meanings.value(from, item)
    if (value?.kind === 'external') {
      const strength = knownStrength(value.name)
      if (strength !== undefined) return { strength, certainty: 'known', reasons: [] }
      if (lastName(value.name) === 'AllowAny') return NO_AUTH
      return byName(value.name, undefined)
    }
    if (value?.kind === 'class') {
      // A permission class of the project decides about the user by itself.
      const { name, at } = value.class.summary
      const { path } = value.class.module.summary
      return {
        strength: 'role',
        certainty: 'by-name',
        reasons: [{ path, at, text: `\`${name}\` decides` }],
      }
    }
    return byName(nameOf(item), undefined)
  }

  /** Adds what the settings ask where a view has no permissions of its own. */
  addDefaults(found: Dependency[], spot: { readonly path: string; readonly at: Place }): void {
    if (this.#defaults.strength === 'none') return
    const name = 'DEFAULT_PERMISSION_CLASSES'
    found.push({ ...spot, name, function: undefined, source: 'app', auth: this.#defaults })
  }

  /** `REST_FRAMEWORK = {'DEFAULT_PERMISSION_CLASSES': [...]}` of the settings. */
  #defaultPermissions(): Auth {
    let auth = NO_AUTH
    for (const entry of this.#meanings.index.graph.modules) {
      const value = entry.summary.variables.find(({ name }) => name === 'REST_FRAMEWORK')?.value
      if (value?.kind !== 'dict') continue
      for (const { key, value: list } of value.entries) {
        if (constantOf(key) !== 'DEFAULT_PERMISSION_CLASSES' || !('items' in list)) continue
        for (const item of list.items) {
          const path = constantOf(item) ?? originOf(item)
          if (typeof path !== 'string') continue
          const strength = knownStrength(path)
          const isOpen = lastName(path) === 'AllowAny'
          if (strength !== undefined)
            auth = strongest(auth, { strength, certainty: 'known', reasons: [] })
          else if (!isOpen)
            auth = strongest(auth, { strength: 'user', certainty: 'by-name', reasons: [] })
        }
      }
    }
    return auth
  }
}
