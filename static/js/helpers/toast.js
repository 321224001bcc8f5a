/** One quiet sentence at the foot of the screen, with at most one thing to do about it. */
import { make } from "./dom.js";
import { announce } from "./events.js";

/** @type {HTMLElement | null} */
let shown = null;
let timer = 0;

/** Takes the sentence away. */
export function hideToast() {
  clearTimeout(timer);
  shown?.remove();
  shown = null;
}

/**
 * @param {string} words
 * @param {{ action?: string, act?: () => void, seconds?: number }} [options] it stays while it is hovered or holds the focus;
 *   Infinity keeps it until it is answered
 */
export function toast(words, { action = "", act, seconds = 10 } = {}) {
  hideToast();
  const box = make("div", { class: "toast" }, make("span", {}, words));
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
  const wait = () => {
    clearTimeout(timer);
    if (seconds !== Infinity) timer = setTimeout(hideToast, seconds * 1000);
  };
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", wait);
  box.addEventListener("focusin", () => clearTimeout(timer));
  box.addEventListener("focusout", wait);
  document.body.append(box);
  shown = box;
  announce(action ? `${words} ${action} is at the end of the page.` : words);
  wait();
}
