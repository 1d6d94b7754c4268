/** Every command of an installation without developers' packages (`npm ci --omit=dev`) can be loaded. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { expect, test } from "vitest";

const { devDependencies } = JSON.parse(fs.readFileSync("package.json", "utf8")) as {
  devDependencies: Record<string, string>;
};

/** Refuses the packages of developers; types alone are gone before anything is resolved. */
const refusing = `
  const refused = ${JSON.stringify(Object.keys(devDependencies))};
  export async function resolve(specifier, context, next) {
    if (refused.some((name) => specifier === name || specifier.startsWith(name + "/")))
      throw new Error(specifier + " is only for developers: " + context.parentURL);
    return next(specifier, context);
  }`;
const asUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
const register = asUrl(
  `import { register } from "node:module"; register(${JSON.stringify(asUrl(refusing))});`,
);

const commands = fs
  .readdirSync("cli")
  .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
  .map((name) => `./cli/${name}`);

const load = (files: readonly string[]): string =>
  execFileSync(
    process.execPath,
    ["--import", "tsx", "--import", register, "--input-type=module", "-e", importing(files)],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 },
  );
const importing = (files: readonly string[]): string =>
  `${files.map((file) => `await import(${JSON.stringify(file)});`).join("")} process.stdout.write("loaded"); process.exit();`;

test("the commands and the benchmarks", { timeout: 120_000 }, () => {
  expect(commands.length).toBeGreaterThan(10);
  expect(load([...commands, "./bench/run.ts", "./deps.ts"])).toBe("loaded");
});

test("a package of developers would be noticed", { timeout: 120_000 }, () => {
  expect(() => load(["./test/doubles/slack-front.ts"])).toThrow(/emulate is only for developers/);
});
