// A small project that comes with Lectern, for those who want to look around first.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../api/errors.ts'
import { SAMPLE_FILES } from './sample-files.ts'

/** Writes the sample into the data folder, as it comes, and returns its folder. */
export function writeSample(dataFolder: string): string {
  const folder = join(dataFolder, 'sample', 'order-service')
  try {
    for (const [path, text] of Object.entries(SAMPLE_FILES)) {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, text)
    }
  } catch (error) {
    throw new AppError(
      'path-not-usable',
      `The sample cannot be written to ${folder}.`,
      'Free some space, or choose another data folder with --data-dir.',
      { cause: error },
    )
  }
  return folder
}
