/** `token` and `mcp` as a person runs them: the real command line, the official client at the other end. */
import { execFile, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenCreate } from "../../cli/tokens.ts";
import { openDatabase, type Database } from "../../db/client.ts";
import { createPersonalToken, revokePersonalToken } from "../../db/queries/personal-tokens.ts";
import { createTenant, saveUser } from "../../db/queries/tenants.ts";
import { testMasterKey } from "../../test/support/master-key.ts";
import { templateDirectory } from "../../test/support/template-database.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-mcp-"));
const environment = {
  PATH: path.dirname(process.execPath),
  RAPPORT_DATA: folder,
  RAPPORT_MASTER_KEY: testMasterKey.toString("hex"),
  EMBEDDINGS: "off",
};
const program = ["--import", "tsx", "cli.ts"];
const owner = ["--tenant", "harbel", "--user", "ana@harbel.example"];

interface Ran {
  stdout: string;
  stderr: string;
  code?: number;
}

const rapport = (...args: string[]): Promise<Ran> =>
  promisify(execFile)(process.execPath, [...program, ...args], { env: environment }).catch(
    (error: unknown) => error as Ran,
  );

/** Made before the command line takes the data directory for itself. */
let writing: string;
let revoked: string;

beforeAll(async () => {
  fs.cpSync(path.join(templateDirectory(), "db"), path.join(folder, "db"), { recursive: true });
  const db = await openDatabase({ masterKey: testMasterKey, directory: folder });
  const now = new Date();
  const { id: tenantId } = await createTenant(db, { slug: "harbel", name: "Harbel", at: now });
  [writing, revoked] = await db.transaction(
    { tenantId, actorId: null, viewerId: null },
    async (tx) => {
      const ana = { email: "ana@harbel.example", name: "Ana", role: "owner" } as const;
      const user = await saveUser(tx, { ...ana, timeZone: "UTC", locale: "en", at: now });
      const expiresAt = new Date(now.getTime() + 3_600_000);
      const made = { userId: user.id, name: "test", scope: "read-write", now, expiresAt } as const;
      const first = await createPersonalToken(tx, made);
      const second = await createPersonalToken(tx, made);
      await revokePersonalToken(tx, { id: second.id, userId: user.id, now });
      return [first.token, second.token] as const;
    },
  );
  await db.close();
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe("rapport token", () => {
  it("shows a token once, lists it without it, and revokes it", async () => {
    const made = await rapport("token", "create", ...owner, "--name", "laptop", "--days", "30");
    expect(made.stdout).toMatch(/^rapport_[0-9a-f-]{36}\.[\w-]{43}\n$/);
    expect(made.stderr).toContain("not shown again");
    const listed = JSON.parse((await rapport("token", "list", ...owner, "--json")).stdout) as {
      tokens: { id: string; name: string; scope: string; state: string }[];
    };
    const laptop = listed.tokens.find(({ name }) => name === "laptop");
    expect(laptop).toMatchObject({ scope: "read", state: "active" });
    expect(listed.tokens.map(({ state }) => state)).toContain("revoked");
    expect(JSON.stringify(listed)).not.toContain(made.stdout.trim().slice(-43));
    expect((await rapport("token", "revoke", laptop?.id ?? "", ...owner)).stdout).toBe(
      "The token laptop is revoked.\n",
    );
  }, 120_000);

  it.each([
    [{ scope: "admin" }, "A scope is read or read-write, not “admin”."],
    [{ days: "9999" }, "A token lasts 1 to 365 days, not “9999”."],
    [{ days: "" }, "A token lasts 1 to 365 days, not “”."],
    [{ name: " " }, "A token's name has 1 to 100 characters."],
  ])("refuses %j", async (changes, userMessage) => {
    const options = { tenant: "harbel", user: "x", name: "laptop", scope: "read", days: "30" };
    const db = {} as Database;
    await expect(tokenCreate({ db }, { ...options, ...changes })).rejects.toMatchObject({
      userMessage,
    });
  });
});

const fileWith = (token: string): string => {
  const file = path.join(folder, "token.txt");
  fs.writeFileSync(file, token, { mode: 0o600 });
  return file;
};

describe("rapport mcp", () => {
  it("serves a client over standard input and output until it leaves", async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [...program, "mcp"],
      env: { ...environment, RAPPORT_TOKEN: writing, LOG_LEVEL: "debug" },
      stderr: "pipe",
    });
    const client = new Client({ name: "test", version: "1" });
    const broken: unknown[] = [];
    client.onerror = (error) => broken.push(error);
    await client.connect(transport);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toContain("add_task");
    expect(names).not.toContain("archive_record");
    const added = await client.callTool({ name: "add_task", arguments: { title: "Pay the fee" } });
    expect(added.structuredContent).toMatchObject({ outcome: "done" });
    const listed = await client.callTool({ name: "list_tasks", arguments: {} });
    expect(JSON.stringify(listed.content)).toContain("Pay the fee");
    await client.close();
    // Anything but the protocol on standard output would have been one.
    expect(broken).toEqual([]);
    const everybodys = await rapport("token", "list", "--tenant", "harbel");
    const [id = "", , whose, ...more] =
      everybodys.stdout
        .split("\n")
        .find((line) => line.includes("2 calls"))
        ?.split("\t") ?? [];
    expect(whose).toBe("ana@harbel.example");
    expect(more).toContainEqual(expect.stringMatching(/^used \d{4}-\d\d-\d\d \d\d:\d\dZ$/));
    const { stdout } = await rapport("token", "calls", id, "--tenant", "harbel");
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toMatch(/\tlist_tasks\tread\tdone$/);
    expect(lines[1]).toMatch(/\tadd_task\twrite\tdone\ttask [0-9a-f-]{36}$/);
    expect(await rapport("token", "calls", "nonsense", "--tenant", "harbel")).toMatchObject({
      code: 1,
      stderr: "rapport: harbel has no token with that id; see token list.\n",
    });
  }, 120_000);

  it("answers what was asked before standard input ended, then ends by itself", async () => {
    const child = spawn(process.execPath, [...program, "mcp"], {
      env: { ...environment, RAPPORT_TOKEN: writing },
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const params = { name: "my_day", arguments: {} };
    child.stdin.end(`${JSON.stringify({ jsonrpc: "2.0", id: 7, method: "tools/call", params })}\n`);
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 7, result: { content: [{ type: "text" }] } });
  });

  it("gives up on a message that is too long", async () => {
    const child = spawn(process.execPath, [...program, "mcp"], {
      env: { ...environment, RAPPORT_TOKEN: writing },
    });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    // It ends while there is still something to write to it.
    child.stdin.on("error", () => undefined);
    child.stdin.write("x".repeat(300_000));
    await new Promise((resolve) => child.once("exit", resolve));
    expect(stdout).toBe("");
  });

  it("says in one sentence that a token is missing or revoked", async () => {
    const missing = await rapport("mcp");
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toContain("RAPPORT_TOKEN is missing");
    const ended = await rapport("mcp", "--token-file", fileWith(revoked));
    expect(ended).toMatchObject({
      code: 1,
      stdout: "",
      stderr: "rapport: This token was revoked; make a new one.\n",
    });
  });
});
