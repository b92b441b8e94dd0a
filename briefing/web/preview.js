// Reloads what is shown whenever the server says that a file was saved.
"use strict";

const seen = document.documentElement.dataset.stamp;
const state = document.getElementById("state");
const panes = Array.from(document.querySelectorAll("iframe"));
const places = new Map();

const deskOf = (stamp) => stamp.split("-")[0];

function isBrief(frame) {
  return !frame.contentDocument.documentElement.hasAttribute("data-stamp");
}

function reload(frame) {
  try {
    // Where the reader was before an error page, or a page still loading, is what counts.
    if (isBrief(frame) && !places.has(frame)) places.set(frame, frame.contentWindow.scrollY);
    frame.contentWindow.location.reload();
  } catch {
    // The frame was led elsewhere, where we may not look.
    frame.src = frame.getAttribute("src");
  }
}

for (const frame of panes) {
  frame.addEventListener("load", () => {
    if (!frame.contentDocument) return;
    // Left to itself the browser restores, after this, the place in the error page.
    frame.contentWindow.history.scrollRestoration = "manual";
    if (places.has(frame) && isBrief(frame)) {
      frame.contentWindow.scrollTo({ top: places.get(frame), behavior: "instant" });
      places.delete(frame);
    }
  });
}

const events = new EventSource("/events?seen=" + encodeURIComponent(seen));
events.onopen = () => { state.textContent = "reloads on save"; };
events.onerror = () => { state.textContent = "the preview has stopped; waiting for it"; };
events.onmessage = (event) => {
  // Another desk file may mean other tabs; a page without frames is itself what changed.
  if (!panes.length || deskOf(event.data) !== deskOf(seen)) location.reload();
  else panes.forEach(reload);
};
