// Folders of code to review, for tests of the window.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes a folder with these files, by their names, and gives its path. */
export function aProject(
  folder: string,
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  const project = join(folder, name)
  mkdirSync(project)
  for (const [file, content] of Object.entries(files)) writeFileSync(join(project, file), content)
  return project
}
