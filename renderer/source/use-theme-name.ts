import { useSyncExternalStore } from 'react'
import { currentTheme, type ThemeName } from './theme.ts'

function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}

/** The theme that the document shows, whoever set it. */
export function useThemeName(): ThemeName {
  return useSyncExternalStore(watchTheme, currentTheme)
}
