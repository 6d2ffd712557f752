// Where the tests run.

/** In a page of a browser, not in Node. */
export const IS_PAGE = 'document' in globalThis;
