export const dawnRelease: string;
export function bringDawn(): Promise<void>;
export function softwareGpu(): { readonly env?: Record<string, string>; readonly reason?: string };
