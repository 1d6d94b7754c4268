/** A real browser for tests; only where one is installed (see services.ts). */
import { chromium, type Browser } from "playwright-core";
import { testServices } from "./services.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const hasBrowser = testServices.chromium !== undefined;

export async function openBrowser(): Promise<Browser> {
  if (testServices.chromium === undefined)
    throw new Error("No browser: set RAPPORT_TEST_CHROMIUM to the path of a Chromium.");
  return chromium.launch({ executablePath: testServices.chromium, args: flags });
}
