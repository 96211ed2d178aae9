// A worker thread of the analysis process.
import { parentPort, workerData } from 'node:worker_threads'
import type { WorkerSetup } from './messages.ts'
import { serveWorker } from './serve-worker.ts'

if (parentPort === null) throw new Error('A worker runs in a thread of its own.')
// The process that made this thread set it.
serveWorker(parentPort, workerData as WorkerSetup)
