/// <reference lib="deno.ns" />
import { LEASE, mayTake } from "../../static/js/core/leases.js";
import { equal } from "./assert.js";

Deno.test("a lease is one holder's until it is given back or over", () => {
  const now = 1_000_000;
  const lease = { name: "x", holder: "one", until: now + LEASE };
  equal(mayTake(undefined, "two", now), true);
  equal(mayTake(lease, "one", now), true);
  equal(mayTake(lease, "two", now), false);
  equal(mayTake(lease, "two", now + LEASE - 1), false);
  equal(mayTake(lease, "two", now + LEASE), true);
  equal(mayTake(lease, "two", now - 1), true);
});
