// The attributes that instances of a project's class have, where all of them can be known.
import type { Project } from '../../../engine/project.ts'
import { originOf } from '../../../facts/expression.ts'
import type { ProjectClass } from '../../../project/values.ts'

/** Bases from outside whose members are known by name well enough to tell what is not theirs. */
const KNOWN_BASES: Readonly<Record<string, RegExp>> = {
  'pydantic.BaseModel':
    /^(?:model_\w+|dict|json|copy|parse_\w+|construct|schema\w*|fields|from_orm|update_forward_refs|validate|Config)$/,
  'pydantic_settings.BaseSettings': /^(?:model_\w+|settings_\w+|dict|json|copy|Config)$/,
  'builtins.Exception': /^(?:args|with_traceback|add_note)$/,
  'enum.Enum': /^(?:name|value)$/,
}

/** Says whether instances have an attribute of a name; undefined when that cannot be known. */
export function memberTest(
  project: Project,
  of: ProjectClass,
): ((name: string) => boolean) | undefined {
  const { hierarchy } = project.index
  const names = new Set<string>()
  const patterns: RegExp[] = []
  for (const one of hierarchy.order(of)) {
    if (typeof one === 'string') {
      const known = KNOWN_BASES[one]
      if (known !== undefined) patterns.push(known)
      else if (!PLAIN.test(one)) return undefined
      continue
    }
    const { isDynamic, decorators, keywords } = one.summary
    if (isDynamic || keywords.some(({ value }) => originOf(value) !== 'abc.ABCMeta'))
      return undefined
    if (!decorators.every((decorator) => KEEPING.test(originOf(decorator) ?? ''))) return undefined
    for (const group of [one.methods, one.nested, one.attributes]) {
      for (const name of group.keys()) names.add(name)
    }
  }
  return (name) =>
    names.has(name) || name.startsWith('__') || patterns.some((pattern) => pattern.test(name))
}

const PLAIN =
  /^(?:builtins\.object|abc\.ABC|typing\.(?:Generic|Protocol|NamedTuple)|typing_extensions\.(?:Protocol|Generic))$/
/** Decorators of classes that add nothing which a test would set. */
const KEEPING =
  /^(?:dataclasses\.dataclass|typing\.(?:final|runtime_checkable)|typing_extensions\.(?:final|runtime_checkable))$/
