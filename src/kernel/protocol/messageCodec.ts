import { randomUUID } from 'node:crypto';
import { wellFormedJson } from '../../core/index.js';
import type {
  Channel,
  IncomingMessage,
  JsonObject,
  MessageHeader,
  OutgoingMessage,
} from './jupyterMessage.js';
import type { MessageSigner } from './messageSigner.js';

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

  constructor(signer: MessageSigner, username = 'kernel') {
    this.#signer = signer;
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
