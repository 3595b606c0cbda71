import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, restrictDecoders } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';
import { foreignFormats, svg } from './foreignFormats.js';

/** What sharp's types leave out. */
type WithGainMap = Sharp & { withGainMap(): Sharp };

const ours = ['jpeg', 'png', 'webp', 'gif'] as const;
/** What libvips itself can read of the foreign ones, when nobody forbids it: proof that the files are real. */
const readable = ['svg', 'svg.gz', 'tiff', 'avif', 'dng'];
let foreign: ReadonlyMap<string, Buffer>;
let bright: Buffer[];
let web: Server;
let host: string;
const onTheWeb = new Map<string, Buffer>();

beforeAll(async () => {
  foreign = await foreignFormats();
  bright = await Promise.all(ours.map((format) => greyPhoto(230, format)));
  // A web server that calls everything a JPEG.
  web = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(onTheWeb.get(request.url ?? ''));
  });
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
});
afterAll(() => web.close());

/** Every way by which bytes come in, each with the lie that it is a photo. */
function carriers(bytes: Buffer): Record<string, () => Promise<Response>> {
  const app = createApp(fakeClassifier, { allowedHosts: [host] });
  const post = (path: string, body: BodyInit, type?: string): Promise<Response> =>
    Promise.resolve(
      app.request(path, { method: 'POST', body, ...(type ? { headers: { 'content-type': type } } : {}) }),
    );
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'bear.png');
  const inputs = [{ name: 'image', shape: [1], datatype: 'BYTES', data: [bytes.toString('base64')] }];
  onTheWeb.set('/bear.jpg', bytes);
  return {
    'as a JPEG': () => post('/classify', new Uint8Array(bytes), 'image/jpeg'),
    'as what it is not': () => post('/classify', new Uint8Array(bytes), 'application/x-whatever'),
    'as bear.png in a form': () => post('/classify', form),
    'in an inference request': () => post('/v2/models/brightness/infer', JSON.stringify({ inputs })),
    'from an address that ends in .jpg': () =>
      Promise.resolve(app.request(`/classify-url?url=${encodeURIComponent(`http://${host}/bear.jpg`)}`)),
  };
}

async function refusal(response: Response): Promise<{ status: number; code: string; message: string }> {
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const body = (await response.json()) as
    | { readonly error: string; readonly code: string }
    | { readonly error: { readonly code: string; readonly message: string } };
  const { code, message } = 'code' in body ? { code: body.code, message: body.error } : body.error;
  return { status: response.status, code, message };
}

describe('before decoders are restricted', () => {
  it.each(readable)('libvips would read %s', async (format) => {
    await expect(sharp(foreign.get(format)).metadata()).resolves.toMatchObject({ width: 8, height: 8 });
  });

  it('a service in a notebook refuses them all the same', async () => {
    for (const [format, bytes] of foreign) {
      for (const [way, send] of Object.entries(carriers(bytes))) {
        expect((await refusal(await send())).status, `${format} ${way}`).toBe(415);
      }
    }
  });
});

describe('after decoders are restricted', () => {
  beforeAll(restrictDecoders);

  it('libvips reads no foreign format, whatever calls it', async () => {
    for (const [format, bytes] of foreign) {
      await expect(sharp(bytes).metadata(), format).rejects.toThrow(/unsupported image format/);
      await expect(sharp(bytes).toBuffer(), format).rejects.toThrow();
    }
  });

  it('libvips still reads ours', async () => {
    for (const [i, format] of ours.entries()) expect((await sharp(bright[i]).metadata()).format).toBe(format);
  });

  it('refuses every foreign format by every way with a code and a sentence', async () => {
    for (const [format, bytes] of foreign) {
      for (const [way, send] of Object.entries(carriers(bytes))) {
        expect(await refusal(await send()), `${format} ${way}`).toEqual({
          status: 415,
          code: 'unsupported_photo',
          message: 'Send a JPEG, PNG, WebP or GIF photo.',
        });
      }
    }
  });

  it('takes ours by every way, whatever they call themselves', async () => {
    for (const [i, format] of ours.entries()) {
      for (const [way, send] of Object.entries(carriers(bright[i] as Buffer)))
        expect((await send()).status, `${format} ${way}`).toBe(200);
    }
  });

  it("takes a telephone's HDR photo as the JPEG that it is too", async () => {
    const photo = await (sharp(bright[0]) as WithGainMap).withGainMap().jpeg().toBuffer();
    expect(photo.includes('urn:iso:std:iso:ts:21496')).toBe(true); // the mark of a gain map
    for (const send of Object.values(carriers(photo))) expect((await send()).status).toBe(200);
  });
});

describe('a file that is two things at once', () => {
  const magics = [
    ['JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['GIF', Buffer.from('GIF89a')],
    ['WebP', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1')],
  ] as const;

  it('that only begins like a photo is refused as damaged', async () => {
    for (const [photo, magic] of magics) {
      for (const [format, bytes] of foreign) {
        for (const [way, send] of Object.entries(carriers(Buffer.concat([magic, bytes])))) {
          const { status, code, message } = await refusal(await send());
          const what = `${photo} before ${format} ${way}`;
          expect([413, 415, 422], what).toContain(status);
          expect(['too_large', 'unsupported_photo', 'unreadable_photo'], what).toContain(code);
          expect(message, what).toMatch(/^[A-Z][^\n]*\.$/);
        }
      }
    }
  });

  it('that is a whole photo with something behind it counts as that photo', async () => {
    for (const photo of bright) {
      for (const tail of [svg(), foreign.get('zip'), foreign.get('pdf'), foreign.get('html')] as Buffer[]) {
        const [send] = Object.values(carriers(Buffer.concat([photo, tail])));
        const response = await (send as () => Promise<Response>)();
        expect(response.status).toBe(200);
        expect(await response.json()).toMatchObject({ label: 'bright' });
      }
    }
  });

  it('that is something else with a photo behind it is refused', async () => {
    for (const head of [svg(), foreign.get('zip'), foreign.get('pdf'), Buffer.from('\n')] as Buffer[]) {
      for (const photo of bright) {
        for (const send of Object.values(carriers(Buffer.concat([head, photo]))))
          expect((await refusal(await send())).code).toBe('unsupported_photo');
      }
    }
  });
});
