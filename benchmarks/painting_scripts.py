"""What ``benchmarks.painting`` runs in the pages that it measures."""

WATCH = """
  window.longest = 0;
  try {
    new PerformanceObserver((list) => {
      for (const {duration} of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({type: "longtask", buffered: true});
  } catch {}
  const look = () => {
    const painted = [...CSS.highlights].some(([name, all]) => /^note-\\d/.test(name) && all.size > 0);
    if (painted) requestAnimationFrame(() => requestAnimationFrame(() => window.painted = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
SELECT = """() => {
  const block = [...document.querySelectorAll("p[data-start]")].find((each) =>
    each.getBoundingClientRect().top > 150 && each.textContent.length > 80);
  getSelection().setBaseAndExtent(block.firstChild, 3, block.firstChild, 40);
}"""
_PLACES = """
  const blocks = [...document.querySelectorAll(".record [data-start]")];
  const texts = blocks.map((block) => ({start: Number(block.dataset.start), node: block.firstChild}));
"""
WRAP = f"""async (notes) => {{
  {_PLACES}
  const began = performance.now();
  for (const [start, end] of notes) {{
    for (const block of blocks) {{
      let at = Number(block.dataset.start);
      if (at >= end || at + block.textContent.length <= start) continue;
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      const pieces = [];
      for (let node = walker.nextNode(); node; at += node.length, node = walker.nextNode()) {{
        const [from, to] = [Math.max(0, start - at), Math.min(node.length, end - at)];
        if (from < to) pieces.push([node, from, to]);
      }}
      for (const [node, from, to] of pieces) {{
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        range.surroundContents(document.createElement("mark"));
      }}
    }}
    if (performance.now() - began > 60000) return null;
  }}
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}}"""
RECOGITO_SHOWS = """async (notes) => {
  const record = document.querySelector(".record");
  const annotator = RecogitoJS.createTextAnnotator(record, {renderer: "SPANS"});
  const text = record.textContent;
  const began = performance.now();
  annotator.setAnnotations(notes.map(([start, end], index) => ({
    id: String(index), bodies: [], target: {annotation: String(index), selector: [{start, end, quote: text.slice(start, end)}]},
  })));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}"""
