/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import { arrange } from "../../static/js/core/layout.js";
import { seeded } from "./random.js";

Deno.test("cards with room stand beside their passages", () => {
  equal(arrange([{ wish: 20, height: 50 }, { wish: 200, height: 50 }]), [20, 200]);
});

Deno.test("cards push each other down", () => {
  const cards = [{ wish: 0, height: 50 }, { wish: 10, height: 50 }, { wish: 20, height: 50 }];
  equal(arrange(cards, { gap: 10 }), [0, 60, 120]);
});

Deno.test("the focused card wins its place, those before it move up, those after it down", () => {
  const cards = [{ wish: 200, height: 50 }, { wish: 210, height: 50 }, { wish: 220, height: 50 }];
  equal(arrange(cards, { gap: 10, focused: 1 }), [150, 210, 270]);
});

Deno.test("no card goes over the head of the margin, even for the focused one", () => {
  const cards = [{ wish: 40, height: 50 }, { wish: 45, height: 50 }];
  equal(arrange(cards, { gap: 10, focused: 1, floor: 40 }), [40, 100]);
});

Deno.test("whatever the cards, none overlap, all keep their order, and the focused one is in its place when there is room", () => {
  const random = seeded(11);
  for (let round = 0; round < 300; round++) {
    const cards = Array.from({ length: 1 + random(20) }, () => ({ wish: random(1500), height: 20 + random(150) }))
      .sort((one, other) => one.wish - other.wish);
    const focused = random(cards.length + 1) - 1;
    const tops = arrange(cards, { gap: 8, focused, floor: 30 });
    tops.forEach((top, index) => {
      ok(top >= 30);
      const next = tops[index + 1];
      if (next !== undefined) ok(next >= top + (cards[index]?.height ?? 0) + 8 - 1e-9);
    });
    const card = cards[focused];
    const above = cards.slice(0, focused).reduce((sum, { height }) => sum + height + 8, 30);
    if (card && card.wish >= above) equal(tops[focused], card.wish);
  }
});
