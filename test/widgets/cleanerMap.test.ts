import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Ask,
  type ImageCleanerState,
  KernelChannel,
} from '../../widgets/src/cleaner/kernel/kernelChannel.js';
import { groupsByName, groupsByValue, photosOf, tallied } from '../../widgets/src/cleaner/map/mapColours.js';
import { MapData } from '../../widgets/src/cleaner/map/mapData.js';
import { painted } from '../../widgets/src/cleaner/map/mapPaint.js';
import { drawPoints } from '../../widgets/src/cleaner/map/plane/drawPoints.js';
import { boundsOf, fitted, moved, zoomed } from '../../widgets/src/cleaner/map/plane/mapSight.js';
import { nearestPoint, pointsInside, rectangle } from '../../widgets/src/cleaner/map/plane/pointsInside.js';
import { shapes, stampOf } from '../../widgets/src/cleaner/map/plane/stamps.js';
import { widened } from '../../widgets/src/cleaner/toolbar/narrowing.js';

const number = fc.double({ min: -1, max: 1, noNaN: true });
const cloud = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 60 });
const flat = (points: readonly (readonly [number, number])[]): Float32Array =>
  Float32Array.from(points.flat());

describe('what of the map is in sight', () => {
  it('holds every point, whatever their box: one point, a line, points without a place', () => {
    fc.assert(
      fc.property(cloud, fc.integer({ min: 60, max: 900 }), (points, width) => {
        const places = flat([...points, [Number.NaN, Number.NaN]]);
        const { scale, left, top } = fitted(boundsOf(places), width, 300);
        for (let i = 0; i < 2 * points.length; i += 2) {
          const x = (places[i] as number) * scale + left;
          const y = (places[i + 1] as number) * scale + top;
          expect(x >= 17 && x <= width - 17 && y >= 17 && y <= 283).toBe(true);
        }
      }),
    );
    expect(fitted(boundsOf(new Float32Array([Number.NaN, Number.NaN])), 100, 100).scale).toBeGreaterThan(0);
  });

  it('zooms about the mouse, and comes back', () => {
    const sight = moved({ scale: 100, left: 50, top: 60 }, 10, -20);
    const near = zoomed(sight, 3, 80, 90);
    const at = ({ scale, left }: typeof sight): number => (80 - left) / scale;
    expect(at(near)).toBeCloseTo(at(sight), 12);
    const back = zoomed(near, 1 / 3, 80, 90);
    expect(back.left).toBeCloseTo(sight.left, 9);
    expect(back.scale).toBeCloseTo(100, 9);
  });
});

describe('selecting on the map', () => {
  const sight = { scale: 100, left: 100, top: 100 };

  it('a rectangle holds what its borders say, from whichever corner it is drawn', () => {
    fc.assert(
      fc.property(cloud, fc.tuple(number, number), fc.tuple(number, number), (points, a, b) => {
        const places = flat([...points, [Number.NaN, Number.NaN]]);
        const pixel = ([x, y]: readonly [number, number]): [number, number] => [100 * x + 100, 100 * y + 100];
        const found = pointsInside(places, rectangle(pixel(a), pixel(b)), sight);
        // At the border itself rounding decides.
        const margin = 1e-6;
        const isIn = (i: number, by: number): boolean =>
          [0, 1].every((axis) => {
            const value = places[2 * i + axis] as number;
            const [low, high] = [a[axis] as number, b[axis] as number].sort((p, q) => p - q) as [
              number,
              number,
            ];
            return value > low - by && value < high + by;
          });
        for (let i = 0; i <= points.length; i++) {
          if (found.includes(i)) expect(isIn(i, margin)).toBe(true);
          else expect(isIn(i, -margin)).toBe(false);
        }
      }),
    );
  });

  it('a lasso is a polygon by the even-odd rule: a star leaves its middle out', () => {
    const star = [0, 2, 4, 1, 3].map((k): [number, number] => {
      const turn = (k * 2 * Math.PI) / 5 - Math.PI / 2;
      return [100 + 90 * Math.cos(turn), 100 + 90 * Math.sin(turn)];
    });
    const places = flat([
      [0, 0],
      [0, -0.7],
      [0.9, 0.9],
    ]);
    expect([...pointsInside(places, star, sight)]).toEqual([1]);
  });

  it('finds the nearest point within reach, as a plain search does', () => {
    fc.assert(
      fc.property(cloud, number, number, (points, x, y) => {
        const places = flat(points);
        const at = [100 * x + 100, 100 * y + 100] as const;
        const distances = points.map((_, i) =>
          Math.hypot((places[2 * i] as number) - x, (places[2 * i + 1] as number) - y),
        );
        const least = Math.min(...distances);
        const found = nearestPoint(places, sight, at, 20);
        if (least > 0.2 + 1e-6) expect(found).toBeUndefined();
        else if (least < 0.2 - 1e-6) expect(distances[found as number]).toBeCloseTo(least, 6);
      }),
    );
  });
});

