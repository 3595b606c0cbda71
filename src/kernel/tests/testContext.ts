import assert from 'node:assert';
import type { MockTracker } from 'node:test';
import { TestPlanError } from '../errors.js';
import { testArguments } from './testArguments.js';
import { type EndedContext, type TestBody, TestCase } from './testCase.js';

/** What a test's function is given: `t` of `node:test`. */
export class CellTestContext implements EndedContext {
  readonly #test: TestCase;
  readonly assert: typeof assert;
  #mock: MockTracker | undefined;
  #planned: number | undefined;
  #counted = 0;

  constructor(test: TestCase) {
    this.#test = test;
    this.assert = counting(() => {
      this.#counted += 1;
    });
  }

  get name(): string {
    return this.#test.name;
  }

  get fullName(): string {
    return this.#test.fullName;
  }

  get signal(): AbortSignal {
    return this.#test.run.stop;
  }

  /** A tracker of its own, put back when the test ends. */
  get mock(): MockTracker {
    const { mock } = process.getBuiltinModule('node:test');
    this.#mock ??= new (mock.constructor as new () => MockTracker)();
    return this.#mock;
  }

  /** A test within this one. */
  test(...given: unknown[]): Promise<void> {
    this.#counted += 1;
    const { name, options, body } = testArguments(given);
    return new TestCase(
      this.#test.run,
      name,
      'test',
      options,
      body as TestBody | undefined,
      this.#test,
    ).start();
  }

  /** So many assertions and tests there must be. */
  plan(count: number): void {
    this.#planned = count;
  }

  skip(why = ''): void {
    this.#test.skip(why);
  }

  todo(why = ''): void {
    this.#test.todo = true;
    this.#test.note = why;
  }

  diagnostic(text: string): void {
    this.#test.note = [this.#test.note, text].filter((each) => each !== '').join('\n');
  }

  before(work: () => unknown): unknown {
    return work();
  }

  after(work: () => unknown): void {
    this.#test.hook('after', work);
  }

  beforeEach(work: () => unknown): void {
    this.#test.hook('beforeEach', work);
  }

  afterEach(work: () => unknown): void {
    this.#test.hook('afterEach', work);
  }

  end(): void {
    this.#mock?.reset();
    if (this.#planned !== undefined && this.#planned !== this.#counted)
      throw new TestPlanError(this.#test.name, this.#planned, this.#counted);
  }
}

/** `node:assert`, which tells of each call. */
function counting(count: () => void): typeof assert {
  return new Proxy(assert, {
    get: (all, name) => {
      const value: unknown = Reflect.get(all, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        count();
        return (value as (...each: unknown[]) => unknown)(...args);
      };
    },
  });
}
