/** Limits and addresses of the web app. */
export interface ServeOptions {
  /** TCP port; 0 takes a free one. @default 8000 */
  readonly port?: number;
  /** Address to listen on. @default '127.0.0.1' */
  readonly host?: string;
  /** Largest body of a request, in bytes. @default 10 MiB */
  readonly maxBytes?: number;
  /** Largest photo, in pixels. @default 50e6 */
  readonly maxPixels?: number;
  /**
   * Most photos that wait for the model. As many as are answered within `timeout` at the rate that was measured may
   * wait, if that is fewer (before the first measurement: 64); further ones are told when to come back. @default 1024
   */
  readonly maxQueue?: number;
  /** Most photos in one call of the model. @default 8 */
  readonly maxBatch?: number;
  /**
   * How long a photo waits for company while the model is idle, in ms. At 0 it goes at once, and those that come
   * while the model works are the next batch; more pays where a batch is far cheaper than its photos one by one.
   * @default 0
   */
  readonly batchWindow?: number;
  /** Most requests with photos at the same time; of photos to be fetched 64 at most. @default 2048 */
  readonly maxInFlight?: number;
  /** Most of them that come from one address and have not arrived yet. @default half of `maxInFlight` */
  readonly maxPerAddress?: number;
  /** Most bytes that all of them hold together. @default 64 MiB */
  readonly maxBuffered?: number;
  /** How long one request may take, in ms. @default 10_000 */
  readonly timeout?: number;
  /** Most processor time for decoding one photo, in ms; then its decoder is ended. @default 2000 */
  readonly decodeTimeout?: number;
  /**
   * Origins (`https://name`) under which browsers see this server, behind a proxy that changes the host or under a name
   * that leads to this machine. @default []
   */
  readonly trustedOrigins?: readonly string[];
  /** Origins whose pages may send photos here and read the answers (CORS). @default [] */
  readonly allowOrigins?: readonly string[];
  /** Hosts (`name:port`) that URLs may name although their addresses are private. @default [] */
  readonly allowedHosts?: readonly string[];
  /** Takes one JSON line per request. @default none */
  readonly log?: (line: string) => void;
}

/** {@link ServeOptions} with every default filled in. */
export type ServeLimits = Required<Omit<ServeOptions, 'log'>> & Pick<ServeOptions, 'log'>;

/** Fills in the defaults, also for what is there and `undefined`. */
export function withDefaults(options: ServeOptions): ServeLimits {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    port: 8000,
    host: '127.0.0.1',
    maxBytes: 10 * 1024 * 1024,
    maxPixels: 50e6,
    maxQueue: 1024,
    maxBatch: 8,
    batchWindow: 0,
    maxInFlight: 2048,
    maxPerAddress: Math.ceil((options.maxInFlight ?? 2048) / 2),
    maxBuffered: 64 * 1024 * 1024,
    timeout: 10_000,
    decodeTimeout: 2000,
    trustedOrigins: [],
    allowOrigins: [],
    allowedHosts: [],
    ...(Object.fromEntries(given) as ServeOptions),
  };
}
