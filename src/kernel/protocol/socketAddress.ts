import type { ConnectionInfo, ConnectionPort } from './connectionInfo.js';

/** The address of one of the sockets, as ZeroMQ writes it. */
export function socketAddress(connection: ConnectionInfo, port: ConnectionPort): string {
  const separator = connection.transport === 'tcp' ? ':' : '-';
  return `${connection.transport}://${connection.ip}${separator}${connection[port]}`;
}
