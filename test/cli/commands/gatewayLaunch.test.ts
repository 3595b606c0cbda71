import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { launchForGateway } from '../../../src/cli/commands/gatewayLaunch.js';
import { InvalidArgumentError } from '../../../src/core/index.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const key = String(publicKey.export({ type: 'spki', format: 'pem' })).replace(/-----[^-]+-----|\s/g, '');
// Stands for a kernel: ends by a signal alone, which has no exit status.
const kernel = [process.execPath, '-e', 'setInterval(() => {}, 1000)'];

/** The gateway's end, by Enterprise Gateway's own description of version 1. */
function opened(payload: string): Record<string, unknown> {
  const { version, key: sealed, conn_info } = JSON.parse(Buffer.from(payload, 'base64').toString());
  expect(version).toBe(1);
  // Node does not take PKCS #1 v1.5 off any more (CVE-2023-46809): 0, 2, noise, 0, and the key.
  const padding = constants.RSA_NO_PADDING;
  const block = privateDecrypt({ key: privateKey, padding }, Buffer.from(sealed, 'base64'));
  expect([block[0], block[1], block.at(-17)]).toEqual([0, 2, 0]);
  const decipher = createDecipheriv('aes-128-ecb', block.subarray(-16), null);
  return JSON.parse(
    Buffer.concat([decipher.update(Buffer.from(conn_info, 'base64')), decipher.final()]).toString(),
  );
}

async function received(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

async function ask(port: number, request: string): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.end(request);
  await once(socket.resume(), 'close');
}

it('sends the gateway a connection that it can read, and ends when it is told', async () => {
  const gateway = createServer().listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const responseAddress = `127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  const ended = launchForGateway({ kernelId: 'k1', responseAddress, publicKey: key }, kernel);
  const [socket] = (await once(gateway, 'connection')) as [Socket];
  const connection = opened(await received(socket));
  gateway.close();
  expect(connection).toMatchObject({ kernel_id: 'k1', transport: 'tcp', pid: process.pid });
  const ports = Object.entries(connection).filter(([name]) => name.endsWith('_port'));
  expect(new Set(ports.map(([, port]) => port)).size).toBe(6);
  for (const request of ['', 'no JSON', '5', '{"signum":0}', '{"signum":"9"}'])
    await ask(connection.comm_port as number, request);
  await ask(connection.comm_port as number, '{"shutdown":1}');
  expect(await ended).toBe(1);
});

it('ends the kernel when the gateway is not there', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  await once(nobody, 'close');
  const launch = { kernelId: 'k1', responseAddress: `127.0.0.1:${port}`, publicKey: key };
  await expect(launchForGateway(launch, kernel)).rejects.toThrow('ECONNREFUSED');
});

it.each(['low', '5..', '9..1', '1..70000'])('refuses the ports %s', async (portRange) => {
  const launch = { kernelId: 'k1', responseAddress: '127.0.0.1:1', publicKey: key, portRange };
  await expect(launchForGateway(launch, kernel)).rejects.toThrow(InvalidArgumentError);
});

it('takes its ports from the range, and says when there are too few', async () => {
  const launch = {
    kernelId: 'k1',
    responseAddress: '127.0.0.1:1',
    publicKey: key,
    portRange: '46000..46003',
  };
  await expect(launchForGateway(launch, kernel)).rejects.toThrow('46000..46003');
});
