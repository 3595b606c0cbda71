import { expect, it } from 'vitest';
import { defaults, engineInfo, engineReady } from '../../src/engine/index.js';

await engineReady();

it('says where this process computes, and takes that', () => {
  expect(defaults.device).toBe(engineInfo().gpu ? 'cuda' : 'cpu');
  const { device } = defaults;
  defaults.device = device;
  defaults.device = engineInfo().backend as never; // the engine that runs is no change either
  expect(['cpu', 'cuda']).toContain(defaults.device);
});

it.skipIf(engineInfo().gpu).each([
  ['cuda', /tsvision doctor/],
  ['cuda:0', /tsvision doctor/],
  ['gpu', /tsvision doctor/],
  ['mps', /Devices are 'cpu' and 'cuda'; TSVISION_BACKEND/],
])('refuses %s with what to do', (wanted, remedy) => {
  const set = (): void => {
    defaults.device = wanted as never;
  };
  expect(set).toThrow(/`defaults.device` must be 'cpu', where this process computes already/);
  expect(set).toThrow(remedy);
});

it('names the variable that chooses another engine', () => {
  const other = ['tensorflow', 'wasm'].find((name) => name !== engineInfo().backend);
  expect(() => {
    defaults.device = other as never;
  }).toThrow(`TSVISION_BACKEND=${other}`);
});
