/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import { arrange, spot } from "../../static/js/core/layout.js";
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

Deno.test("no card goes over the head of the margin: where little room is missing the focused one gives way", () => {
  const cards = [{ wish: 40, height: 50 }, { wish: 45, height: 50 }];
  equal(arrange(cards, { gap: 10, focused: 1, floor: 40, slack: 60 }), [40, 100]);
});

Deno.test("those before the focused one that have no room above it follow it", () => {
  const cards = [{ wish: 40, height: 50 }, { wish: 45, height: 500 }, { wish: 150, height: 50 }, {
    wish: 160,
    height: 50,
  }];
  equal(arrange(cards, { gap: 10, focused: 2, floor: 40, slack: 60 }), [40, 210, 150, 720]);
});

Deno.test("a card stands at the first line of its passage, else at the last, whole in the window", () => {
  const view = { top: 50, bottom: 800 };
  equal(spot({ first: 300, last: 400 }, 200, view), 300);
  equal(spot({ first: -300, last: 400 }, 200, view), 400);
  equal(spot({ first: 700, last: 900 }, 200, view), 600);
  equal(spot({ first: -300, last: 1200 }, 200, view), 50);
  equal(spot({ first: 300, last: 400 }, 2000, view), 50);
  equal(spot({ first: -300, last: 20 }, 200, view), null);
  equal(spot({ first: 900, last: 950 }, 200, view), null);
});

Deno.test("whatever the cards, none overlap, all but the focused one keep their order, and that one is where it is wanted", () => {
  const random = seeded(11);
  for (let round = 0; round < 300; round++) {
    const cards = Array.from({ length: 1 + random(20) }, () => ({ wish: random(1500), height: 20 + random(150) }))
      .sort((one, other) => one.wish - other.wish);
    const [focused, slack] = [random(cards.length + 1) - 1, random(2) * 100];
    const tops = arrange(cards, { gap: 8, focused, floor: 30, slack });
    const stack = tops.map((top, index) => ({ top, index, height: cards[index]?.height ?? 0 }))
      .sort((one, other) => one.top - other.top);
    stack.forEach(({ top, height }, place) => {
      ok(top >= 30);
      const next = stack[place + 1];
      if (next) ok(next.top >= top + height + 8 - 1e-9);
    });
    const others = stack.map(({ index }) => index).filter((index) => index !== focused);
    equal(others, others.toSorted((one, other) => one - other));
    const card = cards[focused];
    const top = tops[focused] ?? 0;
    if (card && card.wish >= 30) ok(top >= card.wish && top <= card.wish + slack);
  }
});
