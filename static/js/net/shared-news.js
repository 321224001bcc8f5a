/**
 * Keeps a visitor's page of a link up to date while it is seen: a sentence says what is new on it, or that the link has ended.
 * Nothing of the page moves, and words that are being typed stay.
 */
import { find } from "../ui/dom.js";
import { toast } from "../ui/toast.js";
import { ask, RequestFailed } from "./http.js";
import { whileSeen } from "./while-seen.js";

/** What the server says of a page that is open to the visitor no more. */
const CLOSED = new Set([404, 410]);

/** Asks the server about the page of a link, as long as it is open and seen. */
export function followSharedNews() {
  const head = find(document, "[data-news]", HTMLElement);
  if (!head) return;
  const page = new SharedNews(head.dataset.news ?? "");
  whileSeen(() => page.isRenewed());
}

class SharedNews {
  #url;
  #etag = "";
  #said = "";
  #closed = false;

  /** @param {string} url says what has changed since the page was loaded */
  constructor(url) {
    this.#url = url;
  }

  /** @returns {Promise<boolean>} whether to ask again */
  async isRenewed() {
    if (this.#closed) return false;
    try {
      const answer = await ask("GET", this.#url, {}, undefined, this.#etag);
      const news = answer && find(answer, "[data-shared-news]", HTMLElement);
      if (!answer) return true; // Nothing has happened.
      if (!news) return false;
      this.#etag = `"${news.dataset.sharedNews}"`;
      this.#say(news.textContent?.trim() ?? "");
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      this.#closed = CLOSED.has(error.status);
      if (this.#closed) toast(`${error.message} What you typed on this page is still here.`, { seconds: Infinity });
      return error.kind === "away";
    }
    return true;
  }

  /** @param {string} words all that is new since the page was loaded; empty when nothing is */
  #say(words) {
    if (words && words !== this.#said) {
      toast(words, { action: "Show", act: () => location.reload(), seconds: Infinity });
    }
    this.#said = words;
  }
}
