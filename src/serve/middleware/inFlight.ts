import type { MiddlewareHandler } from 'hono';
import type { PhotoLine } from '../answers/photoLine.js';
import { overloaded } from '../overloaded.js';
import type { ServeLimits } from '../serveOptions.js';
import type { ServiceEnv, Slot } from '../serviceEnv.js';

/** How much requests may hold together. */
type SlotLimits = Pick<ServeLimits, 'maxInFlight' | 'maxPerAddress'>;

/** Bytes that all requests hold together. */
export class ByteBudget {
  #held = 0;

  /** @param most bytes at the same time */
  constructor(private readonly most: number) {}

  /** @throws RequestError 503 when it would be too many */
  take(bytes: number): void {
    if (this.#held + bytes > this.most) throw overloaded();
    this.#held += bytes;
  }

  /** They are held no longer. */
  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/**
 * Places for requests: so many at once, so many of one address whose bodies (or the photos that they name) are still
 * on their way, and so many bytes together. Refused before a byte is read: under a flood memory stays bounded, and one
 * slow sender does not take the places of all.
 */
export class Slots {
  #taken = 0;
  readonly #arriving = new Map<string, number>();

  constructor(
    private readonly limits: SlotLimits,
    private readonly bytes: ByteBudget,
  ) {}

  /** Runs a request of an address in a place of its own. @throws RequestError 503 when there is none */
  async run<T>(address: string, work: (slot: Slot) => Promise<T>): Promise<T> {
    const { maxInFlight, maxPerAddress } = this.limits;
    const arriving = this.#arriving.get(address) ?? 0;
    if (this.#taken >= maxInFlight || arriving >= maxPerAddress) throw overloaded();
    this.#taken++;
    this.#arriving.set(address, arriving + 1);
    let held = 0;
    let isHere = false;
    const arrived = (): void => {
      if (!isHere) this.#arrived(address);
      isHere = true;
    };
    try {
      return await work({
        grow: (bytes) => {
          this.bytes.take(bytes);
          held += bytes;
        },
        arrived,
      });
    } finally {
      arrived();
      this.#taken--;
      this.bytes.give(held);
    }
  }

  #arrived(address: string): void {
    const left = (this.#arriving.get(address) ?? 1) - 1;
    if (left > 0) this.#arriving.set(address, left);
    else this.#arriving.delete(address);
  }
}

/** Gives each request a place, or refuses it with 503; routes find it as `context.get('slot')`. */
export function inFlight(limits: SlotLimits, bytes: ByteBudget): MiddlewareHandler<ServiceEnv> {
  const slots = new Slots(limits, bytes);
  return async (context, next) => {
    const address = context.env?.incoming?.socket.remoteAddress ?? '';
    await slots.run(address, async (slot) => {
      context.set('slot', slot);
      await next();
    });
  };
}

/** Refuses with 503, before a body is read, whoever would find no room in the line: most of a burst costs little so. */
export function roomInLine(line: Pick<PhotoLine, 'admit'>): MiddlewareHandler<ServiceEnv> {
  return async (_context, next) => {
    line.admit(1);
    await next();
  };
}
