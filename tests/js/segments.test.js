/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import { DEEPEST, difference, flatten, flattenWithin, onTop, within } from "../../static/js/core/segments.js";
import { seeded } from "./random.js";

/** @typedef {import("../../static/js/core/segments.js").Painted} Painted */

/**
 * What flattening should give, found the slow way: character by character.
 * @param {Painted[]} passages
 * @param {number} length
 */
function slowly(passages, length) {
  return Array.from({ length }, (_, at) => {
    const over = passages.filter(({ start, end }) => start <= at && at < end).sort(onTop);
    return over[0] ? { hue: over[0].hue, depth: Math.min(over.length, DEEPEST) } : null;
  });
}

Deno.test("overlapping passages fall into disjoint segments that deepen", () => {
  const segments = flatten([{ id: "a", start: 0, end: 10, hue: 1 }, { id: "b", start: 4, end: 8, hue: 3 }]);
  equal(segments, [
    { start: 0, end: 4, hue: 1, depth: 1 },
    { start: 4, end: 8, hue: 3, depth: 2 },
    { start: 8, end: 10, hue: 1, depth: 1 },
  ]);
});

Deno.test("neighbours of one look are one segment; empty and reversed passages are none", () => {
  const passages = [
    { id: "a", start: 0, end: 5, hue: 2 },
    { id: "b", start: 5, end: 9, hue: 2 },
    { id: "c", start: 3, end: 3, hue: 2 },
    { id: "d", start: 8, end: 2, hue: 2 },
  ];
  equal(flatten(passages), [{ start: 0, end: 9, hue: 2, depth: 1 }]);
  equal(flatten([]), []);
});

Deno.test("changed words keep their own look, also beside others of their colour", () => {
  const segments = flatten([{ id: "a", start: 0, end: 5, hue: 2 }, {
    id: "b",
    start: 5,
    end: 9,
    hue: 2,
    changed: true,
  }]);
  equal(segments, [{ start: 0, end: 5, hue: 2, depth: 1 }, { start: 5, end: 9, hue: 2, depth: 1, changed: true }]);
});

Deno.test("whatever the passages, each character has the look of those over it", () => {
  const random = seeded(20);
  for (let round = 0; round < 200; round++) {
    const passages = Array.from({ length: random(30) }, (_, index) => {
      const start = random(60);
      return { id: String(index), start, end: start + random(25), hue: 1 + random(8) };
    });
    const looks = slowly(passages, 90);
    const segments = flatten(passages);
    const painted = Array.from({ length: 90 }, (_, at) => {
      const over = segments.filter(({ start, end }) => start <= at && at < end);
      ok(over.length <= 1, "segments overlap");
      return over[0] ? { hue: over[0].hue, depth: over[0].depth } : null;
    });
    equal(painted, looks);
  }
});

Deno.test("many passages over one another never give more segments than they have ends", () => {
  const random = seeded(3);
  const passages = Array.from({ length: 20_000 }, (_, index) => {
    const start = random(100_000);
    return { id: String(index), start, end: start + 1 + random(3_000), hue: 1 + random(8) };
  });
  const segments = flatten(passages);
  ok(segments.length <= 40_000);
});

Deno.test("what one note more or less changes is near it; all else stays the same object", () => {
  const random = seeded(41);
  const some = () => {
    const start = random(400);
    return { id: String(random(1e9)), start, end: start + 1 + random(40), hue: random(9), changed: random(5) === 0 };
  };
  for (let round = 0; round < 300; round++) {
    const notes = Array.from({ length: random(30) }, some);
    const before = flatten(notes);
    const one = some();
    const later = random(2) ? [...notes, one] : notes.slice(1);
    const { segments, gone, come } = difference(before, flatten(later));
    equal(segments, flatten(later));
    const stay = before.filter((segment) => !gone.includes(segment));
    equal(segments.filter((segment) => !come.includes(segment)), stay);
    ok(stay.every((segment) => segments.includes(segment)), "another object for what stays");
    const other = later.length > notes.length ? one : notes[0];
    const near = ({ start = 0, end = 0 }) => Boolean(other) && start <= (other?.end ?? 0) && end >= (other?.start ?? 0);
    ok([...gone, ...come].every(near), "painted anew far from the note");
  }
});

Deno.test("the same painting has no difference, and another text's is all difference", () => {
  const notes = [{ id: "a", start: 0, end: 10, hue: 1 }, { id: "b", start: 4, end: 8, hue: 3 }];
  const before = flatten(notes);
  equal(difference(before, flatten(notes)), { segments: before, gone: [], come: [] });
  equal(difference(before, []), { segments: [], gone: before, come: [] });
  equal(difference([], before), { segments: before, gone: [], come: before });
});

Deno.test("whatever the spans, those segments are within that share a character with one", () => {
  const random = seeded(17);
  for (let round = 0; round < 300; round++) {
    const segments = flatten(Array.from({ length: random(20) }, (_, index) => {
      const start = random(90);
      return { id: String(index), start, end: start + random(12), hue: random(9) };
    }));
    /** @type {{ start: number, end: number }[]} */
    const spans = [];
    for (let start = random(20); start < 100; start += 1 + random(20)) {
      const end = start + random(15);
      spans.push({ start, end });
      start = end;
    }
    const expected = segments.filter((segment) =>
      spans.some(({ start, end }) => Math.max(start, segment.start) < Math.min(end, segment.end))
    );
    equal(within(segments, spans.filter(({ start, end }) => start < end)), expected);
  }
});

Deno.test("what is to be seen of many passages looks as it does among all of them", () => {
  const random = seeded(23);
  for (let round = 0; round < 200; round++) {
    const passages = Array.from({ length: random(40) }, (_, index) => {
      const start = random(60);
      return { id: String(index), start, end: start + random(25), hue: 1 + random(8) };
    });
    const first = random(60);
    const spans = [{ start: first, end: first + 5 }, { start: first + 6, end: first + 6 + random(20) }];
    const looks = (/** @type {import("../../static/js/core/segments.js").Segment[]} */ segments) =>
      Array.from({ length: 20 }, (_, at) => {
        const there = segments.find(({ start, end }) => start <= first + at && first + at < end);
        return there ? [there.hue, there.depth] : null;
      });
    const seen = flattenWithin(passages, spans);
    const to = spans[1]?.end ?? 0;
    equal(looks(seen).slice(0, 5), looks(flatten(passages)).slice(0, 5));
    equal(looks(seen).slice(6, to - first), looks(flatten(passages)).slice(6, to - first));
    ok(seen.every(({ start, end }) => start >= first && end <= to && start < end));
  }
  equal(flattenWithin([{ id: "a", start: 0, end: 5, hue: 2 }], []), []);
});
