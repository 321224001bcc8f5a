/** Leases: the right of one holder to do something alone, for a while. Pure. */

/**
 * @typedef {object} Lease
 * @property {string} name what is held
 * @property {string} holder random
 * @property {number} until when it ends by itself, in milliseconds
 */

/** Milliseconds that a lease lasts: longer than the time between two renewals, also in a hidden tab. */
export const LEASE = 70_000;

/**
 * @param {Lease | undefined} found who holds the name
 * @param {string} holder who asks
 * @param {number} now in milliseconds
 * @returns {boolean} whether it is free, its own, over, or was made by a clock that has been set back since
 */
export function mayTake(found, holder, now) {
  return !found || found.holder === holder || found.until <= now || found.until > now + LEASE;
}
