// Builds the front end into pomost/ui/static/built: `node build.mjs`. Needs no network once `npm ci` has run.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import subsetFont from "subset-font";
import { FONTS, faceRule } from "./fonts.mjs";
import { outline } from "./outline.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = join(HERE, "..", "pomost", "ui", "static", "built");
const FRESH = `${TARGET}.new`;
// What the oldest browsers that get security updates understand.
const BROWSERS = ["chrome109", "firefox115", "safari16"];

function checkTheme() {
  const wanted = createHash("sha256").update(readFileSync(join(HERE, "theme.json"))).digest("hex");
  if (!readFileSync(join(HERE, "theme.css"), "utf8").includes(wanted)) {
    throw new Error("frontend/theme.css was not made from frontend/theme.json: run `npm run theme` and commit both.");
  }
}

async function cutFonts() {
  mkdirSync(join(FRESH, "fonts"), { recursive: true });
  const rules = [];
  for (const font of FONTS) {
    const whole = readFileSync(join(HERE, "node_modules", "@fontsource-variable", font.from));
    const cut = await subsetFont(whole, font.letters, { targetFormat: "woff2", variationAxes: { wght: font.weight } });
    writeFileSync(join(FRESH, "fonts", `${font.name}.woff2`), cut);
    rules.push(faceRule(font));
  }
  return rules.join("\n");
}

async function bundle(fontRules) {
  const shared = { bundle: true, minify: true, target: BROWSERS, outdir: FRESH, logLevel: "warning", legalComments: "none" };
  await build({
    ...shared,
    entryPoints: [join(HERE, "css", "app.css")],
    external: ["*.woff2"],
    plugins: [
      {
        name: "fonts",
        setup(on) {
          on.onResolve({ filter: /^pomost:fonts$/ }, () => ({ path: "fonts", namespace: "fonts" }));
          on.onLoad({ filter: /.*/, namespace: "fonts" }, () => ({ contents: fontRules, loader: "css" }));
        },
      },
    ],
  });
  // Only pages with a map load these two: see the component c-map.
  await build({ ...shared, entryPoints: [join(HERE, "css", "map.css")] });
  const leaflet = { js: "/*! Holds parts of Leaflet 1.9.4, BSD-2-Clause: see leaflet.txt beside this file. */" };
  await build({ ...shared, entryPoints: [join(HERE, "js", "map.js")], format: "esm", banner: leaflet });
  copyFileSync(join(HERE, "node_modules", "leaflet", "LICENSE"), join(FRESH, "leaflet.txt"));
  const entries = ["app.js", "panel.js", "drafts.js", "answers.js"].map((name) => join(HERE, "js", name));
  await build({ ...shared, entryPoints: entries, format: "esm" });
  // The page for the road, and the worker that keeps it at hand without a connection.
  const road = ["road.js", "road-worker.js"].map((name) => join(HERE, "js", name));
  await build({ ...shared, entryPoints: road, format: "esm" });
  await build({ ...shared, entryPoints: [join(HERE, "js", "scheme.js")], format: "iife" });
}

function report(folder, prefix = "") {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      report(path, `${prefix}${name}/`);
    } else {
      const whole = readFileSync(path);
      const sent = name.endsWith(".woff2") ? whole.length : gzipSync(whole, { level: 9 }).length;
      console.log(`${(prefix + name).padEnd(36)} ${String(sent).padStart(7)} bytes over the wire`);
    }
  }
}

checkTheme();
rmSync(FRESH, { recursive: true, force: true });
await bundle(await cutFonts());
writeFileSync(join(FRESH, "land.json"), outline(join(HERE, "node_modules", "world-atlas", "countries-50m.json")));
// The old build is replaced only by a whole one.
if (existsSync(TARGET)) rmSync(TARGET, { recursive: true });
renameSync(FRESH, TARGET);
report(TARGET);
