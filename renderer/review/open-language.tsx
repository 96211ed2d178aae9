import { useView } from '../state/view.ts'
import { languageOf } from './languages.ts'

/** The language of the open file, while the source is on the screen. */
export function OpenLanguage() {
  const path = useView(({ place, target }) =>
    place === 'findings' || place === 'coverage' || place === 'search' ? target?.path : undefined,
  )
  if (path === undefined) return null
  return (
    <span className="status-language" title="Language of the open file">
      {languageOf(path)}
    </span>
  )
}
