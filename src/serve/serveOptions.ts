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
  /** Most photos that wait for the model; further ones are told to come back. @default 64 */
  readonly maxQueue?: number;
  /** Most photos in one call of the model. @default 8 */
  readonly maxBatch?: number;
  /** How long the first photo of a batch waits for company, in ms. @default 4 */
  readonly batchWindow?: number;
  /** Most requests whose bodies are being read at the same time. @default 64 */
  readonly maxInFlight?: number;
  /** How long one request may take, in ms. @default 10_000 */
  readonly timeout?: number;
  /** Hosts (`name:port`) that URLs may name although their addresses are private. @default [] */
  readonly allowedHosts?: readonly string[];
  /** Takes one JSON line per request. @default none */
  readonly log?: (line: string) => void;
}

/** {@link ServeOptions} with every default filled in. */
export type ServeLimits = Required<Omit<ServeOptions, 'log'>> & Pick<ServeOptions, 'log'>;

/** Fills in the defaults. */
export function withDefaults(options: ServeOptions): ServeLimits {
  return {
    port: 8000,
    host: '127.0.0.1',
    maxBytes: 10 * 1024 * 1024,
    maxPixels: 50e6,
    maxQueue: 64,
    maxBatch: 8,
    batchWindow: 4,
    maxInFlight: 64,
    timeout: 10_000,
    allowedHosts: [],
    ...options,
  };
}
