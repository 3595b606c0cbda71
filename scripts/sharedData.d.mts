/** Names the developers' folder of real photos and weights in `TSVISION_DATA`, where there is one and nobody named another. */
export function useSharedData(): void;
