// What the files of a review are written in.

const LANGUAGES: Readonly<Record<string, string>> = {
  py: 'Python',
  pyw: 'Python',
  pyi: 'Python stub',
  pyx: 'Cython',
  pxd: 'Cython declarations',
  pxi: 'Cython include',
  ipynb: 'Notebook',
}

/** What a file is written in, by the end of its name; plain text for what Lectern does not analyse. */
export function languageOf(path: string): string {
  const [, ending = ''] = /\.([^./]+)$/u.exec(path) ?? []
  return LANGUAGES[ending.toLowerCase()] ?? 'Plain text'
}