describe('drawing points', () => {
  const white = -1;
  const drawn = (places: number[], lit?: Uint8Array): Int32Array => {
    const data = new Int32Array(40 * 40).fill(white);
    const groups = new Uint8Array(places.length / 2);
    const styles = [{ shape: 'disc', colour: -0x1000000, faint: -0x101011 }] as const;
    const points = { places: Float32Array.from(places), groups, styles, lit, order: undefined };
    drawPoints({ data, width: 40, height: 40 }, points, { scale: 1, left: 0, top: 0 }, 4);
    return data;
  };
  const dark = (data: Int32Array): number =>
    data.reduce((sum, pixel) => sum + (255 - (pixel & 0xff)) / 255, 0);

  it('covers the area of its shape, and keeps off the border', () => {
    expect(Math.abs(dark(drawn([20, 20])) - Math.PI * 16)).toBeLessThan(1);
    expect(dark(drawn([1, 20]))).toBe(0);
    expect(dark(drawn([Number.NaN, Number.NaN]))).toBe(0);
    for (const shape of shapes) {
      const { whole, cover } = stampOf(shape, 10, 100);
      const area = whole.length + cover.reduce((sum, part) => sum + part / 256, 0);
      expect(area / (Math.PI * 100)).toBeGreaterThan(0.7);
      expect(area / (Math.PI * 100)).toBeLessThan(1.1);
    }
  });

  it('draws what stands out over what does not, and nothing of what is gone', () => {
    const both = drawn([20, 20, 20, 20], Uint8Array.of(1, 0));
    expect(both[20 * 40 + 20]).toBe(-0x1000000);
    expect(dark(drawn([20, 20], Uint8Array.of(2)))).toBe(0);
    expect(drawn([20, 20], Uint8Array.of(0))[20 * 40 + 20]).toBe(-0x101011);
  });
});

describe('the groups of the map', () => {
  it('a hundred classes each have their line; the first thirty look like no other', () => {
    const names = Array.from({ length: 100 }, (_, i) => `class ${i}`);
    const codes = Int16Array.from({ length: 1000 }, (_, i) => (i % 101) - 1);
    const groups = groupsByName('label', names, codes);
    expect(groups.groups).toHaveLength(100);
    const looks = groups.groups.map(({ colour, shape }) => `${colour} ${shape}`);
    expect(new Set(looks.slice(0, 30)).size).toBe(30);
    expect(new Set(looks.slice(30)).size).toBe(1);
    expect(groups.groups.reduce((sum, { count }) => sum + count, 0)).toBe(codes.filter((c) => c >= 0).length);
    const paint = painted(groups, -1);
    expect(paint.styles.length).toBeLessThanOrEqual(32);
    expect(Math.max(...paint.groups)).toBeLessThan(paint.styles.length);
    // Those that look alike lie below, each photo once.
    const order = [...(paint.order ?? [])];
    const isPlain = order.map((i) => (codes[i] as number) < 0 || (codes[i] as number) >= 30);
    expect(isPlain.indexOf(false)).toBe(isPlain.filter(Boolean).length);
    expect(order.toSorted((a, b) => a - b)).toEqual([...codes.keys()]);
    expect(painted(groupsByName('label', names.slice(0, 9), Int16Array.of(1, 2)), -1).order).toBeUndefined();
    expect(photosOf(groups, 3)).toEqual([...codes.keys()].filter((i) => codes[i] === 3));
    expect(tallied(groups, [4, 4 + 101, 0])[3]).toBe(2);
  });

  it('values are cut at their shares, the greatest hundredth apart, whatever they are', () => {
    const groups = groupsByValue(
      'loss',
      Float32Array.from({ length: 1000 }, (_, i) => i / 100),
    );
    expect(groups.groups.map(({ count }) => count)).toEqual([500, 250, 150, 70, 20, 10]);
    expect(groups.groups.at(-1)?.name).toBe('9.89 to 9.99');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(number, fc.constant(Number.NaN), fc.constant(0.5)), { maxLength: 80 }),
        (v) => {
          const { codes, groups: parts } = groupsByValue('loss', Float32Array.from(v));
          codes.forEach((code, i) => {
            if (Number.isNaN(v[i])) expect(code).toBe(-1);
            else expect(code >= 0 && code < parts.length).toBe(true);
          });
          expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(
            v.filter((x) => !Number.isNaN(x)).length,
          );
        },
      ),
    );
  });

  it('the filter without one of its parts keeps the others', () => {
    expect(widened({ selected: true, labels: [1], leaks: true }, 'selected')).toEqual({
      labels: [1],
      leaks: true,
    });
  });
});

