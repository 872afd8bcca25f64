// What a reader would stumble over on this page: faint text, small targets, ids that stand twice, lost labels.
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const light = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share < 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const sheets = [];
    for (let part = element; part; part = part.parentElement) {
      sheets.push(rgba(getComputedStyle(part).backgroundColor));
      if (sheets.at(-1)[3] > 0.99) break;
    }
    const over = (base, [red, green, blue, alpha]) =>
      [red, green, blue].map((part, i) => part * alpha + base[i] * (1 - alpha));
    return sheets.reverse().reduce(over, [255, 255, 255]);
  };
  const faults = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const style = getComputedStyle(element);
    const said = texts.currentNode.data.trim();
    if (!said || element.getBoundingClientRect().width <= 1 || style.visibility === "hidden") continue;
    const [a, b] = [light(rgba(style.color).slice(0, 3)), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (contrast < (large ? 3 : 4.5)) faults.push(`faint, ${contrast.toFixed(2)}: ${said.slice(0, 40)}`);
  }
  for (const part of document.querySelectorAll("button, summary, .nav a, .foot a, .button")) {
    if (part.closest("[aria-hidden=true]")) continue;
    const { width, height } = part.getBoundingClientRect();
    if (width && (width < 24 || height < 24)) faults.push(`small target: ${part.textContent.trim()}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((part) => part.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) faults.push(`twice: ${id}`);
  for (const part of document.querySelectorAll("[aria-labelledby]"))
    if (!document.getElementById(part.getAttribute("aria-labelledby"))) faults.push(`no label: ${part.className}`);
  for (const table of document.querySelectorAll("table"))
    if (!table.caption || !table.querySelector("tbody th[scope=row]")) faults.push(`bare table: ${table.className}`);
  if (document.documentElement.scrollWidth > innerWidth) faults.push("scrolls sideways");
  for (const part of document.querySelectorAll("table, .tickets, .lane"))
    if (part.getBoundingClientRect().right > part.closest(".card")?.getBoundingClientRect().right)
      faults.push(`sticks out of its card: ${part.className}`);
  return faults;
};
