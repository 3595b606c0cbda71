import { beforeEach, expect, it, vi } from 'vitest';
import { guardedFetch } from '../../src/serve/intake/guardedFetch.js';

type Lookup = (
  name: string,
  options: object,
  done: (error: null, addresses: { address: string }[]) => void,
) => void;

const { lookup, agents } = vi.hoisted(() => {
  // Another file may have loaded what is to be replaced.
  vi.resetModules();
  return { lookup: vi.fn(), agents: [] as { connect: { lookup: unknown } }[] };
});
vi.mock('node:dns/promises', () => ({ lookup }));
vi.mock('undici', () => ({
  Agent: class {
    constructor(options: { connect: { lookup: unknown } }) {
      agents.push(options);
    }
    destroy(): void {}
  },
  request: () => Promise.reject(new Error('nothing is sent in this test')),
}));

const limits = { maxBytes: 1000, timeout: 60_000, allowedHosts: [] };
const [open, inside] = ['93.184.216.34', '127.0.0.1'];

beforeEach(() => {
  lookup.mockReset();
  agents.length = 0;
});

it('connects to the address that was checked, whatever the name says next', async () => {
  lookup.mockResolvedValueOnce([{ address: open, family: 4 }]);
  lookup.mockResolvedValue([{ address: inside, family: 4 }]);
  await expect(guardedFetch('http://rebinding.example/a.jpg', limits)).rejects.toMatchObject({ status: 502 });
  expect(lookup).toHaveBeenCalledTimes(1);
  const addresses = await new Promise<{ address: string }[]>((resolve) => {
    (agents[0]!.connect.lookup as Lookup)('rebinding.example', {}, (_error, found) => resolve(found));
  });
  expect(addresses.map(({ address }) => address)).toEqual([open]);
});

it.each([[[inside]], [[open, inside]], [['::ffff:10.0.0.1']], [['fd00::1', open]], [['169.254.169.254']]])(
  'connects nowhere when a name has the addresses %j',
  async (addresses) => {
    lookup.mockResolvedValue(
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
    await expect(guardedFetch('http://mixed.example/', limits)).rejects.toMatchObject({
      code: 'forbidden_url',
    });
    expect(agents).toHaveLength(0);
  },
);
