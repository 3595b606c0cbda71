import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { wellFormedJson } from '../../core/index.js';
import type { ConnectionInfo } from './connectionInfo.js';
import type {
  Channel,
  IncomingMessage,
  JsonObject,
  MessageHeader,
  OutgoingMessage,
} from './jupyterMessage.js';

/** How many signatures are remembered to refuse a message that was recorded and sent again. */
const remembered = 65_536;

/** Signs the four JSON frames of a message with the connection's key; an empty key switches signing off. */
export class MessageSigner {
  readonly #key: string;
  readonly #hash: string;
  #seen = new Set<string>();
  #seenBefore = new Set<string>();

  /** @param scheme as in the connection file, e.g. `hmac-sha256` */
  constructor(key: string, scheme: string) {
    this.#key = key;
    this.#hash = scheme.replace(/^hmac-/, '');
  }

  sign(frames: readonly (string | Uint8Array)[]): string {
    if (this.#key === '') return '';
    const hmac = createHmac(this.#hash, this.#key);
    for (const frame of frames) hmac.update(frame);
    return hmac.digest('hex');
  }

  /** Whether the signature is right and was not seen before. */
  accepts(signature: string, frames: readonly Uint8Array[]): boolean {
    if (this.#key === '') return true;
    const expected = Buffer.from(this.sign(frames));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return this.#isNew(signature);
  }

  /** Two generations keep the memory bounded and the newest signatures known. */
  #isNew(signature: string): boolean {
    if (this.#seen.has(signature) || this.#seenBefore.has(signature)) return false;
    if (this.#seen.size >= remembered) {
      this.#seenBefore = this.#seen;
      this.#seen = new Set();
    }
    this.#seen.add(signature);
    return true;
  }
}

/**
 * JSON text of anything a user hands over: big integers become text, bytes in a MIME bundle base64, and what JSON
 * cannot say is left out.
 *
 * @throws TypeError for a circular object
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (part instanceof Uint8Array) return Buffer.from(part).toString('base64');
    return part;
  });
}

/** Version of the messaging protocol that goes into every header. */
export const protocolVersion = '5.5';

const delimiter = '<IDS|MSG>';
const delimiterBytes = Buffer.from(delimiter);

/** Turns messages into frames and back. One codec a connection: it numbers the messages of its session. */
export class MessageCodec {
  readonly session = randomUUID();
  readonly #signer: MessageSigner;
  readonly #username: string;
  #count = 0;

  /** @param connection the key that signs, and how */
  constructor(
    { key, signature_scheme }: Pick<ConnectionInfo, 'key' | 'signature_scheme'>,
    username = 'kernel',
  ) {
    this.#signer = new MessageSigner(key, signature_scheme);
    this.#username = username;
  }

  /** A fresh header for a message of this session. */
  header(type: string): MessageHeader {
    this.#count += 1;
    return {
      msg_id: `${this.session}_${process.pid}_${this.#count}`,
      msg_type: type,
      session: this.session,
      username: this.#username,
      date: new Date().toISOString(),
      version: protocolVersion,
    };
  }

  encode(message: OutgoingMessage, header = this.header(message.type)): (string | Uint8Array)[] {
    const { parent, metadata, content } = message;
    const json = [JSON.stringify(header), parent, metadata, content].map(wellFormedJson);
    return [...message.identities, delimiter, this.#signer.sign(json), ...json, ...message.buffers];
  }

  /** The message, or `undefined` when its frames, its signature or its JSON are not right. */
  decode(channel: Channel, frames: readonly Uint8Array[]): IncomingMessage | undefined {
    const start = frames.findIndex((frame) => delimiterBytes.equals(frame));
    const json = frames.slice(start + 2, start + 6);
    if (start < 0 || json.length < 4) return undefined;
    if (!this.#signer.accepts(text(frames[start + 1]), json)) return undefined;
    const parts = json.map((frame) => jsonObject(text(frame)));
    const [header, parentHeader, metadata, content] = parts;
    if (!header || !parentHeader || !metadata || !content || !isHeader(header)) return undefined;
    return {
      channel,
      identities: frames.slice(0, start),
      header,
      parentHeader,
      metadata,
      content,
      buffers: frames.slice(start + 6),
    };
  }
}

function text(frame: Uint8Array | undefined): string {
  return frame ? Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString('utf8') : '';
}

function jsonObject(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

function isHeader(header: JsonObject): header is JsonObject & MessageHeader {
  return typeof header.msg_id === 'string' && typeof header.msg_type === 'string';
}
