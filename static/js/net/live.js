/**
 * Keeps a page that stays open up to date while it is seen: the numbers of the header, and a sentence about what is new on
 * it. Nothing of the page moves; what is new is shown when the reader asks for it.
 */
import { many } from "../core/words.js";
import { find } from "../ui/dom.js";
import { toast } from "../ui/toast.js";
import { ask, RequestFailed, sentSoFar } from "./http.js";
import { whileSeen } from "./while-seen.js";

/** Every so manieth question is answered in any case: what is read in another window is no activity, but has its number. */
const WHOLE = 10;

/** Asks the server about the page, as long as it is open and seen. */
export function followNews() {
  const nav = find(document, "[data-counts]", HTMLElement);
  if (!nav) return;
  const page = new OpenPage(nav);
  whileSeen(() => page.isRenewed());
}

class OpenPage {
  #nav;
  /** What the page shows: the trial, the version that was current, the number of the account's activity. */
  #shown;
  #etag = "";
  #questions = 0;
  #sent = sentSoFar();
  #news = { replies: 0, notes: 0, changed: false };

  /** @param {HTMLElement} nav with the numbers */
  constructor(nav) {
    this.#nav = nav;
    const { trial = "", number = "", since = "" } =
      find(document, "annotated-text[data-since]", HTMLElement)?.dataset ?? {};
    this.#shown = { trial, number, since };
  }

  /** @returns {Promise<boolean>} whether to ask again: not once the page's account is no longer signed in */
  async isRenewed() {
    const sent = sentSoFar();
    try {
      const url = new URL(this.#nav.dataset.counts ?? "", location.href);
      for (const [name, value] of Object.entries(this.#shown)) if (value) url.searchParams.set(name, value);
      const answer = await ask("GET", url.href, {}, undefined, ++this.#questions % WHOLE ? this.#etag : "");
      const counts = answer && find(answer, "[data-counts-of]", HTMLElement);
      if (!answer) return true; // Nothing has happened.
      if (!counts || counts.dataset.countsOf !== document.body.dataset.account) return false;
      this.#take(counts, sent !== this.#sent || sent !== sentSoFar());
      this.#sent = sentSoFar();
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      return error.kind === "away";
    }
    return true;
  }

  /**
   * @param {HTMLElement} counts as the server says them
   * @param {boolean} own whether this page has sent something since it asked last: then its own notes are no news to it
   */
  #take(counts, own) {
    const { seq = "", replies = "0", notes = "0", changed } = counts.dataset;
    this.#etag = `"${seq}.${this.#shown.number || 0}"`;
    if (this.#shown.since) this.#shown.since = seq;
    for (const now of counts.querySelectorAll("[data-count]")) this.#show(/** @type {HTMLElement} */ (now));
    const news = {
      replies: this.#news.replies + Number(replies),
      notes: this.#news.notes + (own ? 0 : Number(notes)),
      changed: this.#news.changed || changed !== undefined,
    };
    const isNews = JSON.stringify(news) !== JSON.stringify(this.#news);
    this.#news = news;
    if (isNews) toast(sentence(news), { action: "Show", act: () => location.reload(), seconds: Infinity });
  }

  /** @param {HTMLElement} now one number as the server says it */
  #show(now) {
    const old = find(this.#nav, `[data-count="${now.dataset.count}"]`, HTMLElement);
    if (old && old.textContent !== now.textContent) old.replaceWith(document.adoptNode(now));
  }
}

/**
 * @param {{ replies: number, notes: number, changed: boolean }} news
 * @returns {string}
 */
function sentence({ replies, notes, changed }) {
  const parts = [
    ...changed ? ["The record has changed."] : [],
    ...replies ? [`${many(replies, "new reply")} to your notes here.`] : [],
    ...notes ? ["Your notes here have changed in another window."] : [],
  ];
  return parts.join(" ");
}
