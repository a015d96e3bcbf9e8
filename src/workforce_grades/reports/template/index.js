// Search, filters and sorting of the index page; without it the page is complete, in the order of names.
(() => {
  const get = id => document.getElementById(id), all = selector => [...document.querySelectorAll(selector)];
  const table = get("authorities-table");
  const heads = [...table.tHead.rows[0].cells];
  const fold = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const grades = { O: "Outstanding", G: "Good", R: "Requires improvement", I: "Inadequate" };
  const order = [...Object.keys(grades), "N"];
  const letter = text => order.find(key => key === text || grades[key] === text) || "N";
  const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const [search, region, judgement, grade] = ["search", "region", "judgement", "grade"].map(get);
  const entries = [...table.tBodies[0].rows].map(row => {
    const cells = [...row.cells].map(cell => cell.textContent.trim());
    return { row, cells, name: fold(cells[0]) };
  });
  for (const tile of all(".tiles a")) {
    const number = tile.hash.slice(2), entry = entries[number - 1], link = entry.row.querySelector("a");
    entry.tile = tile.parentNode;
    entry.place = entry.tile.className.slice(0, -1);
    if (link) tile.href = link.href;
  }

  function filter() {
    const asked = fold(search.value).split(/\s+/), column = +judgement.value, held = [], fit = [], rest = [];
    for (const entry of entries) {
      const { row, cells, name } = entry, has = letter(cells[column]);
      const fits = asked.every(word => name.includes(word))
        && (!region.value || cells[1] === region.value) && (!grade.value || has === grade.value);
      (fits ? fit : rest).push([entry, has + (fits ? "" : " off"), fits]);
      if (!fits) row.hidden = true;
      held.push(has);
    }
    const count = fit.length;
    show(fit.concat(rest));
    for (const item of all(".tile-key li")) {
      item.querySelector("b").textContent = held.filter(has => has === item.className).length;
    }
    get("judged").textContent = judgement.selectedOptions[0].text.toLowerCase();
    say(`${count} of ${entries.length} shown`);
  }

  let more;
  // What fits comes first, and the rest of a long table after a breath, so that the next letter is not held up.
  function show(changes) {
    clearTimeout(more);
    for (const [{ row, tile, place }, look, fits] of changes.splice(0, 200)) {
      if (fits) row.hidden = false;
      tile.className = place + look;
    }
    if (changes.length) more = setTimeout(show, 0, changes);
  }

  let waiting;
  function say(text) {
    clearTimeout(waiting);
    waiting = setTimeout(() => { get("shown").textContent = text; }, 150);
  }

  function value(text, column) {
    if (column < 2) return text;
    if (column < heads.length - 1) return order.indexOf(letter(text));
    const [day, month, year] = text.split(" ");
    return text && year * 1e4 + months.indexOf(month.slice(0, 3)) * 100 + +day;
  }

  function sort(column) {
    const head = heads[column], down = head.getAttribute("aria-sort") === "ascending", { compare } = new Intl.Collator("en-GB");
    const keyed = entries.map(({ row, cells }) => [value(cells[column], column), row]);
    keyed.sort(([a], [b]) => (down ? -1 : 1) * (column < 2 ? compare(a, b) : a - b));
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    table.tBodies[0].append(...keyed.map(([, row]) => row));
    say(`Sorted by ${head.textContent}, ${down ? "descending" : "ascending"}`);
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    head.dataset.name = head.textContent; // for paper: a header that is repeated there shows no button
    button.append(...head.childNodes);
    button.onclick = () => sort(column);
    head.append(button);
  });
  heads[0].setAttribute("aria-sort", "ascending");
  [search, region, judgement, grade].forEach(control => control.addEventListener("input", filter));
  get("filters").hidden = false;
  filter();
})();
