/** A file of the user's that cells import; it is run again when it was edited. */
export class LocalModule {
  readonly path: string;
  /** Time of change of what runs now. */
  changed = 0;
  /** Settles when the code has run. */
  ready: Promise<void> = Promise.resolve();
  /** The module that this one waits for while it is being loaded. */
  waitingFor: LocalModule | undefined;
  /** What importers see: live getters into the scope of the code that ran last. */
  namespace: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  /** Variables at the top of the code that ran last. */
  scope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;

  constructor(path: string) {
    this.path = path;
  }

  /** Whether waiting for this module would be waiting for oneself. */
  isWaitingFor(other: LocalModule): boolean {
    for (let module: LocalModule | undefined = this; module; module = module.waitingFor)
      if (module === other) return true;
    return false;
  }

  /** Starts a new life: importers look into the new scope from now on. */
  replace(changed: number): void {
    this.changed = changed;
    this.namespace = Object.create(null) as Record<string, unknown>;
    this.scope = Object.create(null) as Record<string, unknown>;
  }

  /** Exported name → name in the scope. */
  define(scope: Record<string, unknown>, entries: Readonly<Record<string, string>>): void {
    for (const [exported, local] of Object.entries(entries))
      Object.defineProperty(this.namespace, exported, {
        enumerable: true,
        configurable: true,
        get: () => scope[local],
      });
  }
}
