/** One quiet sentence at the foot of the screen, with at most one thing to do about it. */
import { make } from "./dom.js";
import { announce } from "./events.js";
import { makeNextStop, rememberPlace } from "./places.js";

/** Keys that only move around the page; they do not hide the sentence. */
const LOOKING = /^(Tab|Shift|Control|Alt|Meta|Arrow.*|Page.*|Home|End)$/;

/** @type {HTMLElement | null} */
let shown = null;
let life = new AbortController();
let timer = 0;
let back = () => false;

/** Takes the sentence away. */
export function hideToast() {
  clearTimeout(timer);
  life.abort();
  const leads = shown?.contains(document.activeElement);
  shown?.remove();
  shown = null;
  if (leads) back();
}

/**
 * @param {string} words
 * @param {{ action?: string, act?: () => void, seconds?: number }} [options] after so many seconds it goes; with something to
 *   do about it, it stays until the next thing that the reader does. Infinity keeps it until it is answered
 */
export function toast(words, { action = "", act, seconds = 10 } = {}) {
  hideToast();
  life = new AbortController();
  const box = make("div", { class: "toast" }, make("span", {}, words));
  box.addEventListener("focusin", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && box.contains(relatedTarget))) back = leadingTo(relatedTarget);
  });
  if (action && act) {
    const button = make("button", { type: "button", class: "button button-small" }, action);
    button.addEventListener("click", () => {
      hideToast();
      act();
    });
    box.append(button);
  }
  if (seconds === Infinity) {
    const close = make("button", { type: "button", class: "button button-small" }, "Close");
    close.addEventListener("click", hideToast);
    box.append(close);
  }
  back = rememberPlace();
  document.body.append(box);
  shown = box;
  makeNextStop(box, life.signal);
  announce(action ? `${words} Tab reaches ${action}.` : words);
  if (seconds !== Infinity) timer = setTimeout(() => act ? hideByNextAct(box) : hideToast(), seconds * 1000);
}

/**
 * @param {EventTarget | null} element that had the focus
 * @returns {() => boolean}
 */
function leadingTo(element) {
  if (!(element instanceof HTMLElement)) return back;
  return () => {
    element.focus({ preventScroll: true });
    return document.activeElement === element;
  };
}

/** @param {HTMLElement} box */
function hideByNextAct(box) {
  for (const kind of /** @type {const} */ (["click", "keydown"])) {
    document.addEventListener(kind, (event) => {
      const looks = event instanceof KeyboardEvent && LOOKING.test(event.key);
      if (!looks && !(event.target instanceof Node && box.contains(event.target))) hideToast();
    }, { signal: life.signal, capture: true });
  }
}
