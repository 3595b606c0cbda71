import type { MiddlewareHandler } from 'hono';
import { RequestError } from '../errors.js';
import type { ServeLimits } from '../serveOptions.js';
import type { ServiceEnv, Slot } from '../serviceEnv.js';

/** How much requests may hold together. */
type SlotLimits = Pick<ServeLimits, 'maxInFlight' | 'maxPerAddress' | 'maxBuffered'>;

/**
 * Places for requests: so many at once, so many of one address whose bodies (or the photos that they name) are still
 * on their way, and so many bytes together. Refused before a byte is read: under a flood memory stays bounded, and one
 * slow sender does not take the places of all.
 */
export class Slots {
  #taken = 0;
  #bytes = 0;
  readonly #arriving = new Map<string, number>();

  constructor(private readonly limits: SlotLimits) {}

  /** Runs a request of an address in a place of its own. @throws RequestError 503 when there is none */
  async run<T>(address: string, work: (slot: Slot) => Promise<T>): Promise<T> {
    const { maxInFlight, maxPerAddress } = this.limits;
    const arriving = this.#arriving.get(address) ?? 0;
    if (this.#taken >= maxInFlight || arriving >= maxPerAddress) throw busy();
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
          if (this.#bytes + bytes > this.limits.maxBuffered) throw busy();
          held += bytes;
          this.#bytes += bytes;
        },
        arrived,
      });
    } finally {
      arrived();
      this.#taken--;
      this.#bytes -= held;
    }
  }

  #arrived(address: string): void {
    const left = (this.#arriving.get(address) ?? 1) - 1;
    if (left > 0) this.#arriving.set(address, left);
    else this.#arriving.delete(address);
  }
}

function busy(): RequestError {
  return new RequestError(503, 'overloaded', 'The server is busy; try again in a second.');
}

/** Gives each request a place, or refuses it with 503; routes find it as `context.get('slot')`. */
export function inFlight(limits: SlotLimits): MiddlewareHandler<ServiceEnv> {
  const slots = new Slots(limits);
  return async (context, next) => {
    const address = context.env?.incoming?.socket.remoteAddress ?? '';
    await slots.run(address, async (slot) => {
      context.set('slot', slot);
      await next();
    });
  };
}
