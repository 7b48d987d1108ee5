"use strict";
(() => {
  const boxes = [...document.querySelectorAll('input[name="class"]')];
  const find = document.getElementById("find");
  const nothing = document.getElementById("nothing");
  const changes = [...document.querySelectorAll(".change")];
  if (!find || !nothing) return;
  const texts = new Map();
  const text = (change) => {
    if (!texts.has(change)) texts.set(change, change.textContent.toLowerCase());
    return texts.get(change);
  };

  const apply = () => {
    const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const change of changes) {
      const fits = shown.has(change.dataset.class) && words.every((word) => text(change).includes(word));
      change.hidden = !fits;
      any = any || fits;
    }
    nothing.hidden = any;
  };

  // The address keeps the filters, after the number sign, so that it works for a file as well.
  const keep = () => {
    const kept = new URLSearchParams();
    const shown = boxes.filter((box) => box.checked).map((box) => box.value);
    if (shown.length < boxes.length) kept.set("class", shown.join(","));
    if (find.value) kept.set("find", find.value);
    history.replaceState(null, "", `#${kept}`);
    apply();
  };

  // A link to a change shows it whatever the filters say; else the address may have filters.
  const read = () => {
    const hash = location.hash.slice(1);
    const target = changes.find((change) => change.id === hash);
    if (target) {
      target.hidden = false;
      target.open = true;
      target.scrollIntoView();
      return;
    }
    const kept = new URLSearchParams(hash);
    const shown = kept.has("class") ? kept.get("class").split(",") : null;
    for (const box of boxes) box.checked = !shown || shown.includes(box.value);
    find.value = kept.get("find") || "";
    apply();
  };

  for (const box of boxes) box.addEventListener("change", keep);
  find.addEventListener("input", keep);
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", read);
  apply();
  read();
})();
