import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernelCommand } from './kernelspec/kernelCommand.js';
import { type ConnectionInfo, connectionPorts } from './protocol/connectionInfo.js';

/** How much of the kernel's own log is kept, in UTF-16 units. */
const keptLog = 4000;
/** How long after its end the last of a kernel's log may come, in ms. */
const lastWords = 500;

/** A kernel in a process of its own, with the connection file that it was started with. */
export class KernelProcess {
  readonly connection: ConnectionInfo;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  #log = '';

  private constructor(child: ChildProcess, connection: ConnectionInfo, folder: string) {
    this.#child = child;
    this.connection = connection;
    child.stderr?.on('data', (data) => {
      this.#log = (this.#log + String(data)).slice(-keptLog);
    });
    this.ended = new Promise((resolve) => {
      child.once('error', () => resolve());
      // What the kernel wrote last may still be on its way.
      child.once('close', () => resolve());
      child.once('exit', () => setTimeout(resolve, lastWords));
    });
    void this.ended.then(() => rmSync(folder, { recursive: true, force: true }));
  }

  /** @param cwd the folder of the notebook */
  static async start(cwd: string): Promise<KernelProcess> {
    // Only this user may enter the folder, and the key that signs messages is in it.
    const folder = mkdtempSync(join(tmpdir(), 'tsvision-kernel-'));
    const connection = await newConnection(folder);
    const file = join(folder, 'connection.json');
    writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    const [program, ...options] = kernelCommand(process.execPath);
    const child = spawn(program as string, [...options, file], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, JPY_PARENT_PID: String(process.pid), TSVISION_HISTORY: join(folder, 'history') },
    });
    return new KernelProcess(child, connection, folder);
  }

  /** The end of what it wrote to standard error. */
  get log(): string {
    return this.#log.trim();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** Sockets in the private folder where the system has such, else free ports of this machine. */
async function newConnection(folder: string): Promise<ConnectionInfo> {
  const overTcp = platform() === 'win32';
  const numbers = overTcp ? await freePorts(connectionPorts.length) : connectionPorts.map((_, i) => i + 1);
  const ports = Object.fromEntries(connectionPorts.map((name, i) => [name, numbers[i]]));
  return {
    transport: overTcp ? 'tcp' : 'ipc',
    ip: overTcp ? '127.0.0.1' : join(folder, 'socket'),
    key: randomUUID(),
    signature_scheme: 'hmac-sha256',
    ...(ports as Pick<ConnectionInfo, (typeof connectionPorts)[number]>),
  };
}

/** All are held open until the last is known, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  for (const server of servers) server.close();
  return ports;
}
