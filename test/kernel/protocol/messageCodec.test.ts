import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../../../src/kernel/protocol/jupyterMessage.js';
import { MessageCodec, MessageSigner } from '../../../src/kernel/protocol/messageCodec.js';

const codec = (key = 'secret'): MessageCodec => new MessageCodec({ key, signature_scheme: 'hmac-sha256' });

const message = (content: unknown, buffers: Uint8Array[] = []): OutgoingMessage => ({
  channel: 'shell',
  identities: [Buffer.from('client')],
  type: 'execute_request',
  parent: '{"msg_id":"p"}',
  metadata: '{"m":1}',
  content: JSON.stringify(content),
  buffers,
});

const frames = (parts: (string | Uint8Array)[]): Buffer[] => parts.map((part) => Buffer.from(part));

describe('MessageCodec', () => {
  it('reads back what it writes, whatever the content', () => {
    const contents = fc.dictionary(fc.string(), fc.jsonValue());
    const buffers = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 3 });
    fc.assert(
      fc.property(contents, buffers, (content, extra) => {
        const read = codec().decode('shell', frames(codec().encode(message(content, extra))));
        expect(read?.content).toEqual(JSON.parse(JSON.stringify(content)));
        expect(read?.buffers.map((b) => [...b])).toEqual(extra.map((b) => [...b]));
        expect(read?.header.msg_type).toBe('execute_request');
        expect(read?.parentHeader).toEqual({ msg_id: 'p' });
        expect(String(read?.identities[0])).toBe('client');
      }),
    );
  });

  it('sends no half of a character, in whatever part (jupyter/notebook#2680)', () => {
    const half = '\ud83d';
    const written = codec().encode({
      ...message({ [half]: [half, { deep: `${half}x` }] }),
      type: half,
      parent: JSON.stringify({ session: half }),
      metadata: JSON.stringify({ [half]: half }),
    });
    // Bytes that are no UTF-8 would make this throw, and halves are in no text of UTF-8.
    const utf8 = new TextDecoder('utf-8', { fatal: true });
    for (const frame of frames(written)) expect(utf8.decode(frame)).not.toMatch(/\\ud[89a-f]/);
    const read = codec().decode('shell', frames(written));
    expect(read?.content).toEqual({ '\ufffd': ['\ufffd', { deep: '\ufffdx' }] });
    expect(read?.metadata).toEqual({ '\ufffd': '\ufffd' });
    expect(read?.parentHeader).toEqual({ session: '\ufffd' });
  });

  it('signs the four JSON frames with HMAC-SHA256, and only them', () => {
    // Computed with Python: hmac.new(b'secret', b'{}{}{}{}', 'sha256').hexdigest()
    expect(new MessageSigner('secret', 'hmac-sha256').sign(['{}', '{}', '{}', '{}'])).toBe(
      '34982f0bfec60e7b933ffde06c1ecab0fba073717a95ab943d1dd06f82c2d5e4',
    );
    const [written, reader] = [codec().encode(message({}, [Buffer.from('a')])), codec()];
    written[written.length - 1] = Buffer.from('other bytes, same signature');
    expect(reader.decode('shell', frames(written))).toBeDefined();
  });

  it('refuses forged, repeated and broken messages', () => {
    const reader = codec();
    const written = frames(codec().encode(message({ code: '1' })));
    expect(codec('other').decode('shell', written)).toBeUndefined();
    expect(reader.decode('shell', written)).toBeDefined();
    expect(reader.decode('shell', written)).toBeUndefined();
    expect(reader.decode('shell', [])).toBeUndefined();
    expect(reader.decode('shell', written.slice(0, 4))).toBeUndefined();
  });

  it('refuses any change to what is signed', () => {
    const written = frames(codec().encode(message({ code: 'let a = 1' })));
    const places = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(places, ([frame, place, change]) => {
        const changed = written.map((bytes) => Buffer.from(bytes));
        const bytes = changed[frame] as Buffer;
        bytes[place % bytes.length] = (bytes[place % bytes.length] as number) ^ change;
        expect(codec().decode('shell', changed)).toBeUndefined();
      }),
    );
  });

  it('takes anything when there is no key', () => {
    const open = codec('');
    const written = frames(open.encode(message({})));
    expect(String(written[2])).toBe('');
    expect(open.decode('shell', written)).toBeDefined();
    expect(open.decode('shell', written)).toBeDefined();
  });

  it('refuses JSON that is no object', () => {
    const open = codec('');
    for (const broken of ['[]', '1', 'null', '{']) {
      const written = open.encode({ ...message({}), metadata: broken });
      expect(open.decode('shell', frames(written))).toBeUndefined();
    }
  });
});
