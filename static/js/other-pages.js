/**
 * Registers what some pages have and a trial's does not: my notes, paper, a file of an export, and the page of a link. Strangers see a trial first,
 * so its script goes without it. Each of these pages names this script beside `main.js`.
 */
import { ExportProgress } from "./elements/export-progress.js";
import { KeptDrafts } from "./elements/kept-drafts.js";
import { NoteDesk } from "./elements/note-desk.js";
import { PrintPage } from "./elements/print-page.js";
import { followSharedNews } from "./net/shared-news.js";

customElements.define("export-progress", ExportProgress);
customElements.define("print-page", PrintPage);
customElements.define("note-desk", NoteDesk);
customElements.define("kept-drafts", KeptDrafts);

followSharedNews();
