import { useEffect } from 'react'
import type { Settings } from '../../electron/api/domain.ts'

/** Puts the theme and the density on the document; follows the system where that is chosen. */
export function useTheme(settings: Settings | undefined) {
  const theme = settings?.theme ?? 'system'
  const density = settings?.density ?? 'compact'
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const apply = () => {
      document.documentElement.dataset.theme =
        theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme
    }
    apply()
    dark.addEventListener('change', apply)
    return () => dark.removeEventListener('change', apply)
  }, [theme])
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
}
