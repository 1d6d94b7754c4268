/** `ask` as a person sees it in a terminal: the real command line, a model's double at the other end. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../core/domain/ids.ts";
import { newPerson } from "../../core/domain/person.ts";
import { openDatabase } from "../../db/client.ts";
import { personRecords } from "../../db/projections/registry.ts";
import { createTenant, saveUser } from "../../db/queries/tenants.ts";
import { write } from "../../db/write.ts";
import type { Pace } from "../../test/doubles/message-events.ts";
import {
  calls,
  cited,
  looks,
  openMessagesApi,
  type MessagesApi,
  type Scripted,
} from "../../test/doubles/messages-api.ts";
import { testMasterKey } from "../../test/support/master-key.ts";
import { templateDirectory } from "../../test/support/template-database.ts";

const MOST_MS = 120_000;
const person = "Quilla Vark";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-ask-"));
let api: MessagesApi;

beforeAll(async () => {
  api = await openMessagesApi();
  fs.cpSync(path.join(templateDirectory(), "db"), path.join(folder, "db"), { recursive: true });
  const db = await openDatabase({ masterKey: testMasterKey, directory: folder });
  const now = new Date();
  const { id: tenantId } = await createTenant(db, { slug: "harbel", name: "Harbel", at: now });
  await db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => {
    const ana = { email: "ana@harbel.example", name: "Ana", role: "owner" } as const;
    await saveUser(tx, { ...ana, timeZone: "UTC", locale: "en", at: now });
    const command = { kind: "create" as const, person: newPerson(person, "said", now, {}) };
    const cause = { runId: newId(), groupId: newId(), recordedAt: now };
    await write(tx, personRecords, [{ id: newId(), command }], cause);
  });
  await db.close();
}, MOST_MS);
afterAll(async () => {
  await api.close();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => void (api.sent.length = 0));

interface Asked {
  child: ChildProcessByStdio<null, Readable, Readable>;
  stdout: string;
  stderr: string;
  /** What it exited with. */
  ended: Promise<number | null>;
}

function ask(...steps: Scripted[]): Asked {
  api.script(...steps);
  const who = ["--tenant", "harbel", "--as", "ana@harbel.example"];
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "cli.ts", "ask", `why is ${person} quiet?`, ...who],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: path.dirname(process.execPath),
        RAPPORT_DATA: folder,
        RAPPORT_MASTER_KEY: testMasterKey.toString("hex"),
        EMBEDDINGS: "off",
        ANTHROPIC_API_KEY: api.key,
        ANTHROPIC_BASE_URL: api.url,
      },
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const asked: Asked = { child, stdout: "", stderr: "", ended };
  child.stdout.on("data", (piece: Buffer) => (asked.stdout += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (asked.stderr += piece.toString()));
  return asked;
}

/** Fails where the program ends before. */
async function until({ child, stderr }: Asked, true_: () => boolean): Promise<void> {
  while (!true_()) {
    if (child.exitCode !== null) throw new Error(`it ended before: ${stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An answer of three sentences, of which the last is not written before it is let go. */
function answer(): { steps: Scripted[]; go: () => void } {
  let go = (): void => undefined;
  const until = new Promise<void>((resolve) => (go = resolve));
  const pace: Pace = { hold: { before: 3, until } };
  const source = "crm:person:1";
  const said = cited(
    [`${person} is a person here.`, source],
    [" Nothing more is on record.", source],
    [" That is all of it.", source],
  );
  const steps = [
    calls(["answer_question", { question: "why?" }]),
    looks(["show_record", { record: person }]),
    { ...said, pace } as Scripted,
  ];
  return { steps, go };
}

describe("an answer in a terminal", () => {
  it(
    "comes sentence by sentence, and then whole on standard output",
    async () => {
      const { steps, go } = answer();
      const asked = ask(...steps);
      await until(asked, () => asked.stderr.includes("is a person here."));
      expect(asked.stdout).toBe("");
      go();
      expect(await asked.ended).toBe(0);
      expect(asked.stderr).toBe(
        "… Show a person, a company or a deal, with what happened…\n" +
          `${person} is a person here.\nNothing more is on record.\n`,
      );
      expect(asked.stdout).toContain(
        `${person} is a person here. [1] Nothing more is on record. [1] That is all of it. [1]\n`,
      );
      expect(asked.stdout).toContain("Sources\n");
    },
    MOST_MS,
  );

  it(
    "is stopped by Ctrl+C, and says so",
    async () => {
      const { steps, go } = answer();
      const asked = ask(...steps);
      await until(asked, () => asked.stderr.includes("is a person here."));
      asked.child.kill("SIGINT");
      expect(await asked.ended).toBe(130);
      go();
      expect(asked.stdout).toContain("The model was stopped.");
      expect(asked.stdout).not.toContain("is a person here.");
    },
    MOST_MS,
  );

  it(
    "is taken back by Ctrl+C while the message is still being read",
    async () => {
      const asked = ask({ kind: "slow", milliseconds: MOST_MS });
      await until(asked, () => api.sent.length > 0);
      asked.child.kill("SIGINT");
      expect(await asked.ended).toBe(130);
      expect(asked.stdout).toBe("Stopped. Nothing was done.\n");
      expect(api.sent).toHaveLength(1);
    },
    MOST_MS,
  );
});
