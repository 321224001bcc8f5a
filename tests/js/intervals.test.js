/// <reference lib="deno.ns" />
import { equal } from "./assert.js";
import { Intervals } from "../../static/js/core/intervals.js";
import { seeded } from "./random.js";

Deno.test("an offset finds the passages over it, smallest first", () => {
  const index = new Intervals([{ id: "long", start: 0, end: 50 }, { id: "short", start: 10, end: 12 }]);
  equal(index.at(11), ["short", "long"]);
  equal(index.at(12), ["long"]);
  equal(index.at(50), []);
  equal([index.count(0, 50), index.count(12, 50), index.count(50, 60), index.count(11, 11)], [2, 1, 0, 0]);
});

Deno.test("whatever the intervals, the index finds what a look at each would find", () => {
  const random = seeded(7);
  for (let round = 0; round < 100; round++) {
    const intervals = Array.from({ length: random(40) }, (_, index) => {
      const start = random(100);
      return { id: String(index), start, end: start + random(30) };
    });
    const index = new Intervals(intervals);
    for (let tries = 0; tries < 40; tries++) {
      const start = random(120);
      const end = start + 1 + random(10);
      const expected = intervals.filter((each) => each.start < each.end && each.start < end && each.end > start);
      equal(index.within(start, end).toSorted(), expected.map(({ id }) => id).toSorted());
      equal(index.count(start, end), expected.length);
    }
  }
});
