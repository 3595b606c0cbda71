import type { Checksum } from './resumableDownload.js';

/** A public data set that can be downloaded. */
export interface DatasetUrl {
  /** Name of its folder. */
  readonly name: string;
  /** Address of the archive. */
  readonly url: string;
  /** Bytes of the archive. */
  readonly size?: number;
  /** Of the archive; absent: it is not checked. */
  readonly checksum?: Checksum;
}

const examples = 'http://files.fast.ai/data/examples/';
const photos = 'https://s3.amazonaws.com/fast-ai-imageclas/';

/** fastai publishes the MD5 of the first mebibyte of its archives. */
function set(base: string, name: string, size: number, md5: string): DatasetUrl {
  return { name, url: `${base}${name}.tgz`, size, checksum: { algorithm: 'md5', hex: md5, bytes: 2 ** 20 } };
}

const google = 'https://storage.googleapis.com/';

/** A set whose whole archive has a published SHA-256. */
function archive(url: string, size: number, hex: string): DatasetUrl {
  const name = (url.split('/').at(-1) as string).replace(/\.(tgz|zip)$/, '');
  return { name, url: google + url, size, checksum: { algorithm: 'sha256', hex } };
}

/**
 * The image sets of fastai's lessons (fastai: `URLs`), and two of Keras's and TensorFlow's: `CATS_AND_DOGS`, the 2,000 and
 * 1,000 photos of Chollet's book, and `FLOWER_PHOTOS`, 3,670 photos of five kinds.
 */
export const URLs = {
  CALTECH_101: set(photos, 'caltech_101', 131740031, 'd673425306e98ee4619fcdeef8a0e876'),
  CARS: set(photos, 'stanford-cars', 1957803273, '9045d6673c9ced0889f41816f6bf2f9f'),
  CATS_AND_DOGS: archive(
    'mledu-datasets/cats_and_dogs_filtered.zip',
    68606236,
    '91af24e0be191e9380dafc8710d0933fa826ec8e51f26f85c1fddba4e8018e3f',
  ),
  CIFAR: set(examples, 'cifar10', 168168549, 'a5f8c31371b63a406b23368042812d3c'),
  CIFAR_100: set(photos, 'cifar100', 169168619, 'e5e65dcb54b9d3913f7b8a9ad6607e62'),
  CUB_200_2011: set(photos, 'CUB_200_2011', 1150585339, 'd2acaa99439dff0483c7bbac1bfe2a92'),
  DOGS: set(examples, 'dogscats', 839285364, '3e483c8d6ef2175e9d395a6027eb92b7'),
  FLOWERS: set(photos, 'oxford-102-flowers', 345236087, '5666e01c1311b4c67fcf20d2b3850a88'),
  FLOWER_PHOTOS: archive(
    'download.tensorflow.org/example_images/flower_photos.tgz',
    228813984,
    '4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c',
  ),
  FOOD: set(photos, 'food-101', 5686607260, '1a540ebf1fb40b2bf3f2294234ba7907'),
  MNIST: set(photos, 'mnist_png', 15683414, '03639f83c4e3d19e0a3a53a8a997c487'),
  MNIST_SAMPLE: set(examples, 'mnist_sample', 3214948, '2dbc7ec6f9259b583af0072c55816a88'),
  MNIST_TINY: set(examples, 'mnist_tiny', 342207, '56143e8f24db90d925d82a5a74141875'),
  PETS: set(photos, 'oxford-iiit-pet', 811706944, 'e4db5c768afd933bb91f5f594d7417a4'),
  PLANET_SAMPLE: set(examples, 'planet_sample', 15523994, '8bfb174b3162f07fbde09b54555bdb00'),
  PLANET_TINY: set(examples, 'planet_tiny', 997569, '490873c5683454d4b2611fb1f00a68a9'),
} as const satisfies Record<string, DatasetUrl>;
