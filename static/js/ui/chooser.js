/** Lets the reader choose among several notes on the clicked passage; the smallest passage comes first. */
import { many, written } from "../core/words.js";
import { focusNextButton, make } from "./dom.js";
import { rememberPlace } from "./places.js";

/**
 * @param {readonly HTMLElement[]} cards smallest passage first
 * @param {number} count how many notes there are, those too that cannot be chosen here
 * @param {number} x where, in the window
 * @param {number} y
 * @param {(card: HTMLElement) => void} pick
 */
export function openChooser(cards, count, x, y, pick) {
  const back = rememberPlace();
  const box = make(
    "div",
    { class: "chooser", popover: "auto", role: "dialog", "aria-label": "Notes on this passage" },
    make("p", { class: "chooser-title" }, `${many(count, "note")} on these words`),
  );
  if (count > cards.length) {
    box.append(make("p", { class: "chooser-title quiet" }, `The first ${written(cards.length)} of them:`));
  }
  for (const card of cards) {
    box.append(option(card, () => {
      picked = true;
      box.hidePopover();
      pick(card);
    }));
  }
  let picked = false;
  box.addEventListener("keydown", (event) => step(box, event));
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    box.remove();
    if (!picked) back();
  });
  document.body.append(box);
  box.showPopover();
  const { width, height } = box.getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(x - 20, innerWidth - width - 8))}px`;
  box.style.top = `${y + 14 + height < innerHeight ? y + 14 : Math.max(8, y - height - 14)}px`;
  box.querySelector("button")?.focus();
}

/**
 * @param {HTMLElement} card
 * @param {() => void} pick
 * @returns {HTMLButtonElement}
 */
function option(card, pick) {
  const words = card.querySelector(".card-body")?.textContent?.trim() || "Highlight";
  const quote = card.querySelector(".quote")?.textContent?.trim() ?? "";
  const button = make(
    "button",
    { type: "button", class: "menu-item chooser-item", "data-hue": card.dataset.hue ?? "" },
    make("span", { class: "swatch" }),
    make(
      "span",
      { class: "chooser-words" },
      make("span", { class: "quote quote-clamp", dir: "auto" }, quote),
      make("span", { class: "quote-clamp", dir: "auto" }, words),
    ),
  );
  button.addEventListener("click", pick);
  return button;
}

/**
 * @param {HTMLElement} box
 * @param {KeyboardEvent} event
 */
function step(box, event) {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!way) return;
  event.preventDefault();
  focusNextButton(box, way);
}
