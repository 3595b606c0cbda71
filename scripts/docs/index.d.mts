export function checkSite(folder: string): string[];
export function termsOf(word: string): string[];
export function highlightTypeScript(
  source: string,
  linkOf: (name: string, owner?: string) => string | undefined,
): string;
export function mapLinks(markdown: string, address: (link: string) => string): string;
export function firstSentence(markdown: string): string;
export function taskNotebook(markdown: string, program: string): { notebook: object; served: string[] };
