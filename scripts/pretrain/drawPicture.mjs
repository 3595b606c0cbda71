import { makeShape, shapeNames } from './shapes.mjs';
import { makeTexture, textureNames } from './textures.mjs';

/** Colour families: hue, saturation, darkest and lightest value. */
const families = {
  black: [0.08, 0.25, 0.03, 0.2],
  brown: [0.07, 0.6, 0.2, 0.45],
  tan: [0.085, 0.5, 0.5, 0.85],
  cream: [0.11, 0.15, 0.75, 1],
  grey: [0.6, 0.05, 0.33, 0.65],
  green: [0.27, 0.5, 0.2, 0.7],
  blue: [0.57, 0.5, 0.35, 0.9],
  red: [0.98, 0.65, 0.35, 0.9],
};

/** Names of the colour families. */
export const colourNames = Object.keys(families);

/** What a picture is described by, each on its own: the network learns to name all four. */
export const factors = {
  outline: shapeNames,
  surface: textureNames,
  colour: colourNames,
  background: colourNames,
};

/** Number of outputs that name the four factors. */
export const outputCount = Object.values(factors).reduce((sum, names) => sum + names.length, 0);

/** Number of different kinds of picture. */
export const kindCount = Object.values(factors).reduce((product, names) => product * names.length, 1);

/** The four factors, as numbers, of picture `i` of a set: all combinations come equally often. */
export function describe(i) {
  const [shapes, textures, colours] = [shapeNames.length, textureNames.length, colourNames.length];
  const kind = i % (shapes * textures);
  const round = Math.floor(i / (shapes * textures));
  return [
    Math.floor(kind / textures),
    kind % textures,
    round % colours,
    (Math.floor(round / colours) + 3 * i) % colours,
  ];
}

/**
 * Draws picture `i` into `pixels` (RGB bytes, `size`² of them): an object of its outline, surface and colour before a
 * textured background, lit from one side, at any place, scale and angle.
 */
export function drawPicture(pixels, size, i, random, tiles) {
  const [outline, surface, colourFamily, groundFamily] = describe(i);
  const radius = random.uniform(0.65, 1.15);
  const palette = makePalette(random, colourFamily);
  const object = makeObject(shapeNames[outline], textureNames[surface], palette, random, tiles, radius);
  const clutter = Array.from({ length: random.int(0, 2) }, () => {
    const palette = makePalette(random, random.int(colourNames.length));
    return makeObject(
      'blob',
      random.choice(textureNames),
      palette,
      random,
      tiles,
      random.uniform(0.12, 0.3),
      1.1,
    );
  });
  const ground = makeGround(random, tiles, groundFamily);
  const light = makeLight(random);
  const colour = [0, 0, 0];
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column / size) * 2 - 1, (row / size) * 2 - 1];
      let covered = 0;
      ground(x, y, colour);
      for (const thing of clutter) covered = Math.max(covered, thing(x, y, colour));
      object(x, y, colour);
      const gain = light.gain(x, y);
      const bits = random.uint32();
      for (let c = 0; c < 3; c++) {
        const noise = light.noise * (((bits >>> (8 * c)) & 255) / 255 - 0.5);
        const value = Math.max(0, colour[c] * gain * light.tint[c] + light.haze) ** light.gamma + noise;
        pixels[(row * size + column) * 3 + c] = Math.max(0, Math.min(255, value * 255));
      }
    }
}

