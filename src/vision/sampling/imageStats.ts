/** Mean and standard deviation of each channel (or one for all), for colours in [0, 1]. */
export interface ImageStats {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Statistics of ImageNet: what the pretrained networks expect. */
export const imagenetStats: ImageStats = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Statistics of CIFAR-10, as fastai gives them. */
export const cifarStats: ImageStats = { mean: [0.491, 0.482, 0.447], std: [0.247, 0.243, 0.261] };

/** Statistics of MNIST, as fastai gives them. */
export const mnistStats: ImageStats = { mean: [0.131, 0.131, 0.131], std: [0.308, 0.308, 0.308] };
