// Which letters of which font are shipped, and how the style sheet names them.
// Source Sans 3 is the text, Brygada 1918 (one weight) the headings; both SIL OFL 1.1.

const GROUND =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" +
  "\u00a0\u00ad\u2011\u202f\u2060«»„”“‘’‚–—…·•°§©®×÷±−€½¼¾→←↑↓" +
  "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ";
// Polish first; the other Latin letters of Europe too: partners abroad have names.
const FURTHER =
  "ĄąĆćĘęŁłŃńŚśŹźŻż" +
  "ĀāĂăČčĎďĐđĒēĖėĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŅņŇňŌōŐőŔŕŘřŞşŠšŢţŤťŪūŮůŰűŲųŽžȘșȚț";

const SANS = { family: "Source Sans 3 Variable", weight: { min: 400, max: 700 }, shown: "400 700" };
const SERIF = { family: "Brygada 1918 Variable", weight: 600, shown: "600" };

export const FONTS = [
  { ...SANS, name: "source-sans-3", letters: GROUND, from: "source-sans-3/files/source-sans-3-latin-wght-normal.woff2" },
  { ...SANS, name: "source-sans-3-ext", letters: FURTHER, from: "source-sans-3/files/source-sans-3-latin-ext-wght-normal.woff2" },
  { ...SERIF, name: "brygada-1918", letters: GROUND, from: "brygada-1918/files/brygada-1918-latin-wght-normal.woff2" },
  { ...SERIF, name: "brygada-1918-ext", letters: FURTHER, from: "brygada-1918/files/brygada-1918-latin-ext-wght-normal.woff2" },
];

/** The @font-face rule: a browser fetches the file only when a page holds one of its letters. */
export function faceRule({ name, family, letters, shown }) {
  const codes = [...new Set(letters)].map((letter) => letter.codePointAt(0)).sort((a, b) => a - b);
  const ranges = [];
  for (const code of codes) {
    const last = ranges.at(-1);
    if (last && code === last[1] + 1) last[1] = code;
    else ranges.push([code, code]);
  }
  const hex = (code) => code.toString(16).toUpperCase();
  const range = ranges.map(([from, to]) => (from === to ? `U+${hex(from)}` : `U+${hex(from)}-${hex(to)}`)).join(",");
  return `@font-face{font-family:"${family}";font-style:normal;font-display:swap;font-weight:${shown};src:url(./fonts/${name}.woff2) format("woff2");unicode-range:${range}}`;
}
