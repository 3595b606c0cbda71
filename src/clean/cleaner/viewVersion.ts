/**
 * Version of the views: kernel and page name it to each other. The package's own, as a test holds; alone, for the
 * page registers the views before it loads them. */
export const viewVersion = '0.1.0';
