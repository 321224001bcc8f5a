/** Addresses of the site, which may be served below a path of its host. */

/**
 * @param {string} path such as `/sign-in`
 * @returns {string} the path on this host
 */
export function sitePath(path) {
  return `${document.body.dataset.root ?? ""}${path}`;
}
