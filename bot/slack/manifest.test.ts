/** The app's manifest: what it asks for is what the program uses. */
import fs from "node:fs";
import { expect, test } from "vitest";
import { SHORTCUT } from "./hear-interaction.ts";
import { botScopes } from "./scopes.ts";

const manifest = fs.readFileSync(new URL("manifest.yaml", import.meta.url), "utf8");
/** The plain items below a key. */
const itemsUnder = (key: string): string[] => {
  const block = new RegExp(`^( *)${key}:\\n((?:\\1  +- .*\\n)+)`, "m").exec(manifest)?.[2] ?? "";
  return Array.from(block.matchAll(/- (.*)/g), ([, item = ""]) => item);
};

test("asks for the scopes the installation asks for", () => {
  expect(itemsUnder("bot").sort()).toEqual([...botScopes].sort());
});

test("subscribes to what is listened to, and has one address for everything", () => {
  expect(itemsUnder("bot_events")).toEqual([
    "agent_session_stopped",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.im",
    "tokens_revoked",
  ]);
  const urls = Array.from(manifest.matchAll(/(?:request_url|\burl): (.*)/g), ([, url]) => url);
  expect(new Set(urls)).toEqual(new Set(["https://crm.example.com/slack/events"]));
});

test("names the shortcut as the program knows it, and is an agent, not an assistant", () => {
  expect(manifest).toContain(`callback_id: ${SHORTCUT}`);
  expect(manifest).toContain("agent_view:");
  expect(manifest).not.toContain("assistant_view");
});
