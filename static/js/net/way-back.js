/** Adds the hash to the way back from the sign-in page: the server does not see what follows `#` in an address. */
import { sitePath } from "./site.js";

export function followWayBack() {
  addEventListener("click", ({ target }) => {
    const link = target instanceof Element ? target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || !location.hash) return;
    const to = new URL(link.href);
    const next = to.searchParams.get("next");
    const leadsIn = [sitePath("/sign-in"), sitePath("/sign-up")].includes(to.pathname);
    if (to.origin !== location.origin || !leadsIn || !next || next.includes("#")) return;
    to.searchParams.set("next", next + location.hash);
    link.href = to.href;
  }, { capture: true });
}
