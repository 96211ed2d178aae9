// Searching with the keyboard: to the field, from the source to the results, and back.
import type { Command } from '../commands/command.ts'
import { focusBroughtForward, panelOf } from '../commands/panes.ts'
import { setView, useView } from '../state/view.ts'

const FIELD = 'search-field'
const RESULTS = 'search-results'
export const SEARCH_IDS = { field: FIELD, results: RESULTS }

function focus(id: string): boolean {
  const element = document.getElementById(id)
  if (element === null) return false
  const isPutAway = panelOf(element) !== undefined && useView.getState().panel !== 'list'
  focusBroughtForward(element)
  return isPutAway || document.activeElement === element
}

/** Opens the place with its field selected, to type over what was asked last. */
export function openSearch() {
  const { place, search } = useView.getState()
  setView({
    place: 'search',
    awaited: 'search',
    search: place === 'search' ? search : { ...search, from: place },
  })
}

/** One step back: from the source to the results, to the field, to where the search began. */
function goBack() {
  const { activeElement } = document
  const isInField = activeElement?.id === FIELD
  if (!isInField && activeElement?.id !== RESULTS && focus(RESULTS)) return
  if (!isInField && focus(FIELD)) return
  setView({ place: useView.getState().search.from })
}

export function searchCommands(): readonly Command[] {
  const isSearching = () => useView.getState().place === 'search'
  const toggle = (id: string, title: string, name: 'isRegex' | 'isCaseSensitive'): Command => ({
    id,
    title,
    keys: [],
    group: 'Review',
    isEnabled: isSearching,
    run: () => {
      const { search } = useView.getState()
      setView({ search: { ...search, [name]: !search[name] } })
    },
  })
  return [
    {
      id: 'search.open',
      title: 'Search findings, texts and source',
      keys: ['Ctrl+Shift+F'],
      group: 'Review',
      isEnabled: () => useView.getState().reviewId !== undefined,
      run: openSearch,
    },
    {
      id: 'search.back',
      title: 'Back to the results, the field, the place before',
      keys: ['Escape'],
      group: 'Review',
      isEnabled: isSearching,
      run: goBack,
    },
    toggle('search.regex', 'Search: regular expression, or words', 'isRegex'),
    toggle('search.case', 'Search: upper and lower case differ, or not', 'isCaseSensitive'),
  ]
}
