// What is known of the type of an expression.
import type { ProjectClass } from '../project/values.ts'

export interface TypeRef {
  /**
   * Qualified name of the class. Library classes have one name each (`redis.asyncio.Redis`
   * however it was imported), classes of the project their module and symbol (`app.models.User`),
   * builtins `builtins.str`.
   */
  readonly name: string
  /** Type arguments: the items of a list, keys and values of a dict; undefined where unknown. */
  readonly args: readonly (TypeRef | undefined)[]
  /** True if the expression must be awaited to have a value of this type. */
  readonly isAwaitable: boolean
  /** True for the class itself, false for an instance. */
  readonly isClass: boolean
  /** Set for classes of the project. */
  readonly class?: ProjectClass
}

/** As people read it: `list[app.models.User]`, `awaitable redis.asyncio.Redis`. */
export function printType(type: TypeRef): string {
  const args = type.args.map((one) => (one === undefined ? '?' : printType(one)))
  const name = type.name.replace(/^builtins\./, '') || '?'
  const whole = args.length === 0 ? name : `${name}[${args.join(', ')}]`
  const seen = type.isClass ? `type[${whole}]` : whole
  return type.isAwaitable ? `awaitable ${seen}` : seen
}
