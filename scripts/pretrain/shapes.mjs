/** Outlines that the network learns to tell apart. */
export const shapeNames = ['quadruped', 'head', 'bird', 'blob', 'flower', 'box'];

/** Signed closeness of a point to an ellipse: above 0 inside, about 1 in the middle. */
const ellipse = (x, y, cx, cy, rx, ry) => 1 - Math.hypot((x - cx) / rx, (y - cy) / ry);

const makers = {
  /** A body on four legs with a head, ears and a tail. */
  quadruped: (random) => {
    const [length, height] = [random.uniform(0.5, 0.68), random.uniform(0.26, 0.38)];
    const [hx, hy, hr] = [random.uniform(0.5, 0.66), random.uniform(-0.45, -0.15), random.uniform(0.2, 0.3)];
    const legs = [-0.42, -0.22, 0.24, 0.42].map((x) => x + random.uniform(-0.06, 0.06));
    const legWidth = random.uniform(0.07, 0.12);
    const tail = random.uniform(-0.3, 0.25);
    return (x, y) =>
      Math.max(
        ellipse(x, y, 0, 0, length, height),
        ellipse(x, y, hx, hy, hr, hr * 0.9),
        ellipse(x, y, hx - hr * 0.6, hy - hr, hr * 0.35, hr * 0.45),
        ellipse(x, y, hx + hr * 0.45, hy - hr, hr * 0.35, hr * 0.45),
        ellipse(x, y, -length, tail, 0.24, 0.08),
        ...legs.map((leg) => ellipse(x, y, leg, 0.42, legWidth, 0.42)),
      );
  },
  /** A face seen from the front, with ears; eyes and muzzle come from the relief. */
  head: (random) => {
    const [rx, ry] = [random.uniform(0.5, 0.68), random.uniform(0.52, 0.7)];
    const [ex, ey] = [random.uniform(0.35, 0.52), random.uniform(-0.72, -0.5)];
    const [ew, eh] = [random.uniform(0.16, 0.26), random.uniform(0.18, 0.42)];
    return (x, y) =>
      Math.max(ellipse(x, y, 0, 0, rx, ry), ellipse(x, y, -ex, ey, ew, eh), ellipse(x, y, ex, ey, ew, eh));
  },
  /** An oval body with a round head, a beak and a fan of a tail. */
  bird: (random) => {
    const [length, height, lift] = [
      random.uniform(0.45, 0.6),
      random.uniform(0.25, 0.36),
      random.uniform(-0.5, -0.25),
    ];
    const fan = random.uniform(0.3, 0.55);
    return (x, y) =>
      Math.max(
        ellipse(x, y, 0, 0, length, height),
        ellipse(x, y, 0.5, lift, 0.21, 0.2),
        ellipse(x, y, 0.76, lift + 0.03, 0.16, 0.05),
        x < -0.3 && x > -0.95 ? fan * (-x - 0.25) - Math.abs(y + 0.15 * x) : -1,
        ellipse(x, y, 0.03, 0.5, 0.03, 0.26),
        ellipse(x, y, 0.16, 0.5, 0.03, 0.26),
      );
  },
  /** A round thing whose outline wavers. */
  blob: (random) => {
    const waves = [2, 3, 4].map((k) => [k, random.uniform(0, 0.13), random.uniform(0, 6.28)]);
    const squash = random.uniform(0.7, 1.4);
    return (x, y) => {
      const angle = Math.atan2(y * squash, x);
      const radius = waves.reduce((r, [k, depth, phase]) => r + depth * Math.cos(k * angle + phase), 0.68);
      return 1 - Math.hypot(x, y * squash) / radius;
    };
  },
  /** Petals or the points of a star about a middle. */
  flower: (random) => {
    const petals = random.int(5, 9);
    const [depth, phase] = [random.uniform(0.2, 0.36), random.uniform(0, 6.28)];
    return (x, y) => 1 - Math.hypot(x, y) / (0.6 + depth * Math.cos(petals * Math.atan2(y, x) + phase));
  },
  /** Something made: a box with rounded or sharp corners. */
  box: (random) => {
    const [w, h, power] = [random.uniform(0.5, 0.8), random.uniform(0.4, 0.7), random.uniform(5, 14)];
    return (x, y) => 1 - (Math.abs(x / w) ** power + Math.abs(y / h) ** power) ** (1 / power);
  },
};

/** An outline of its own: a function of a point (object units) that is above 0 inside. */
export function makeShape(name, random) {
  return makers[name](random);
}
