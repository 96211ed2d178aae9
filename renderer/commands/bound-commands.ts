// All commands with the keys in force, for hints that name a key and for controls that run a
// command. Written by the application alone.
import { create } from 'zustand'
import type { Command } from './command.ts'

interface BoundCommands {
  readonly all: readonly Command[]
}

export const useBoundCommands = create<BoundCommands>(() => ({ all: [] }))

/** The first stroke of a command, '' when it has none. */
export function useKeyOf(commandId: string): string {
  return useBoundCommand(commandId)?.keys[0] ?? ''
}

/** A command with its keys in force, for a control that stands for it. */
export function useBoundCommand(commandId: string): Command | undefined {
  return useBoundCommands(({ all }) => all.find(({ id }) => id === commandId))
}

/** Runs a command for a control that stands for it. */
export function runCommand(commandId: string) {
  useBoundCommands
    .getState()
    .all.find(({ id }) => id === commandId)
    ?.run()
}
