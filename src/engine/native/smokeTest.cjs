// node smokeTest.cjs PACKAGE_FOLDER BINDING LOADER JPEG: whether this binding computes, and photos decode. In a process of its own, since
// a library that does not fit the processor ends the process instead of throwing.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [packageFolder, bindingPath, loaderPath, jpegPath] = process.argv.slice(2);
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const fromPackage = createRequire(join(packageFolder, 'package.json'));
fromPackage(loaderPath);
const binding = fromPackage(bindingPath);
const float = new Float32Array([1, 2, 3, 4]);
const id = binding.createTensor([2, 2], binding.TF_FLOAT, float);
const attributes = [
  { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
];
const [product] = binding.executeOp('MatMul', attributes, [id, id], 1);
const values = Array.from(binding.tensorDataSync(product.id));
if (values.join() !== '7,10,15,22') throw new Error(`MatMul gave ${values.join()}`);

// One pixel.
const photo = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYU' +
    'GBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAABAAED' +
    'AREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAVAQEBAAAAAAAAAAAAAAAAAAAHCP/EABQRAQAA' +
    'AAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/ACA9SD//2Q==',
  'base64',
);
const rgb = new Uint8Array(3);
const decoded = fromPackage(jpegPath).decode(photo, 1, 1, rgb);
if (!decoded || rgb.join() !== '200,100,50') throw new Error(`A JPEG gave ${rgb.join()}`);
process.stdout.write(`${JSON.stringify({ version: binding.TF_Version })}\n`);
