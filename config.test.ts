/** What a wrong setting answers: which variable, what is expected, and never the value itself. */
import { describe, expect, it } from "vitest";
import { configSchema, readConfig } from "./config.ts";
import { AppError } from "./core/domain/errors.ts";

const databaseUrl = "postgres://rapport_login:canary@db.example:5432/rapport";
const masterKey = "0123456789abcdef".repeat(4);

describe("readConfig", () => {
  it("needs nothing: without settings it is the embedded default", () => {
    const config = readConfig({});
    expect(config.DATABASE_URL).toBeUndefined();
    expect(config.REDIS_URL).toBeUndefined();
    expect(config).toMatchObject({ RAPPORT_DATA: ".rapport", HOST: "127.0.0.1", PORT: 3000 });
  });

  it("takes an empty variable for one that is not set", () => {
    const names = Object.keys(configSchema.shape);
    const empty = Object.fromEntries(names.map((name) => [name, ""]));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it("reads numbers, and leaves what it does not know alone", () => {
    const config = readConfig({ PORT: "8080", DATABASE_POOL_SIZE: "20", PATH: "/usr/bin" });
    expect(config).toMatchObject({ PORT: 8080, DATABASE_POOL_SIZE: 20 });
    expect(config).not.toHaveProperty("PATH");
  });

  it("wants a master key of its own beside a PostgreSQL server, and says how to make one", () => {
    const message = refusalOf({ DATABASE_URL: databaseUrl });
    expect(message).toContain("RAPPORT_MASTER_KEY is missing");
    expect(message).toContain("openssl rand -hex 32");
    expect(message).not.toContain("canary");
    expect(readConfig({ DATABASE_URL: databaseUrl, RAPPORT_MASTER_KEY: masterKey })).toMatchObject({
      RAPPORT_MASTER_KEY: masterKey,
    });
  });

  it("wants the name of a hosted embedding model", () => {
    const EMBEDDINGS = "https://models.example/v1";
    expect(refusalOf({ EMBEDDINGS })).toContain("EMBEDDINGS_MODEL is missing");
    expect(readConfig({ EMBEDDINGS, EMBEDDINGS_MODEL: "small" })).toMatchObject({ EMBEDDINGS });
  });

  it.each([
    ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "canary"],
    ["SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID", "canary"],
    ["SLACK_BOT_TOKEN", "SLACK_TENANT", "xoxb-canary"],
    ["SLACK_TENANT", "SLACK_BOT_TOKEN", "canary"],
  ])("refuses %s without %s", (given, missing, value) => {
    const message = refusalOf({ [given]: value });
    expect(message).toContain(`${missing} is missing`);
    expect(message).not.toContain("canary");
  });

  it.each([
    ["DATABASE_URL", "mysql://root:canary@db.example/rapport"],
    ["DATABASE_URL", "canary"],
    ["DATABASE_ADMIN_URL", "https://owner:canary@db.example"],
    ["DATABASE_POOL_SIZE", "canary"],
    ["DATABASE_POOL_SIZE", "0"],
    ["REDIS_URL", "http://:canary@redis.example"],
    ["RAPPORT_MASTER_KEY", "canary"],
    ["RAPPORT_MASTER_KEY", `${masterKey.slice(2)}zz`],
    ["RAPPORT_MASTER_KEYS_EARLIER", "canary"],
    ["RAPPORT_MASTER_KEYS_EARLIER", `${masterKey},`],
    ["RAPPORT_PUBLIC_URL", "ftp://canary.example"],
    ["ANTHROPIC_BASE_URL", "canary"],
    ["LLM_FAST_MODEL", "a model called canary"],
    ["PORT", "canary"],
    ["PORT", "65536"],
    ["EMBEDDINGS", "canary"],
    ["EMBEDDINGS", "ftp://canary.example"],
    ["LOG_LEVEL", "canary"],
  ])("refuses an unusable %s by its name and repeats no value (%s)", (variable, value) => {
    const message = refusalOf({ [variable]: value });
    expect(message).toContain(`${variable} is not usable`);
    expect(message).toContain(configSchema.shape[variable as "PORT"].description);
    expect(message).not.toContain("canary");
    if (value.length > 8) expect(message).not.toContain(value);
  });

  it("has a description for every setting", () => {
    const silent = Object.entries(configSchema.shape).filter(([, field]) => !field.description);
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});

function refusalOf(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === "misconfigured") return error.userMessage;
    throw error;
  }
  throw new Error("these settings were taken");
}
