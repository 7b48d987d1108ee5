"use strict";
(() => {
  const boxes = [...document.querySelectorAll('input[name="class"]')];
  const find = document.getElementById("find");
  const nothing = document.getElementById("nothing");
  const changes = [...document.querySelectorAll(".change")];
  if (!find || !nothing) return;
  const text = new Map(changes.map((change) => [change, change.textContent.toLowerCase()]));

  const apply = () => {
    const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const change of changes) {
      const fits = shown.has(change.dataset.class) && words.every((word) => text.get(change).includes(word));
      change.hidden = !fits;
      any = any || fits;
    }
    nothing.hidden = any;
  };

  // A link to a change shows it whatever the filters say.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.classList.contains("change")) return;
    target.hidden = false;
    target.scrollIntoView();
  };

  for (const box of boxes) box.addEventListener("change", apply);
  find.addEventListener("input", apply);
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
