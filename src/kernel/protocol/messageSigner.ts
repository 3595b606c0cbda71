import { createHmac, timingSafeEqual } from 'node:crypto';

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
