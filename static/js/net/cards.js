/** Fetches the cards of notes that a page with many of them does not hold. */
import { load } from "./session.js";

/**
 * @param {string} url
 * @param {readonly string[]} ids of the notes
 * @returns {Promise<HTMLElement[]>} their cards in no order, of this document; none for a note that is gone
 * @throws {import("./http.js").RequestFailed}
 */
export async function fetchCards(url, ids) {
  const page = await load(
    `${url}${url.includes("?") ? "&" : "?"}${ids.map((id) => `note=${encodeURIComponent(id)}`).join("&")}`,
  );
  const cards = page ? [...page.querySelectorAll(".cards > .card[data-note]")] : [];
  return cards.filter((card) => card instanceof HTMLElement).map((card) => document.adoptNode(card));
}
