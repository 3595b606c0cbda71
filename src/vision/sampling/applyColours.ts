import { type ColourMap, tableSteps } from './colourMap.js';

/** Sends `length` values of 0–255, channels side by side, through the colour map, in place. */
export function applyColours(values: Float32Array, offset: number, length: number, map: ColourMap): void {
  if (map.kind === 'linear') {
    const [s0, s1, s2] = map.scale as [number, number, number];
    const [t0, t1, t2] = map.shift as [number, number, number];
    for (let i = offset; i < offset + length; i += 3) {
      values[i] = values[i]! * s0 + t0;
      values[i + 1] = values[i + 1]! * s1 + t1;
      values[i + 2] = values[i + 2]! * s2 + t2;
    }
    return;
  }
  const steps = tableSteps / 255;
  for (let c = 0; c < 3; c++) {
    const table = map.tables[c] as Float32Array;
    for (let i = offset + c; i < offset + length; i += 3) {
      const place = values[i]! * steps;
      const k = Math.min(place | 0, tableSteps - 1);
      const low = table[k]!;
      values[i] = low + (table[k + 1]! - low) * (place - k);
    }
  }
}
