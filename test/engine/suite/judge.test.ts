import { describe, expect, it } from 'vitest';
import { agrees, judge } from '../../../scripts/suite/judge.mjs';

const results = [
  { name: 'a', status: 'passed', messages: [] },
  { name: 'b', status: 'failed', messages: ['wrong'] },
  { name: 'c', status: 'pending', messages: [] },
];

describe('judge', () => {
  it('agrees when just what is listed fails', () => {
    const report = judge(results, [{ reason: 'r', tests: ['b'] }]);
    expect(report).toMatchObject({ tests: 3, passed: 1, failed: 1, pending: 1 });
    expect(agrees(report)).toBe(true);
  });

  it('names a failure that is not listed', () => {
    const report = judge(results, []);
    expect(report.unlisted.map(({ name }) => name)).toEqual(['b']);
    expect(agrees(report)).toBe(false);
  });

  it('names a listed test that passes or is gone', () => {
    const report = judge(results, [{ reason: 'r', tests: ['a', 'b', 'z'] }]);
    expect(report.mended).toEqual(['a', 'z']);
    expect(agrees(report)).toBe(false);
  });

  it('does not agree with a run of no tests', () => {
    expect(agrees(judge([], []))).toBe(false);
  });
});
