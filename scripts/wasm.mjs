// Compiles src/vision/transforms/bytes/sampleRows.wat to the TypeScript file beside it that carries its bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const folder = new URL('../src/vision/transforms/bytes/', import.meta.url);

/** The generated file's text. */
export async function sampleRowsSource() {
  const { parseWat } = await wabt();
  const module = parseWat('sampleRows.wat', readFileSync(new URL('sampleRows.wat', folder), 'utf8'), {
    simd: true,
  });
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  module.destroy();
  return `// Made from sampleRows.wat by \`node scripts/wasm.mjs\`.\nexport const sampleRowsWasm =\n  '${base64}';\n`;
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(new URL('generated/sampleRows.ts', folder), await sampleRowsSource());
