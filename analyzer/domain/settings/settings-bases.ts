// Classes of libraries whose subclasses hold the settings of a program.

const PYDANTIC = /^pydantic(?:_settings)?\.(?:\w+\.)*BaseSettings$/

/** True for the qualified name of pydantic's `BaseSettings`, of both of its major versions. */
export function isPydanticSettings(name: string): boolean {
  return PYDANTIC.test(name)
}
