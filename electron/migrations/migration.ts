// A numbered step of a schema. Its number is its place in the list; a shipped one is never edited.

export interface Migration {
  /** A few words for the log. */
  readonly name: string
  /** Constant SQL, run inside the transaction that raises `user_version`. */
  readonly sql: string
}
