import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { SocketServer } from './socketServer.js';
import type { SocketThreadData, ToSockets } from './threadMessages.js';

// The thread that owns the sockets: heartbeat, control and interrupt answer whatever the main thread computes.
const port = parentPort as MessagePort;
const server = new SocketServer(port, workerData as SocketThreadData);
port.on('message', (message: ToSockets) => server.take(message));
void server.start();
