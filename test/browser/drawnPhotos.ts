import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/**
 * A folder of class folders with small drawn scenes: no two of them look alike.
 * @param apart of two photos of a class, in degrees of hue; classes are 120 apart
 */
export async function drawPhotos(
  folder: string,
  classes: readonly string[],
  perClass: number,
  apart = 15,
): Promise<void> {
  for (const [c, name] of classes.entries()) {
    await mkdir(join(folder, name), { recursive: true });
    for (let i = 0; i < perClass; i++)
      await drawPhoto(join(folder, name, `${c}${i}.jpg`), 120 * c + apart * i);
  }
}

async function drawPhoto(path: string, hue: number): Promise<void> {
  const shapes = Array.from(
    { length: 12 },
    (_, i) =>
      `<circle cx="${(hue * 7 + i * 53) % 320}" cy="${(hue * 3 + i * 37) % 240}" r="${12 + ((hue + i * 5) % 30)}" fill="hsl(${(hue + i * 24) % 360},60%,${35 + i * 3}%)"/>`,
  ).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="100%" height="100%" fill="hsl(${hue},40%,75%)"/>${shapes}</svg>`;
  await sharp(Buffer.from(svg)).jpeg().toFile(path);
}
