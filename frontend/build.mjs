/* Bundles ProseMirror into one file and puts the licence of each package beside it.
   `node build.mjs --check` says whether the bundle that is kept is what would be built. */
import { readFile, writeFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/tidtam/web/static/web/vendor/editor");

const built = await build({
  entryPoints: [join(here, "index.js")],
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "ProseMirror",
  target: ["es2020", "chrome100", "firefox100", "safari15"],
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});

const names = new Set();
for (const input of Object.keys(built.metafile.inputs)) {
  const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) names.add(found[1]);
}
const parts = [];
for (const name of [...names].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const text = (await readFile(join(folder, "LICENSE"), "utf8")).trim();
  parts.push(`${name} ${version} (${license})\n\n${text}\n`);
}
const files = {
  "prosemirror.min.js": built.outputFiles[0].text,
  LICENSE: parts.join(`\n${"-".repeat(72)}\n\n`),
};

await mkdir(target, { recursive: true });
for (const [name, text] of Object.entries(files)) {
  const path = join(target, name);
  if (process.argv.includes("--check")) {
    const kept = await readFile(path, "utf8").catch(() => "");
    if (kept !== text) {
      console.error(`${name} is not what is built from these sources: npm run build`);
      process.exitCode = 1;
    }
  } else {
    await writeFile(path, text);
    console.log(`${name}: ${text.length} characters`);
  }
}