describe('what the map asks of the kernel', () => {
  const asked: string[] = [];
  const lit: (readonly number[] | undefined)[] = [];
  /** As the kernel says it of six photos, of which those with an even number are selected. */
  const state = {
    map: { layouts: ['pca'], version: 1 },
    classNames: ['teddy'],
    counts: { total: 6, shown: 6 },
    filter: {},
    decisions: 0,
    listVersion: 1,
    selected: 0,
    selectionVersion: 0,
  };
  const bytes: Readonly<Record<string, ArrayBufferView>> = {
    positions: new Float32Array(12),
    label: new Int16Array(6),
    shown: Int16Array.of(1, 0, 1, 0, 1, 0),
    selection: Int32Array.of(0, 2, 4),
  };
  const channel = new KernelChannel(
    (content) => {
      const { id, request, by } = content as Ask & { id: number; by?: string };
      asked.push(by ?? request);
      const head = {
        id,
        response: request,
        version: 1,
        decisions: 0,
        by,
        kind: 'codes',
        layout: 'pca',
        count: 6,
      };
      const { buffer } = bytes[by ?? request] as ArrayBufferView;
      channel.receive({ ...head, names: by === 'shown' ? ['hidden', 'shown'] : ['teddy'] }, [
        new DataView(buffer),
      ]);
    },
    { changed: () => undefined, failed: (message) => expect.unreachable(message) },
  );
  const data = new MapData(channel, state as unknown as ImageCleanerState, {
    placed: () => undefined,
    grouped: () => undefined,
    lit: (photos) => lit.push(photos && [...photos]),
    failed: (message) => expect.unreachable(message),
  });
  const selectEven = { selected: 3, counts: { total: 6, shown: 3 }, filter: { selected: true } };

  it('is nothing about a selection that was made on it', async () => {
    await data.refresh();
    expect(asked.splice(0)).toEqual(['positions', 'label', 'selection']);
    Object.assign(state, selectEven, { selectionVersion: 1, listVersion: 2 });
    data.selection = new Set([0, 2, 4]);
    data.took(data.selection);
    await data.refresh();
    expect(asked.splice(0)).toEqual([]);
    expect(lit.at(-1)).toEqual([1, 0, 1, 0, 1, 0]);
  });

  it('is what was selected, when a selection before it arrives later', async () => {
    const [earlier, later] = [new Set([1, 3, 5]), new Set([0, 2, 4])];
    Object.assign(state, { selectionVersion: 5 });
    data.selection = later;
    data.took(earlier);
    expect(data.selection).toBe(later);
    await data.refresh();
    expect(asked.splice(0)).toEqual(['selection']);
  });

  it('is what somebody else has selected, and what another filter shows', async () => {
    Object.assign(state, { selectionVersion: 2 });
    await data.refresh();
    expect(asked.splice(0)).toEqual(['selection']);
    Object.assign(state, { listVersion: 3, filter: { labels: [0] } });
    await data.refresh();
    expect(asked.splice(0)).toEqual(['shown']);
  });
});
