/** Records the cassettes that tests replay, from the doubles: after a change of prompt, request or tool. */
import fs from "node:fs";
import { newKey } from "../core/domain/sealing.ts";
import { openDatabase } from "../db/client.ts";
import { readCases } from "../eval/case.ts";
import { openEngine } from "../eval/engine.ts";
import { evaluate } from "../eval/evaluate.ts";
import { tableOf } from "../eval/report.ts";
import { openWorld } from "../eval/world.ts";
import {
  casesFile,
  completionsScript,
  configOf,
  engines,
  fewTools,
  folderOf,
  kept,
  messagesScript,
} from "../test/cassettes/setting.ts";
import { openMessagesApi } from "../test/doubles/messages-api.ts";
import { openOpenAiApi } from "../test/doubles/openai-api.ts";

const claude = await openMessagesApi();
const other = await openOpenAiApi();
claude.script(...messagesScript());
other.script(...completionsScript());
const config = configOf({
  ANTHROPIC_API_KEY: claude.key,
  ANTHROPIC_BASE_URL: claude.url,
  LLM_API_KEY: other.key,
  LLM_BASE_URL: other.url,
});
const db = await openDatabase({ masterKey: newKey() });
const world = await openWorld(db);
for (const name of engines) {
  fs.rmSync(folderOf(name), { recursive: true, force: true });
  const engine = await openEngine(name, fewTools, { config, ...kept(name, "record") });
  const cases = readCases(casesFile);
  const done = await evaluate(db, { file: casesFile, cases, engine, tools: fewTools, world });
  process.stdout.write(`${tableOf(done, true)}\n\n`);
}
await db.close();
await claude.close();
await other.close();
