import { spawn } from 'node:child_process';
import {
  constants,
  createCipheriv,
  createPublicKey,
  publicEncrypt,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '../../core/index.js';

/** What Jupyter Enterprise Gateway tells a launcher on another machine: options, or an image's environment. */
export interface GatewayLaunch {
  readonly kernelId: string;
  /** `IP:PORT` at which the gateway waits for the kernel's connection. */
  readonly responseAddress: string;
  /** The gateway's RSA key: PEM without its first and last line. */
  readonly publicKey: string;
  /** `LOW..HIGH`; `0..0` is any. */
  readonly portRange?: string | undefined;
}

const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const;

/**
 * Starts a kernel for a gateway that is elsewhere: it takes free ports here, sends them to the gateway, encrypted, and hears
 * its signals on one more port, as the gateway's own launchers do.
 *
 * @param command of the kernel; the path of its connection file is added
 * @returns the kernel's exit status
 */
export async function launchForGateway(launch: GatewayLaunch, command: readonly string[]): Promise<number> {
  const [low, high] = portsOf(launch.portRange);
  const held = await holdPorts(channels.length + 1, low, high);
  const [listener, ...reserved] = held as [Server, ...Server[]];
  const ports = reserved.map(portOf);
  await Promise.all(reserved.map(release));
  const connection = {
    ip: '0.0.0.0',
    transport: 'tcp',
    signature_scheme: 'hmac-sha256',
    key: randomUUID(),
    kernel_name: 'tsvision',
    ...Object.fromEntries(channels.map((name, i) => [`${name}_port`, ports[i]])),
  };
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-kernel-'));
  try {
    const file = join(folder, 'connection.json');
    // The key in it admits to the kernel: nobody else may read it.
    await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
    const [program, ...args] = command as [string, ...string[]];
    const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
    const child = spawn(program, [...args, file], { stdio: 'inherit', env });
    const ended = once(child, 'close');
    const kill = (signal: NodeJS.Signals | number): void => void child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, kill);
    hear(listener, kill);
    const about = {
      ...connection,
      kernel_id: launch.kernelId,
      pid: process.pid,
      comm_port: portOf(listener),
    };
    await send(launch, about).catch((cause) => {
      kill('SIGKILL');
      throw cause;
    });
    const [code] = (await ended) as [number | null];
    return code ?? 1;
  } finally {
    listener.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function portsOf(range = '0..0'): [number, number] {
  const [, low, high] = /^(\d{1,5})\.\.(\d{1,5})$/.exec(range) ?? [];
  const ports: [number, number] = [Number(low), Number(high)];
  if (low === undefined || ports[0] > ports[1] || ports[1] > 65_535)
    throw new InvalidArgumentError('--port-range', range, 'LOW..HIGH, such as 40000..41000; 0..0 is any');
  return ports;
}

/** Listens on so many free ports, so that each is another one. */
async function holdPorts(count: number, low: number, high: number): Promise<Server[]> {
  const held: Server[] = [];
  for (let port = low; held.length < count; port += high === 0 ? 0 : 1) {
    if (port > high) {
      await Promise.all(held.map(release));
      throw new InvalidArgumentError('--port-range', `${low}..${high}`, `a range with ${count} free ports`);
    }
    const server = createServer().listen(port, '0.0.0.0');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (free) held.push(server);
  }
  return held;
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

async function release(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}

/** What the gateway asks through the sixth port: a signal (0 only asks whether somebody is there), or the end. */
function hear(listener: Server, kill: (signal: NodeJS.Signals | number) => void): void {
  listener.on('connection', (socket) => {
    let text = '';
    socket.setEncoding('utf8').on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      text = (text + chunk).slice(0, 1000);
    });
    socket.on('end', () => {
      socket.end();
      const { signum, shutdown } = asRequest(text);
      if (shutdown) kill('SIGTERM');
      else if (Number.isInteger(signum) && (signum as number) > 0) kill(signum as number);
    });
  });
}

function asRequest(text: string): { signum?: unknown; shutdown?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The connection under a key of its own, which is under the gateway's: base64 of JSON, version 1. */
export function gatewayPayload(publicKey: string, connection: object): string {
  const pem = `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----\n`;
  const key = randomBytes(16);
  const cipher = createCipheriv('aes-128-ecb', key, null);
  const info = Buffer.concat([cipher.update(JSON.stringify(connection)), cipher.final()]);
  const sealed = publicEncrypt({ key: createPublicKey(pem), padding: constants.RSA_PKCS1_PADDING }, key);
  const payload = { version: 1, key: sealed.toString('base64'), conn_info: info.toString('base64') };
  return Buffer.from(JSON.stringify(payload)).toString('base64');
}

async function send({ responseAddress, publicKey }: GatewayLaunch, connection: object): Promise<void> {
  const [, host, port] = /^(.+):(\d+)$/.exec(responseAddress) ?? [];
  if (host === undefined) throw new InvalidArgumentError('--response-address', responseAddress, 'IP:PORT');
  const socket = connect({ host, port: Number(port) });
  await once(socket, 'connect');
  socket.end(gatewayPayload(publicKey, connection));
  await once(socket.resume(), 'close');
}
