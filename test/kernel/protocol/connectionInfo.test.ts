import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConnectionFileError } from '../../../src/kernel/index.js';
import { connectionPorts, readConnectionFile } from '../../../src/kernel/protocol/connectionInfo.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-connection-'));
const ports = Object.fromEntries(connectionPorts.map((name, i) => [name, 50_000 + i]));

function file(content: unknown): string {
  const path = join(folder, 'kernel.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('readConnectionFile', () => {
  it('reads what a launcher wrote, and fills in what Jupyter leaves out', () => {
    expect(readConnectionFile(file({ ...ports, ip: '0.0.0.0', key: 'k' }))).toMatchObject({
      ...ports,
      ip: '0.0.0.0',
      key: 'k',
      transport: 'tcp',
      signature_scheme: 'hmac-sha256',
    });
    expect(readConnectionFile(file(ports))).toMatchObject({ ip: '127.0.0.1', key: '' });
  });

  it.each([
    ['no JSON', '{', 'JSON'],
    ['no object', '7', 'no JSON object'],
    ['no ports', {}, 'lacks shell_port, iopub_port, stdin_port, control_port, hb_port'],
    ['a port that is a text', { ...ports, hb_port: '50004' }, 'lacks hb_port'],
    ['an unknown hash', { ...ports, key: 'k', signature_scheme: 'hmac-rot13' }, '"hmac-rot13" is unknown'],
  ])('refuses %s', (_what, content, message) => {
    const path = file(content);
    expect(() => readConnectionFile(path)).toThrow(ConnectionFileError);
    expect(() => readConnectionFile(path)).toThrow(message);
  });
});
