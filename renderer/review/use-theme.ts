import { useEffect } from 'react'
import type { Settings } from '../../electron/api/domain.ts'

/** Puts the theme and the density on the document; follows the system where that is chosen. */
export function useTheme(settings: Settings | undefined) {
  const theme = settings?.theme ?? 'system'
  const density = settings?.density ?? 'compact'
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    const contrast = window.matchMedia('(prefers-contrast: more)')
    const apply = () => {
      const shade = dark.matches ? 'dark' : 'light'
      const own = contrast.matches ? (`contrast-${shade}` as const) : shade
      document.documentElement.dataset.theme = theme === 'system' ? own : theme
    }
    apply()
    dark.addEventListener('change', apply)
    contrast.addEventListener('change', apply)
    return () => {
      dark.removeEventListener('change', apply)
      contrast.removeEventListener('change', apply)
    }
  }, [theme])
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
}
