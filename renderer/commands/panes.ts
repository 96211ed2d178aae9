// F6 goes through the panes in the order of the eye.

const FOCUSABLE =
  '[data-pane-focus], .native-edit-context, textarea, [role="tab"][aria-selected="true"], button, input, [tabindex="0"]'

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

function focusInside(pane: HTMLElement | null | undefined) {
  const inside =
    pane?.querySelector<HTMLElement>('[data-pane-focus]') ??
    pane?.querySelector<HTMLElement>(FOCUSABLE)
  inside?.focus()
}
