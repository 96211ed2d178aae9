// F6 goes through the panes in the order of the eye.
import { type Panel, setView, useView } from '../state/view.ts'

/** The text is what a stage is for, not the buttons above it. */
const EDITOR = '.native-edit-context, .monaco-editor textarea'
const FOCUSABLE = 'textarea, [role="tab"][aria-selected="true"], button, input, [tabindex="0"]'

/** Moves the focus to the next (or last) pane on the screen. */
export function focusPane(step: 1 | -1) {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.offsetParent !== null,
  )
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  focusInside(next)
}

/** Moves the focus into one pane, if it is on the screen. */
export function focusPaneNamed(name: string) {
  focusInside(document.querySelector<HTMLElement>(`[data-pane="${name}"]`))
}

/** Moves the focus to what may stand in a panel that is put away: it comes forward. */
export function focusBroughtForward(element: HTMLElement) {
  const panel = panelOf(element)
  if (panel === undefined || panel === useView.getState().panel) {
    element.focus()
    return
  }
  setView({ panel })
  // Nothing that is hidden takes the focus.
  requestAnimationFrame(() => element.focus())
}

/** The panel of a narrow window that the element is in. */
export function panelOf(element: Element | null): Panel | undefined {
  const name = element?.closest('[data-panel]')?.getAttribute('data-panel')
  return name === 'list' || name === 'inspector' ? name : undefined
}

function focusInside(pane: HTMLElement | null | undefined) {
  const inside =
    pane?.querySelector<HTMLElement>('[data-pane-focus]') ??
    pane?.querySelector<HTMLElement>(EDITOR) ??
    pane?.querySelector<HTMLElement>(FOCUSABLE)
  if (inside) {
    focusBroughtForward(inside)
  }
}
