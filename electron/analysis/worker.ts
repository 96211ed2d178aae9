// A worker thread of the analysis process.
import { parentPort } from 'node:worker_threads'
import { serveWorker } from './serve-worker.ts'

if (parentPort === null) throw new Error('A worker runs in a thread of its own.')
serveWorker(parentPort)
