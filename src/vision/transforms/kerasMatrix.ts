import { type Matrix3, multiply3, scaleShift3 } from './matrix3.js';
import type { KerasGeometry } from './transform.js';

/**
 * Keras's affine map, output to input, on pixels (x, y) counted from the centre: rotation · shift · shear · zoom.
 * Keras writes its matrices for (row, column); here the axes are exchanged.
 */
export function kerasMatrix(geometry: KerasGeometry, height: number, width: number): Matrix3 {
  const angle = (geometry.rotation * Math.PI) / 180;
  const shear = (geometry.shear * Math.PI) / 180;
  const columns = geometry.columnShift + (geometry.columnShare ?? 0) * width;
  const rows = geometry.rowShift + (geometry.rowShare ?? 0) * height;
  const rotation: Matrix3 = [
    Math.cos(angle),
    Math.sin(angle),
    0,
    -Math.sin(angle),
    Math.cos(angle),
    0,
    0,
    0,
    1,
  ];
  const shift = scaleShift3(1, 1, columns, rows);
  const shearing: Matrix3 = [Math.cos(shear), 0, 0, -Math.sin(shear), 1, 0, 0, 0, 1];
  const zoom = scaleShift3(geometry.columnZoom, geometry.rowZoom, 0, 0);
  return [rotation, shift, shearing, zoom].reduce(multiply3);
}

/** A map of centred pixels as a map of [−1, 1]. */
export function fromCentredPixels(matrix: Matrix3, height: number, width: number): Matrix3 {
  const halfWidth = Math.max((width - 1) / 2, 0.5);
  const halfHeight = Math.max((height - 1) / 2, 0.5);
  const shrink = scaleShift3(1 / halfWidth, 1 / halfHeight, 0, 0);
  return multiply3(multiply3(shrink, matrix), scaleShift3(halfWidth, halfHeight, 0, 0));
}