/** An object as a function that paints it over `colour` where it is. */
function makeObject(shapeName, textureName, palette, random, tiles, radius, spread = 0.25) {
  const inside = makeShape(shapeName, random);
  const texture = makeTexture(textureName, random, tiles);
  const turn = random.normal(0, 0.35);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const flip = random.chance(0.5) ? -1 : 1;
  const [cx, cy] = [random.uniform(-spread, spread), random.uniform(-spread, spread)];
  const sun = random.uniform(-2.6, -0.5);
  const [sx, sy] = [Math.cos(sun), Math.sin(sun)];
  const depth = random.uniform(0.25, 0.7);
  const eyes = shapeName === 'head' || (shapeName !== 'box' && shapeName !== 'flower' && random.chance(0.3));
  const [eyeX, eyeY, eyeR] = [
    random.uniform(0.18, 0.3),
    random.uniform(-0.25, -0.05),
    random.uniform(0.05, 0.1),
  ];
  return (x, y, colour) => {
    const [px, py] = [(x - cx) / radius, (y - cy) / radius];
    const u = flip * (px * cos + py * sin);
    const v = py * cos - px * sin;
    if (u < -1.15 || u > 1.15 || v < -1.15 || v > 1.15) return 0;
    const d = inside(u, v);
    if (d <= 0) return 0;
    const [place, relief] = texture(u, v);
    const dark =
      eyes &&
      (Math.hypot(Math.abs(u) - eyeX, v - eyeY) < eyeR || Math.hypot(u, (v - 0.18) * 1.4) < eyeR * 1.4);
    // A rounded body: brighter towards the sun, darker at the rim, with the relief of its surface.
    const shade = 1 + depth * (sx * px + sy * py) * 0.8 - 0.5 * (1 - Math.min(1, d * 4)) * depth;
    const gain = dark ? 0.15 : shade * (0.72 + 0.5 * relief);
    const cover = Math.min(1, d * 14);
    for (let c = 0; c < 3; c++) {
      const own = (palette[0][c] + place * (palette[1][c] - palette[0][c])) * gain;
      colour[c] += cover * (own - colour[c]);
    }
    return cover;
  };
}

/** What stands behind: a surface, another one below the horizon, often out of focus. */
function makeGround(random, tiles, family) {
  const names = [random.choice(textureNames), random.choice(textureNames)];
  const textures = names.map((name) => makeTexture(name, random, tiles));
  const palettes = [makePalette(random, family), makePalette(random, random.int(colourNames.length))];
  const horizon = random.chance(0.5) ? random.uniform(0.2, 0.95) : 2;
  const contrast = random.uniform(0.05, 0.7);
  const zoom = random.uniform(0.4, 2);
  return (x, y, colour) => {
    const i = y > horizon ? 1 : 0;
    const [place, relief] = textures[i](x * zoom, y * zoom);
    const mixed = 0.5 + contrast * (place - 0.5);
    const gain = 1 + contrast * 0.5 * (relief - 0.5);
    for (let c = 0; c < 3; c++)
      colour[c] = (palettes[i][0][c] + mixed * (palettes[i][1][c] - palettes[i][0][c])) * gain;
  };
}

/** Two colours of a family; now and then the second one is of another. */
function makePalette(random, family) {
  const colour = (which) => {
    const [hue, saturation, dark, light] = families[colourNames[which]];
    const jittered = Math.max(0, saturation + random.normal(0, 0.08));
    return toRgb(hue + random.normal(0, 0.02), jittered, random.uniform(dark, light));
  };
  return [colour(family), colour(random.chance(0.2) ? random.int(colourNames.length) : family)];
}

function makeLight(random) {
  const [angle, slope] = [random.uniform(0, 6.28), random.uniform(0, 0.35)];
  const [dx, dy] = [Math.cos(angle) * slope, Math.sin(angle) * slope];
  const vignette = random.uniform(0, 0.25);
  const exposure = random.logUniform(0.8, 1.25);
  return {
    gain: (x, y) => exposure * (1 + dx * x + dy * y - vignette * (x * x + y * y)),
    tint: [random.uniform(0.88, 1.12), 1, random.uniform(0.88, 1.12)],
    haze: random.chance(0.2) ? random.uniform(0, 0.15) : 0,
    gamma: random.uniform(0.8, 1.25),
    noise: random.uniform(0, 0.12),
  };
}

/** HSV to RGB, all in [0, 1]. */
function toRgb(hue, saturation, value) {
  const channel = (n) => {
    const k = (n + (((hue % 1) + 1) % 1) * 6) % 6;
    return value - value * Math.min(1, saturation) * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}
