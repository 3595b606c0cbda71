/** What a test is declared with. */
export interface TestArguments {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly body: ((...args: never[]) => unknown) | undefined;
}

/** Any of name, options and function may be left out: `test('a', f)`, `test({ skip: true }, f)`, `test(f)`. */
export function testArguments(given: readonly unknown[]): TestArguments {
  const body = given.find((each) => typeof each === 'function') as TestArguments['body'];
  const options = given.find((each) => typeof each === 'object' && each !== null) ?? {};
  const name = given.find((each) => typeof each === 'string');
  return {
    name: (name as string | undefined) || body?.name || '<anonymous>',
    options: options as TestArguments['options'],
    body,
  };
}
