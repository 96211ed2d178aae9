// The one worker of the window: Monaco's, for differences and word search. Its script may come from
// one address alone, which the page's policy for trusted scripts allows by name.
import workerUrl from 'monaco-editor/editor/editor.worker.js?worker&url'

const POLICY = 'lectern-worker'

interface ScriptUrlPolicy {
  createScriptURL(url: string): string
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy
}

function onlyWorkerUrl(url: string): string {
  if (url !== workerUrl) {
    throw new TypeError(`No script may be loaded from ${url}.`)
  }
  return url
}

// The page allows a policy of this name once. The compiler does not know trusted types; engines
// without them have no factory.
const policy = (window as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy(POLICY, {
  createScriptURL: onlyWorkerUrl,
})

/** Starts a worker. Called by Monaco when an editor needs one and none is running. */
export function startEditorWorker(): Worker {
  return new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, {
    type: 'module',
    name: 'editor',
  })
}
