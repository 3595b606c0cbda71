// Adds to package-lock.json the optional packages of other platforms that npm left out: it drops those that the
// registry at hand does not offer, and `npm ci` then refuses the lock file on every machine. Run it after
// `npm install` where that happens; on a complete registry it changes nothing.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

/** `os`, `cpu` and `libc` of a platform package, from the end of its name. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32'].find((o) =>
    words.includes(o),
  );
  const cpu = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'].find((c) =>
    words.includes(c),
  );
  const libc = words.some((w) => w.startsWith('musl'))
    ? 'musl'
    : words.some((w) => w.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(libc && os === 'linux' ? { libc: [libc] } : {}),
    ...(os ? { os: [os] } : {}),
  };
}

const added = {};
for (const parent of Object.values(packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    const exact = /^\d+\.\d+\.\d+$/.test(version);
    if (!exact || packages[path] || Object.keys(packages).some((key) => key.endsWith(`/${path}`))) continue;
    const platform = platformOf(name);
    if (Object.keys(platform).length === 0) continue;
    added[path] = {
      version,
      ...platform,
      ...(parent.dev ? { dev: true } : {}),
      license: parent.license,
      optional: true,
    };
  }
}

lock.packages = Object.fromEntries(
  Object.entries({ ...packages, ...added }).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${Object.keys(added).length} packages of other platforms added\n`);
