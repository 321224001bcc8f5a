/**
 * Numbers that look random and are the same in every run.
 * @param {number} seed
 * @returns {(below: number) => number} an integer from 0 to below it
 */
export function seeded(seed) {
  let state = seed;
  return (below) => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return Math.floor((state >>> 0) / 2 ** 32 * below);
  };
}
