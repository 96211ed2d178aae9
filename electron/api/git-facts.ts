// What Git says of a working tree, read without Git.

export interface GitFacts {
  readonly branch?: string
  readonly commit?: string
  /** Web address of the origin, without credentials. */
  readonly repositoryUri?: string
}
