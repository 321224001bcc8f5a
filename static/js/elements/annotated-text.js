/**
 * <annotated-text>: the record. Readers select in it, and notes are painted on it; the text itself is never changed.
 */
import { Intervals } from "../core/intervals.js";
import { BlockLevels } from "../text/block-levels.js";
import { BlockTools } from "../text/block-tools.js";
import { CaretMode } from "../text/caret.js";
import { stand } from "../ui/dom.js";
import { emit, on } from "../ui/events.js";
import { isComposing, onKey } from "../ui/keys.js";
import { Finder } from "../text/finder.js";
import { Painter } from "../text/painter.js";
import { PrintMarks, putNumbers } from "../text/print-marks.js";
import { NOTHING, selectedWords } from "../text/selected-words.js";
import { TextMap } from "../text/text-map.js";

/** @typedef {import("../core/segments.js").Painted} Painted */

/** Passages whose boxes are measured one by one. */
const MOST_BOXES = 300;

export class AnnotatedText extends HTMLElement {
  /** @type {TextMap | null} */
  #map = null;
  /** @type {BlockLevels | null} */
  #levels = null;
  /** @type {Painter | null} */
  #painter = null;
  /** @type {Finder | null} */
  #finder = null;
  /** @type {CaretMode | null} */
  #caret = null;
  /** @type {BlockTools | null} */
  #tools = null;
  /** @type {readonly Painted[]} */
  #notes = [];
  #index = new Intervals([]);
  #life = new AbortController();
  #pointerDown = false;
  #near = "";
  /** @type {HTMLElement | null} The block with a note under the pointer. */
  #over = null;
  #frame = 0;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const map = this.#map = new TextMap(this, () => this.#repaintSoon());
    this.#levels = new BlockLevels(map, this);
    const painter = this.#painter = new Painter(map, this, signal);
    this.#finder = new Finder(map, painter, signal);
    this.#tools = new BlockTools(map, this, signal);
    this.#caret = new CaretMode(map, this, {
      enter: (offset) => this.#enter(offset),
      notesAt: (offset) => this.#index.at(offset),
    });
    new PrintMarks(map, () => this.#notes, (notes) => this.#painter?.paint(notes ? this.#notes : []), signal);
    this.#followSelection(signal);
    this.#followPointer(signal);
    on("note-near", ({ ids }) => this.#mark("near", ids), signal);
    on("passage-draft", ({ passage }) => this.#painter?.mark("draft", passage ? [passage] : []), signal);
    onKey(
      { key: "c", words: "Caret mode: move through the text by arrow keys", act: () => this.#caret?.toggle() },
      signal,
    );
  }

  disconnectedCallback() {
    if (this.#caret?.isOn) this.#caret.stop();
    this.#life.abort();
    this.#map?.end();
  }

  get trial() {
    return this.dataset.trial ?? "";
  }

  get mayWrite() {
    return Boolean(this.dataset.notesUrl);
  }

  /**
   * @param {import("../ui/events.js").Passage} passage
   * @returns {import("../core/words.js").Source} what a quote of it says of where it is from
   */
  source({ exact, start }) {
    const { title = document.title, cited = this.trial, dated = "", href = location.pathname } = this.dataset;
    const section = this.#map?.element(start)?.closest("section[id]")?.querySelector("h2[data-start]");
    return {
      words: exact,
      title,
      trial: cited,
      section: section?.textContent?.trim() ?? "",
      dated,
      url: new URL(href, location.origin).href,
    };
  }

  /** @returns {import("../ui/events.js").Selected} what is selected at this moment */
  get selected() {
    return this.#map ? selectedWords(this.#map, getSelection()) : NOTHING;
  }

  /**
   * Begins a note on a whole block.
   * @param {number | null} [start] of the block, in code points; left out, the one in which the caret of caret mode stands
   * @returns {boolean} whether there is such a block
   */
  noteOnBlock(start = this.#caret?.block ?? null) {
    return start !== null && Boolean(this.#tools?.begin(start));
  }

  /** Switches caret mode, as its key does. */
  toggleCaret() {
    this.#caret?.toggle();
  }

  /** @param {readonly Painted[]} notes all that are to be painted; the same list as before is painted already */
  show(notes) {
    if (notes === this.#notes) return;
    this.#notes = notes;
    this.#index = new Intervals(notes);
    this.#painter?.paint(notes);
    this.#tools?.show(this.#index);
    this.#sayWhetherWhole();
  }

  /** @param {readonly { end: number, number: number }[]} notes whose numbers stand in the text from now on */
  number(notes) {
    if (this.#map) putNumbers(this.#map, notes);
  }

  /** @param {string | null} id the note that has the reader's attention */
  focusNote(id) {
    this.#mark("focused", id ? [id] : []);
  }

  /** @returns {Finder | null} finds words in the text, and leads from one to the next */
  get finder() {
    return this.#finder;
  }

  /**
   * @param {number} start in code points
   * @param {number} end
   * @returns {DOMRect | null} the box of the passage's first line in the window
   */
  box(start, end) {
    return this.#map?.box(start, end) ?? null;
  }

  /**
   * Gives the heights of the first lines of many passages in the window: those of a few by their boxes, those of many by
   * their blocks.
   * @param {readonly { start: number, end: number }[]} passages in code points
   * @returns {number[]} in pixels
   */
  levels(passages) {
    if (passages.length > MOST_BOXES) return this.#levels?.of(passages.map(({ start }) => start)) ?? [];
    const { top } = this.getBoundingClientRect();
    return passages.map(({ start, end }) => this.box(start, end)?.top ?? top);
  }

  /**
   * Scrolls a passage into view and focuses its block.
   * @param {number} start in code points
   * @param {number} end
   */
  reveal(start, end) {
    const box = this.box(start, end);
    const block = this.#map?.element(start);
    const place = this.#map?.place(start);
    if (!box || !block || !place) return;
    if (box.top < 90 || box.bottom > innerHeight * 0.75) scrollBy({ top: box.top - innerHeight * 0.33 });
    stand(block);
    getSelection()?.collapse(place.node, place.unit);
  }

  /** Repaints the marks before the next frame: the text's nodes have changed. */
  #repaintSoon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#painter?.repaint();
      this.#sayWhetherWhole();
    });
  }

  /** Says in the margin whether marks are missing because the page no longer shows the record's words. */
  #sayWhetherWhole() {
    const changed = document.querySelector("[data-part=changed-page]");
    if (changed instanceof HTMLElement) changed.hidden = this.#map?.isWhole ?? true;
  }

  /**
   * @param {import("../text/painter.js").Over} over
   * @param {readonly string[]} ids
   */
  #mark(over, ids) {
    this.#painter?.mark(over, this.#notes.filter(({ id }) => ids.includes(id)));
  }

  /** @param {number | null} offset Enter in caret mode: opens the note under the caret, or acts on the selection */
  #enter(offset) {
    if (offset === null) {
      document.querySelector("selection-toolbar")?.querySelector("button")?.focus();
      return;
    }
    const ids = this.#index.at(offset);
    const box = this.box(offset, offset + 1);
    if (ids.length) emit("passage-chosen", { ids, x: box?.left ?? 0, y: box?.bottom ?? 0 });
  }

  /** @param {AbortSignal} signal */
  #followSelection(signal) {
    let timer = 0;
    const tell = () => emit("passage-selected", this.selected);
    const later = () => {
      clearTimeout(timer);
      if (!this.#pointerDown) timer = setTimeout(tell, 60);
    };
    document.addEventListener("selectionchange", later, { signal });
    document.addEventListener("pointerdown", ({ pointerType }) => this.#pointerDown = pointerType === "mouse", {
      signal,
    });
    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => {
        this.#pointerDown = false;
        later();
      }, { signal });
    }
    later(); // Something may have been selected before the scripts were there.
  }

  /** @param {AbortSignal} signal */
  #followPointer(signal) {
    let frame = 0;
    this.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "mouse" || event.buttons || frame) return;
      frame = requestAnimationFrame(() => {
        frame = 0;
        const block = event.target instanceof Element ? event.target.closest("[data-start]") : null;
        this.#hover(this.#hit(event), block);
      });
    }, { signal });
    this.addEventListener("pointerleave", () => this.#hover([], null), { signal });
    this.addEventListener("click", (event) => {
      if (
        getSelection()?.isCollapsed === false || (event.target instanceof Element && event.target.closest("a, button"))
      ) return;
      const ids = this.#hit(event);
      if (ids.length) emit("passage-chosen", { ids, x: event.clientX, y: event.clientY });
    }, { signal });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || isComposing(event) || this.#caret?.isOn || !(event.target instanceof HTMLElement)) {
        return;
      }
      const { focusNode, focusOffset } = getSelection() ?? {};
      const offset = event.target.dataset.start && focusNode
        ? this.#map?.offset(focusNode, focusOffset ?? 0)
        : undefined;
      if (typeof offset === "number") this.#enter(offset);
    }, { signal });
  }

  /**
   * @param {MouseEvent} event
   * @returns {string[]} the notes under the pointer
   */
  #hit({ clientX, clientY }) {
    const offset = this.#map?.characterAt(clientX, clientY) ?? null;
    return offset === null ? [] : this.#index.at(offset);
  }

  /**
   * @param {string[]} ids of the notes under the pointer
   * @param {Element | null} block that it is over
   */
  #hover(ids, block) {
    if (ids.join() === this.#near && (!ids.length || block === this.#over)) return;
    this.#near = ids.join();
    this.#over?.removeAttribute("data-over");
    this.#over = ids.length && block instanceof HTMLElement ? block : null;
    this.#over?.setAttribute("data-over", ""); // On the block alone: on the text, each of its elements would be styled anew.
    this.#mark("near", ids);
    emit("passage-near", { ids });
  }
}
