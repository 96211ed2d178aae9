// Runs a program of the set-up and keeps its output, to be shown only when it fails.
import { spawn } from 'node:child_process'
import { ROOT } from './places.mjs'

/**
 * @typedef {object} Outcome
 * @property {number} status exit status, or 1 when a signal ended the program
 * @property {string} output standard output and standard error, at most the last 200,000 characters
 */

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {AbortSignal} [options.signal] ends the program
 * @returns {Promise<Outcome>}
 */
export function capture(program, args, { cwd = ROOT, env = process.env, signal } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString('utf8')).slice(-200_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => {
      output += `\n${error.message}`
      resolve({ status: 1, output })
    })
    child.on('close', (status) => resolve({ status: status ?? 1, output }))
  })
}

/**
 * The last lines of a program's output, indented, for an error message.
 * @param {string} output
 * @param {number} [count]
 */
export function tail(output, count = 15) {
  const lines = output.trimEnd().split('\n').slice(-count)
  return lines.map((line) => `    ${line}`).join('\n')
}
