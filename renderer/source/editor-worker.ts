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

/** Starts the worker. Called by Monaco, at most once for all editors. */
export function startEditorWorker(): Worker {
  // The compiler does not know trusted types; engines without them have no factory.
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes
  const policy = factory?.createPolicy(POLICY, { createScriptURL: onlyWorkerUrl })
  return new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, {
    type: 'module',
    name: 'editor',
  })
}
