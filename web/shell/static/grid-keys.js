// The matrix by keyboard: one tab stop, arrows go from cell to cell, Home and End along a row.
// Without this file each cell is a tab stop of its own.
const grid = document.querySelector(".grid table");
const links = grid ? [...grid.querySelectorAll("td > a")] : [];
const place = (link) => [link.closest("tr").rowIndex, link.parentElement.cellIndex];
const ahead = {
  ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1],
};

function stop(link) {
  for (const one of links) one.tabIndex = one === link ? 0 : -1;
}

function next(link, [down, along]) {
  const [row, column] = place(link);
  const forward = document.documentElement.dir === "rtl" ? -along : along;
  const reached = (one) => {
    const [y, x] = place(one);
    return down ? x === column && (y - row) * down > 0 : y === row && (x - column) * forward > 0;
  };
  const found = links.filter(reached);
  const away = (one) => { const [y, x] = place(one); return Math.abs(y - row) + Math.abs(x - column); };
  return found.sort((one, other) => away(one) - away(other))[0];
}

if (links.length) stop(links[0]);
grid?.addEventListener("keydown", (event) => {
  const link = event.target.closest("td > a");
  if (!link) return;
  const row = links.filter((one) => place(one)[0] === place(link)[0]);
  const to = event.key === "Home" ? row[0] : event.key === "End" ? row.at(-1) : ahead[event.key] && next(link, ahead[event.key]);
  if (!to) return;
  event.preventDefault();
  stop(to);
  to.focus();
});
