import { getHashes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConnectionFileError } from '../errors.js';

/** What a connection file says: where to listen, and the key that signs messages. */
export interface ConnectionInfo {
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  readonly key: string;
  readonly signature_scheme: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

/** Every port that a connection file names. */
export const connectionPorts = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

export type ConnectionPort = (typeof connectionPorts)[number];

/** @throws ConnectionFileError when the file is missing, is no JSON, lacks a port, or signs in an unknown way */
export function readConnectionFile(path: string): ConnectionInfo {
  let raw: Partial<ConnectionInfo> | null;
  try {
    raw = JSON.parse(readFileSync(path, 'utf8')) as Partial<ConnectionInfo> | null;
  } catch (error) {
    throw new ConnectionFileError(path, (error as Error).message, error);
  }
  if (typeof raw !== 'object' || raw === null) throw new ConnectionFileError(path, 'it holds no JSON object');
  const missing = connectionPorts.filter((port) => !Number.isInteger(raw[port]));
  if (missing.length > 0) throw new ConnectionFileError(path, `it lacks ${missing.join(', ')}`);
  const scheme = raw.signature_scheme ?? 'hmac-sha256';
  // By a hash that we lack no message could be signed: the kernel would run and hear nobody.
  if (raw.key && !getHashes().includes(scheme.replace(/^hmac-/, '')))
    throw new ConnectionFileError(path, `its signature_scheme ${JSON.stringify(scheme)} is unknown`);
  return {
    ...(raw as ConnectionInfo),
    transport: raw.transport ?? 'tcp',
    ip: raw.ip ?? '127.0.0.1',
    key: raw.key ?? '',
    signature_scheme: scheme,
  };
}

/** The address of one of the sockets, as ZeroMQ writes it. */
export function socketAddress(connection: ConnectionInfo, port: ConnectionPort): string {
  const separator = connection.transport === 'tcp' ? ':' : '-';
  return `${connection.transport}://${connection.ip}${separator}${connection[port]}`;
}
