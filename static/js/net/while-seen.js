/** Asks a question of the server now and again, while the page is seen. */

/** Milliseconds between two questions, and how many more at most: pages that were opened together ask apart. */
const EVERY = 12_000;
const SPREAD = 3_000;
const JUST_ASKED = 5_000;

/** @param {() => Promise<boolean>} question gives whether to ask again; else it waits until the page comes back into sight */
export function whileSeen(question) {
  let timer = 0;
  let asked = Date.now();
  const wait = () => {
    timer = setTimeout(renew, EVERY + Math.random() * SPREAD);
  };
  const renew = async () => {
    clearTimeout(timer);
    if (document.hidden) return; // It asks when it is seen again.
    asked = Date.now();
    if (await question()) wait();
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - asked > JUST_ASKED) renew();
  });
  wait();
}
