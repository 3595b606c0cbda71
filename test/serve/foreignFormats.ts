import sharp from 'sharp';

const grey = sharp({ create: { width: 8, height: 8, channels: 3, background: '#e6e6e6' } });
const text = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'));

/** A photo of 8 × 8 grey pixels as Windows keeps it: a header of 54 bytes, rows of BGR. */
function bmp(): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + 192, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(8, 18);
  header.writeInt32LE(8, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return Buffer.concat([header, Buffer.alloc(192, 230)]);
}

/** An icon: a directory of one entry, and a PNG as its picture. */
async function ico(): Promise<Buffer> {
  const png = await grey.clone().png().toBuffer();
  const header = Buffer.from([0, 0, 1, 0, 1, 0, 8, 8, 0, 0, 0, 0, 32, 0, 0, 0, 0, 0, 22, 0, 0, 0]);
  header.writeUInt32LE(png.length, 14);
  return Buffer.concat([header, png]);
}

/** A page with one grey square. Its table of references is left out: readers rebuild it. */
const pdf = (): Buffer =>
  text(
    '%PDF-1.4',
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 8 8]/Contents 4 0 R>>endobj',
    '4 0 obj<</Length 20>>stream',
    '.9 g 0 0 8 8 re f   ',
    'endstream endobj',
    'trailer<</Root 1 0 R>>',
    '%%EOF',
  );

/** A drawing that would read a file of the server. */
export const svg = (): Buffer =>
  text(
    '<?xml version="1.0"?>',
    '<!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">',
    '<rect width="8" height="8" fill="#e6e6e6"/><image href="file:///etc/hostname" width="8" height="8"/>',
    '</svg>',
  );

/** Photos and documents in every format that a stranger might send and that we do not read, by name of format. */
export async function foreignFormats(): Promise<ReadonlyMap<string, Buffer>> {
  const pixels = Buffer.alloc(192, 230);
  return new Map([
    ['svg', svg()],
    ['svg.gz', (await import('node:zlib')).gzipSync(svg())],
    ['tiff', await grey.clone().tiff().toBuffer()],
    ['avif', await grey.clone().avif().toBuffer()],
    // The same box as AVIF under the brand of iPhones; a decoder of HEVC would be needed to go on.
    [
      'heic',
      Buffer.from(
        (await grey.clone().avif().toBuffer()).toString('latin1').replace('ftypavif', 'ftypheic'),
        'latin1',
      ),
    ],
    ['bmp', bmp()],
    ['ico', await ico()],
    ['pdf', pdf()],
    ['eps', text('%!PS-Adobe-3.0 EPSF-3.0', '%%BoundingBox: 0 0 8 8', '(/etc/passwd) (r) file', 'showpage')],
    [
      'jxl',
      Buffer.from([
        0xff, 0x0a, 0x38, 0x38, 0x20, 0x08, 0x10, 0x10, 0x09, 0x08, 0x06, 0x01, 0x00, 0x54, 0x00, 0x4b, 0x38,
        0x49, 0x96,
      ]),
    ],
    ['jxl container', Buffer.from('0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20', 'hex')],
    ['jp2', Buffer.from('0000000c6a5020200d0a870a00000014667479706a703220000000006a703220', 'hex')],
    [
      'psd',
      Buffer.concat([
        Buffer.from(
          '384250530001000000000000000300000008000000080008000300000000000000000000000000000000',
          'hex',
        ),
        pixels,
      ]),
    ],
    ['ppm', Buffer.concat([text('P6', '8 8', '255', ''), pixels])],
    ['pfm', Buffer.concat([text('PF', '8 8', '-1.0', ''), Buffer.alloc(768)])],
    [
      'miff',
      Buffer.concat([
        text('id=ImageMagick', 'class=DirectClass', 'columns=8 rows=8 depth=8', ':\u001a'),
        pixels,
      ]),
    ],
    [
      'mvg',
      text(
        'push graphic-context',
        'viewbox 0 0 8 8',
        "image over 0,0 0,0 'https://127.0.0.1/x'",
        'pop graphic-context',
      ),
    ],
    [
      'msl',
      text(
        '<?xml version="1.0"?>',
        '<image><read filename="/etc/passwd"/><write filename="/tmp/x"/></image>',
      ),
    ],
    [
      'hdr',
      Buffer.concat([
        text('#?RADIANCE', 'FORMAT=32-bit_rle_rgbe', '', '-Y 8 +X 8', ''),
        Buffer.alloc(256, 128),
      ]),
    ],
    ['exr', Buffer.concat([Buffer.from('762f310102000000', 'hex'), pixels])],
    [
      'fits',
      Buffer.concat([
        Buffer.from(
          'SIMPLE  =                    T'.padEnd(80) +
            'BITPIX  =                    8'.padEnd(80) +
            'NAXIS   =                    0'.padEnd(80) +
            'END'.padEnd(2640),
        ),
      ]),
    ],
    ['vips', Buffer.concat([Buffer.from('08f2a6b6', 'hex'), Buffer.alloc(60), pixels])],
    ['dng', Buffer.concat([await grey.clone().tiff().toBuffer(), text('', 'Canon EOS')])],
    ['raw pixels', pixels],
    ['html', text('<!doctype html><img src="file:///etc/passwd">')],
    ['script', text('#!/bin/sh', 'touch /tmp/owned')],
    ['zip', Buffer.concat([Buffer.from('504b0304140000000000', 'hex'), pixels])],
    ['program', Buffer.concat([Buffer.from('7f454c46', 'hex'), pixels])],
  ]);
}
