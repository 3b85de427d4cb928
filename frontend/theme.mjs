// Makes theme.css from theme.json with Designsystemet's own tool: `npm run theme`. Needs the npm registry.
// The result is committed: the tool and its dependencies weigh 110 MB, too much for every installation's build.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const TOOL = "@digdir/designsystemet@1.15.0";

const folder = mkdtempSync(join(tmpdir(), "pomost-theme-"));
try {
  copyFileSync(join(HERE, "theme.json"), join(folder, "theme.json"));
  const run = (...args) =>
    execFileSync("npm", ["exec", "--yes", `--package=${TOOL}`, "--", "designsystemet", "tokens", ...args], { cwd: folder, stdio: "inherit" });
  run("create", "--config", "theme.json");
  run("build", "--tokens", "./design-tokens", "--out-dir", "./out");
  const hash = createHash("sha256").update(readFileSync(join(HERE, "theme.json"))).digest("hex");
  const made = readFileSync(join(folder, "out", "pomost.css"), "utf8").replace('@charset "UTF-8";\n', "");
  // Dark is for screens: paper stays white, whatever the reader chose.
  const dark = /@layer ds\.theme\.color-scheme\.dark \{\n.*?\n\}\n(?=\s*@layer)/s;
  if (!dark.test(made)) throw new Error("The dark layer looks different from what theme.mjs expects.");
  writeFileSync(join(HERE, "theme.css"), `/* Made by theme.mjs (${TOOL}), not by hand, from theme.json with sha256 ${hash}. */\n${made.replace(dark, (layer) => `@media screen {\n${layer}}\n`)}`);
} finally {
  rmSync(folder, { recursive: true });
}
