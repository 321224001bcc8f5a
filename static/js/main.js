/**
 * Registers the elements that a trial's page has, or that stand on many pages; `other-pages.js` has the rest. A page works without any of them; each adds what it can to what the server sent.
 */
import { AnnotatedText } from "./elements/annotated-text.js";
import { CopyButton } from "./elements/copy-button.js";
import { ChooseNotes, LocalMoment, ShowPassword } from "./elements/form-parts.js";
import { EvidenceTable } from "./elements/evidence-table.js";
import { FindWords } from "./elements/find-words.js";
import { KeyHelp } from "./elements/key-help.js";
import { LiveRegion } from "./elements/live-region.js";
import { NoteComposer } from "./elements/note-composer.js";
import { NoteMargin } from "./elements/note-margin.js";
import { NotePlacer } from "./elements/note-placer.js";
import { OutlineNav } from "./elements/outline-nav.js";
import { ReadMark } from "./elements/read-mark.js";
import { ScrollBox } from "./elements/scroll-box.js";
import { SelectionToolbar } from "./elements/selection-toolbar.js";
import { DeviceChoice, ReaderSettings } from "./elements/settings.js";
import { TableAtHand } from "./elements/table-at-hand.js";
import { TagField } from "./elements/tag-field.js";
import { CountDown, LocalTime } from "./elements/times.js";
import { UnitSteps } from "./elements/unit-steps.js";
import { followLengths } from "./ui/lengths.js";
import { followNews } from "./net/live.js";
import { followDecisions } from "./ui/decisions.js";
import { followWayBack } from "./net/way-back.js";
import { followLeaving } from "./drafts/leaving.js";
import { followOtherTabs } from "./ui/other-tabs.js";
import { followOutbox } from "./drafts/outbox.js";
import { followPageForms } from "./drafts/page-forms.js";
import { followReading } from "./ui/last-read.js";
import { followReplies } from "./ui/replies.js";

// The text first, then the elements that need it; the margin tells the outline of its notes.
customElements.define("live-region", LiveRegion);
customElements.define("annotated-text", AnnotatedText);
customElements.define("find-words", FindWords);
customElements.define("outline-nav", OutlineNav);
customElements.define("note-margin", NoteMargin);
customElements.define("selection-toolbar", SelectionToolbar);
customElements.define("note-composer", NoteComposer);
customElements.define("note-placer", NotePlacer);
customElements.define("reader-settings", ReaderSettings);
customElements.define("key-help", KeyHelp);
customElements.define("device-choice", DeviceChoice);
customElements.define("evidence-table", EvidenceTable);
customElements.define("table-at-hand", TableAtHand);
customElements.define("copy-button", CopyButton);
customElements.define("tag-field", TagField);
customElements.define("show-password", ShowPassword);
customElements.define("choose-notes", ChooseNotes);
customElements.define("local-moment", LocalMoment);
customElements.define("read-mark", ReadMark);
customElements.define("scroll-box", ScrollBox);
customElements.define("local-time", LocalTime);
customElements.define("count-down", CountDown);
customElements.define("unit-steps", UnitSteps);

followNews();
followReplies();
followReading();
followDecisions();
followPageForms();
followLeaving();
followOutbox();
followOtherTabs();
followLengths();
followWayBack();
