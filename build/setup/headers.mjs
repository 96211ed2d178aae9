// Node's C headers, which node-gyp needs to compile a native module. node-gyp would download them;
// a machine that reaches only a package registry uses those that came with its Node.
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder to give node-gyp as `nodedir`, or undefined when this machine has no headers and
 * node-gyp has to fetch them.
 * @returns {string | undefined}
 */
export function findNodeHeaders() {
  const configured = process.env.npm_config_nodedir
  const programs = [process.env.npm_node_execpath, process.execPath, '/usr/bin/node']
  const prefixes = programs.flatMap((program) => {
    try {
      return program ? [dirname(dirname(realpathSync(program)))] : []
    } catch {
      return []
    }
  })
  return [...(configured ? [configured] : []), ...prefixes].find(
    (prefix) =>
      existsSync(join(prefix, 'include', 'node', 'node_api.h')) &&
      existsSync(join(prefix, 'include', 'node', 'common.gypi')),
  )
}
