/** <outline-nav>: marks the section in view, and says how many notes begin in each; as a menu, it closes after a choice. */
import { countBelow } from "../core/text.js";
import { many, written } from "../core/words.js";
import { make } from "../ui/dom.js";
import { on } from "../ui/events.js";

export class OutlineNav extends HTMLElement {
  #life = new AbortController();

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const links = [...this.querySelectorAll("a")];
    const sections = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    let frame = 0;
    const later = () =>
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        this.#mark(links, sections);
      });
    addEventListener("scroll", later, { signal, passive: true });
    addEventListener("resize", later, { signal });
    this.addEventListener("click", (event) => {
      const list = event.target instanceof Element ? event.target.closest("a")?.closest("[popover]") : null;
      if (list instanceof HTMLElement && list.matches(":popover-open")) list.hidePopover();
    }, { signal });
    on("notes-shown", ({ starts }) => this.#count(links, sections, starts), signal);
    later();
  }

  disconnectedCallback() {
    this.#life.abort();
  }

  /**
   * @param {HTMLAnchorElement[]} links
   * @param {(HTMLElement | null)[]} sections in the order of the text
   * @param {readonly number[]} starts of the notes' passages in code points
   */
  #count(links, sections, starts) {
    let before = 0;
    const first = sections.map((section) => {
      const block = section?.matches("[data-start]") ? section : section?.querySelector("[data-start]");
      return before = block instanceof HTMLElement ? Number(block.dataset.start) : before;
    });
    const counts = links.map(() => 0);
    for (const start of starts) {
      const at = countBelow(first, (begin) => begin <= start) - 1;
      if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
    }
    links.forEach((link, index) => {
      const count = counts[index] ?? 0;
      const shown = link.querySelector(".outline-count");
      if (shown?.firstElementChild?.textContent === (count ? written(count) : undefined)) return;
      shown?.remove();
      if (!count) return;
      const number = make("span", { "aria-hidden": "true" }, written(count));
      const words = make("span", { class: "visually-hidden" }, ` ${many(count, "note")}`);
      link.append(make("span", { class: "outline-count" }, number, words));
    });
  }

  /**
   * @param {HTMLAnchorElement[]} links
   * @param {(HTMLElement | null)[]} sections
   */
  #mark(links, sections) {
    const line = innerHeight * 0.3;
    const atEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const passed = sections.findLastIndex((section) => section && section.getBoundingClientRect().top <= line);
    const current = atEnd ? links.length - 1 : Math.max(passed, 0);
    links.forEach((link, index) => {
      if (index === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
  }
}
