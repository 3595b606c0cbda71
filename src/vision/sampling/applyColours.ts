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
  const [red, green, blue] = map.tables as [Float32Array, Float32Array, Float32Array];
  const steps = tableSteps / 255;
  const last = tableSteps - 1;
  for (let i = offset; i < offset + length; i += 3) {
    const r = values[i]! * steps;
    const g = values[i + 1]! * steps;
    const b = values[i + 2]! * steps;
    const kr = r < last ? r | 0 : last;
    const kg = g < last ? g | 0 : last;
    const kb = b < last ? b | 0 : last;
    const lowRed = red[kr]!;
    const lowGreen = green[kg]!;
    const lowBlue = blue[kb]!;
    values[i] = lowRed + (red[kr + 1]! - lowRed) * (r - kr);
    values[i + 1] = lowGreen + (green[kg + 1]! - lowGreen) * (g - kg);
    values[i + 2] = lowBlue + (blue[kb + 1]! - lowBlue) * (b - kb);
  }
}
