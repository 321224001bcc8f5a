/// <reference lib="deno.ns" />
import { equal, ok } from "./assert.js";
import vectors from "../vectors/checksums.json" with { type: "json" };
import { checksum } from "../../static/js/core/checksum.js";

Deno.test("checksums agree with the vectors that the server's side reads too", () => {
  ok(vectors.length > 5);
  for (const { text, checksum: expected } of vectors) equal(checksum(text), expected, JSON.stringify(text));
});

Deno.test("one sign more, less or other gives another checksum", () => {
  const words = "Two doses are compared: 80 mg and 240 mg";
  for (const other of [`${words}.`, words.slice(1), words.replace("80", "160"), words.replace(" mg", "\u00a0mg")]) {
    ok(checksum(other) !== checksum(words), other);
  }
});
