// What a run of tfjs-core's tests says, held against the list of those that are known to fail.

/**
 * @param results `{ name, status, messages }` a test, as jasmine gives them
 * @param known groups of `{ reason, tests }`
 * @returns how many passed, failed and were left out by tfjs itself (`pending`); failures that no group names; tests
 *   of a group that pass, or that are not there any more
 */
export function judge(results, known) {
  const listed = new Set(known.flatMap(({ tests }) => tests));
  const failed = new Set(results.filter(({ status }) => status === 'failed').map(({ name }) => name));
  const count = (status) => results.filter((result) => result.status === status).length;
  return {
    tests: results.length,
    passed: count('passed'),
    failed: count('failed'),
    pending: count('pending'),
    unlisted: results.filter(({ name, status }) => status === 'failed' && !listed.has(name)),
    mended: [...listed].filter((name) => !failed.has(name)),
  };
}

/** Whether the list says what is: nothing fails that it does not name, and all that it names fails. */
export const agrees = ({ unlisted, mended, tests }) =>
  tests > 0 && unlisted.length === 0 && mended.length === 0;
