/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import { crowd } from "../../static/js/core/crowd.js";
import { arrange } from "../../static/js/core/layout.js";
import { seeded } from "./random.js";

const card = (/** @type {number} */ wish, height = 100) => ({ wish, height });
const groups = (/** @type {import("../../static/js/core/crowd.js").Place[]} */ places) =>
  places.map(({ cards }) => cards);

Deno.test("cards that have room, or nearly, all stand beside the text", () => {
  equal(groups(crowd([card(0), card(10), card(20)], { reach: 500 })), [[0], [1], [2]]);
});

Deno.test("those that would stand too far from their passages wait together", () => {
  const cards = Array.from({ length: 12 }, (_, index) => card(index));
  equal(groups(crowd(cards, { reach: 250 })), [[0], [1], [2], [3, 4, 5, 6, 7, 8, 9, 10, 11]]);
});

Deno.test("the margin fills again where there is room", () => {
  const cards = [...Array.from({ length: 8 }, (_, index) => card(index)), card(2000), card(2010)];
  equal(groups(crowd(cards, { reach: 250 })).slice(-2), [[8], [9]]);
});

Deno.test("a card that stays is shown, wherever it is", () => {
  const cards = Array.from({ length: 12 }, (_, index) => card(index));
  const places = crowd(cards, { reach: 250, stays: (index) => index === 7 });
  equal(groups(places), [[0], [1], [2], [3, 4, 5, 6], [7], [8, 9, 10, 11]]);
});

Deno.test("whatever the cards, each is in one place, in their order, and none that may go stands too far away", () => {
  const random = seeded(7);
  for (let round = 0; round < 300; round++) {
    const cards = Array.from({ length: 1 + random(60) }, () => card(random(1500), 20 + random(200)))
      .sort((one, other) => one.wish - other.wish);
    const reach = 100 + random(600);
    const places = crowd(cards, { reach, floor: 30 });
    equal(groups(places).flat(), [...cards.keys()]);
    const tops = arrange(places, { floor: 30 });
    places.forEach(({ cards: some, wish }, place) => {
      equal(wish, cards[some[0] ?? 0]?.wish);
      // A card by itself that waited has no button; it may be lower by the height of one.
      if (some.length === 1 && place > 0) ok((tops[place] ?? 0) - wish <= reach + 300);
    });
  }
});
