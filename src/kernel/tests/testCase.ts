import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { TestTimeoutError } from '../errors.js';

/** What a test may be given, as `node:test` takes it. */
export interface TestOptions {
  readonly skip?: boolean | string;
  readonly todo?: boolean | string;
  /** Longest time, in ms. @default none */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** What a test's function is given. */
export interface EndedContext {
  /** Called when the function has ended; throws when something is amiss. */
  end(): void;
}

/** A test's function; one with a second parameter calls it when it is done. */
export type TestBody = (context: EndedContext, done?: (error?: unknown) => void) => unknown;

/** How a test ended, or how far it is. */
export type TestState = 'ok' | 'failed' | 'skipped' | 'todo' | 'running' | 'waiting';

/** How tests of one cell run. */
export interface TestRun {
  /** Ends them: what still runs then has failed. */
  readonly stop: AbortSignal;
  /** Told when the state of one is another. */
  changed(): void;
  newContext(test: TestCase): EndedContext;
}

type Hook = 'before' | 'after' | 'beforeEach' | 'afterEach';

/** The test or suite whose code runs now. */
export const running = new AsyncLocalStorage<TestCase>();

/** A test, or a suite of them. */
export class TestCase {
  state: TestState = 'waiting';
  error: unknown;
  /** How long it took, in ms. */
  ms: number | undefined;
  /** Why it was skipped or is to be done, and what it says of itself. */
  note = '';
  todo: boolean;
  readonly children: TestCase[] = [];
  readonly #hooks: Record<Hook, (() => unknown)[]> = { before: [], after: [], beforeEach: [], afterEach: [] };
  #ended: Promise<void> | undefined;

  constructor(
    readonly run: TestRun,
    readonly name: string,
    readonly kind: 'test' | 'suite',
    readonly options: TestOptions,
    readonly body: TestBody | undefined,
    readonly parent?: TestCase,
  ) {
    const { skip, todo } = options;
    parent?.children.push(this);
    this.todo = isSet(todo);
    if (typeof todo === 'string') this.note = todo;
    if (isSet(skip)) this.skip(typeof skip === 'string' ? skip : '');
  }

  /** Names from the outermost suite on. */
  get fullName(): string {
    return this.parent ? `${this.parent.fullName} > ${this.name}` : this.name;
  }

  hook(kind: Hook, work: () => unknown): void {
    this.#hooks[kind].push(work);
  }

  skip(why: string): void {
    this.state = 'skipped';
    this.note = why;
  }

  /** Runs it once, however often it is asked to. */
  start(): Promise<void> {
    this.#ended ??= this.#start();
    return this.#ended;
  }

  async #start(): Promise<void> {
    const { parent, run } = this;
    if (this.state === 'skipped') return run.changed();
    const begun = performance.now();
    this.state = 'running';
    run.changed();
    try {
      await parent?.around('beforeEach', this);
      await (this.kind === 'suite' ? this.#runSuite() : this.#runBody());
      await this.#runHooks('after');
      if (this.children.some(({ state }) => state === 'failed')) this.#fail(undefined);
      else if ((this.state as TestState) === 'running') this.state = this.todo ? 'todo' : 'ok';
    } catch (error) {
      this.#fail(error);
    }
    await parent?.around('afterEach', this).catch((error: unknown) => this.#fail(error));
    this.ms = performance.now() - begun;
    run.changed();
  }

  /** Runs what stands around a test in all suites, the outermost first. */
  async around(kind: 'beforeEach' | 'afterEach', test: TestCase): Promise<void> {
    if (test.kind === 'suite') return;
    await this.parent?.around(kind, test);
    await this.#runHooks(kind);
  }

  async #runSuite(): Promise<void> {
    await this.#call();
    await this.#runHooks('before');
    for (const child of this.children) await child.start();
  }

  async #runBody(): Promise<void> {
    await this.#call();
    // Those that nobody awaits are part of it.
    for (const child of this.children) await child.start();
  }

  async #call(): Promise<void> {
    const { body, name, options, run } = this;
    if (!body) return;
    const context = run.newContext(this);
    const limit = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout);
    const ends = [run.stop, options.signal, limit].filter((signal) => signal !== undefined);
    try {
      await unlessAborted(AbortSignal.any(ends), () => running.run(this, () => called(body, context)));
    } catch (error) {
      const isLate = limit?.aborted && error === limit.reason;
      throw isLate ? new TestTimeoutError(name, options.timeout ?? 0) : error;
    }
    context.end();
  }

  async #runHooks(kind: Hook): Promise<void> {
    for (const hook of this.#hooks[kind]) await running.run(this, hook);
  }

  /** What is still to be done may fail. */
  #fail(error: unknown): void {
    this.state = this.todo ? 'todo' : 'failed';
    this.error ??= error;
  }
}

function isSet(option: boolean | string | undefined): boolean {
  return option === true || typeof option === 'string';
}

function called(body: TestBody, context: EndedContext): unknown {
  if (body.length < 2) return body(context);
  return new Promise<void>((resolve, reject) => {
    body(context, (error) => (error ? reject(error) : resolve()));
  });
}

/** In a turn of its own: when the code is terminated, only this test is lost. */
async function unlessAborted(signal: AbortSignal, work: () => unknown): Promise<unknown> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([turn().then(work), aborted]);
}
