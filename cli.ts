/** The command line. What only one command needs is loaded when that command runs. */
import { Command, CommanderError } from "commander";
import { ask, askBatch, pressing, readArgs, readValues, type AskOptions } from "./cli/ask.ts";
import type { EvalOptions } from "./cli/eval.ts";
import type { FileOptions } from "./cli/file.ts";
import type { ImportOptions } from "./cli/import.ts";
import { configFor, told, withDeps, type Common } from "./cli/open.ts";
import { fail, note } from "./cli/output.ts";
import {
  tenantCreate,
  tenantList,
  userAdd,
  userLink,
  type TenantOptions,
  type UserOptions,
} from "./cli/tenants.ts";
import type { LinkOptions, SlackOptions, WorkspaceOptions } from "./cli/slack.ts";
import type { TokenOptions, TokenOwner } from "./cli/tokens.ts";
import type { VaultOptions } from "./cli/vault.ts";
import { readConfig } from "./config.ts";
import { AppError } from "./core/domain/errors.ts";
import { openDeps } from "./deps.ts";

const BAD_USAGE = 2;

const program = new Command("rapport")
  .description("A CRM you talk to.")
  .exitOverride()
  .configureOutput({ writeOut: (text) => process.stdout.write(text) })
  .showHelpAfterError("(see rapport help)");

/** Every command takes --data and --json. */
const command = (nameAndArguments: string, description: string, parent = program): Command =>
  parent
    .command(nameAndArguments)
    .description(description)
    .exitOverride()
    .option("--data <dir>", "data directory of the embedded database")
    .option("--json", "one JSON document on standard output");

/** Of an option that may be given several times. */
const gathered = (one: string, before: string[] = []): string[] => [...before, one];
const withFileOption = (asked: Command): Command =>
  asked.option("--file <path>", "a file to go out with a draft; may be repeated", gathered);

const asking = (asked: Command): Command =>
  withFileOption(asked)
    .requiredOption("--tenant <slug>", "tenant")
    .requiredOption("--as <email>", "who asks")
    .option(
      "--channel <name>",
      "dm, or the shared channel everyone of which reads the answer",
      "dm",
    )
    .option("--thread <id>", "thread of the conversation")
    .option("--now <iso>", "the clock of the turn");

command("serve", "run the web chat and the jobs")
  .option("--port <n>", "port")
  .option("--demo", "create the demo workspace when there is no tenant yet")
  .action(async (options: Common & { port?: string; demo?: boolean }) => {
    const config = configFor(options);
    const { serve } = await import("./cli/serve.ts");
    const deps = await openDeps(config);
    try {
      await serve(deps, config, options);
    } catch (error) {
      await deps.close();
      throw told(deps, error);
    }
  });

command("worker", "run the jobs only").action(async (options: Common) => {
  const config = configFor(options);
  if (!config.REDIS_URL)
    throw new AppError(
      "misconfigured",
      "REDIS_URL is missing: a worker of its own needs Redis; without it, serve runs the jobs.",
    );
  const { startJobs, stopOnSignals } = await import("./worker.ts");
  const deps = await openDeps(config);
  const stop = startJobs(deps);
  note("Worker is running.");
  stopOnSignals(async () => {
    stop();
    await deps.close();
  });
});

command("migrate", "bring the PostgreSQL schema up to date").action(async () => {
  const config = readConfig();
  if (!config.DATABASE_ADMIN_URL)
    throw new AppError(
      "misconfigured",
      "DATABASE_ADMIN_URL is missing: set it to the owner's login of the PostgreSQL database.",
    );
  const { migrateServer } = await import("./db/client.ts");
  await migrateServer(config.DATABASE_ADMIN_URL);
  note("The database is up to date.");
});

const tenant = program.command("tenant").description("tenants").exitOverride();
command("create <slug>", "create a tenant", tenant)
  .requiredOption("--name <name>", "its name")
  .requiredOption("--owner <email>", "its first user")
  .option("--tz <zone>", "the owner's time zone")
  .option("--currency <code>", "what an amount without a currency means, like EUR")
  .option("--country <code>", "what a phone number without a country code means, like ES")
  .option("--mail <mode>", "off, selective (people are suggested) or all (they are added)")
  .action((slug: string, options: Common & TenantOptions) =>
    withDeps(options, (deps) => tenantCreate(deps, slug, options)),
  );
command("list", "list tenants", tenant).action((options: Common) =>
  withDeps(options, (deps) => tenantList(deps, options)),
);
command(
  "budget <slug> <usd>",
  "what language models may cost a month, or none for no limit",
  tenant,
).action(async (slug: string, usd: string, options: Common) => {
  const { tenantBudget } = await import("./cli/tenant-budget.ts");
  await withDeps(options, (deps) => tenantBudget(deps, { slug, usd }, options));
});
command("reading <slug> <on|off>", "whether a model reads new two-way mail", tenant).action(
  async (slug: string, value: string, options: Common) => {
    const { tenantReading } = await import("./cli/tenant-reading.ts");
    await withDeps(options, (deps) => tenantReading(deps, { slug, value }, options));
  },
);
command("export <slug> <file>", "write all that a tenant has to an archive", tenant).action(
  async (slug: string, file: string, options: Common) => {
    const { tenantExport } = await import("./cli/tenant-archive.ts");
    await withDeps(options, (deps) => tenantExport(deps, { slug, file }, options));
  },
);
command("restore <file>", "bring a tenant back from an archive", tenant).action(
  async (file: string, options: Common) => {
    const { tenantRestore } = await import("./cli/tenant-archive.ts");
    await withDeps(options, (deps) => tenantRestore(deps, file, options));
  },
);

const user = program.command("user").description("people who use it").exitOverride();
command("add <email>", "add somebody, or change what is named", user)
  .requiredOption("--tenant <slug>", "tenant")
  .option("--name <name>", "name")
  .option("--role <role>", "owner, admin, manager, member or viewer")
  .option("--tz <zone>", "time zone, like Europe/Madrid")
  .option("--locale <tag>", "language, like en or es")
  .action((email: string, options: Common & UserOptions) =>
    withDeps(options, (deps) => userAdd(deps, email, options)),
  );
command("link <email>", "print a one-time sign-in link", user)
  .requiredOption("--tenant <slug>", "tenant")
  .action((email: string, options: Common & { tenant: string }) =>
    withDeps(options, (deps, config) =>
      userLink(deps, email, {
        ...options,
        base: config.RAPPORT_PUBLIC_URL ?? `http://${config.HOST}:${config.PORT}`,
      }),
    ),
  );

const token = program.command("token").description("personal tokens").exitOverride();
const ofUser = (made: Command): Command =>
  made
    .requiredOption("--tenant <slug>", "tenant")
    .requiredOption("--user <email>", "for whom the token acts");
ofUser(command("create", "make a token for a program and print it this once", token))
  .option("--name <name>", "what to call it", "token")
  .option("--scope <scope>", "read, or read-write", "read")
  .option("--days <n>", "how long it lasts", "90")
  .action(async (options: Common & TokenOptions) => {
    const { tokenCreate } = await import("./cli/tokens.ts");
    await withDeps(options, (deps) => tokenCreate(deps, options));
  });
command("list", "list tokens, whose they are and when they were last used", token)
  .requiredOption("--tenant <slug>", "tenant")
  .option("--user <email>", "only this user's")
  .action(async (options: Common & { tenant: string; user?: string }) => {
    const { tokenList } = await import("./cli/tokens.ts");
    await withDeps(options, (deps) => tokenList(deps, options));
  });
command("calls <id>", "show what was called with a token, the latest first", token)
  .requiredOption("--tenant <slug>", "tenant")
  .option("--limit <n>", "how many calls at most", "50")
  .action(async (id: string, options: Common & { tenant: string; limit: string }) => {
    const { tokenCalls } = await import("./cli/tokens.ts");
    await withDeps(options, (deps) => tokenCalls(deps, id, options));
  });
ofUser(command("revoke <id>", "end a token at once", token)).action(
  async (id: string, options: Common & TokenOwner) => {
    const { tokenRevoke } = await import("./cli/tokens.ts");
    await withDeps(options, (deps) => tokenRevoke(deps, id, options));
  },
);

const vault = program.command("vault").description("sealed secrets and keys").exitOverride();
command("status", "what is sealed under which master key", vault)
  .option("--tenant <slug>", "one tenant only")
  .action(async (options: Common & VaultOptions) => {
    const { vaultStatus } = await import("./cli/vault.ts");
    await withDeps(options, (deps) => vaultStatus(deps, options));
  });
command("rotate", "seal all of it anew under the current master key", vault)
  .option("--tenant <slug>", "one tenant only")
  .action(async (options: Common & VaultOptions) => {
    const { vaultRotate } = await import("./cli/vault.ts");
    await withDeps(options, (deps) => vaultRotate(deps, options));
  });

const slack = program.command("slack").description("Slack workspaces").exitOverride();
command("status", "which workspaces are connected, and who is who in them", slack)
  .requiredOption("--tenant <slug>", "tenant")
  .action(async (options: Common & SlackOptions) => {
    const { slackStatus } = await import("./cli/slack.ts");
    await withDeps(options, (deps, config) => slackStatus(deps, options, config.SLACK_API_URL));
  });
const inSlack = (made: Command): Command =>
  made
    .requiredOption("--tenant <slug>", "tenant")
    .requiredOption("--workspace <key>", "the workspace's id, like T012AB3CD");
inSlack(command("disconnect", "answer a workspace no more", slack)).action(
  async (options: Common & WorkspaceOptions) => {
    const { slackDisconnect } = await import("./cli/slack.ts");
    await withDeps(options, (deps) => slackDisconnect(deps, options));
  },
);
inSlack(command("link <email>", "say who a member of a workspace is", slack))
  .requiredOption("--user <id>", "the member's id, like U012AB3CD")
  .action(async (email: string, options: Common & LinkOptions) => {
    const { slackLink } = await import("./cli/slack.ts");
    await withDeps(options, (deps) => slackLink(deps, email, options));
  });
inSlack(command("unlink <email>", "answer that member no more", slack))
  .requiredOption("--user <id>", "the member's id, like U012AB3CD")
  .action(async (email: string, options: Common & LinkOptions) => {
    const { slackUnlink } = await import("./cli/slack.ts");
    await withDeps(options, (deps) => slackUnlink(deps, email, options));
  });

command("mcp", "serve the tools to an MCP client over standard input and output")
  .option("--token-file <path>", "file with the personal token, instead of RAPPORT_TOKEN")
  .action(async (options: Common & { tokenFile?: string }) => {
    const { mcp } = await import("./cli/mcp.ts");
    await withDeps(options, (deps, config) => mcp(deps, config, options));
  });

command("import <files...>", "import .mbox, .mbox.gz, .eml, .ics, .vcf and .csv files")
  .requiredOption("--tenant <slug>", "tenant")
  .requiredOption("--as <email>", "whose files they are")
  .option("--preview", "only show what a contact file would do")
  .action(async (files: string[], options: Common & ImportOptions) => {
    const { importFiles } = await import("./cli/import.ts");
    await withDeps(options, (deps) => importFiles(deps, files, options));
  });

withFileOption(command("ask [text]", "one turn in plain words, or --batch for many"))
  .requiredOption("--tenant <slug>", "tenant")
  .option("--as <email>", "who asks")
  .option("--channel <name>", "dm, or the shared channel everyone of which reads the answer", "dm")
  .option("--thread <id>", "thread of the conversation")
  .option("--now <iso>", "the clock of the turn")
  .option(
    "--engine <name>",
    "which engine reads the words: local, or claude or langchain where there is one",
  )
  .option("--batch <file>", "JSON lines in, JSON lines out; - reads standard input")
  .action((text: string | undefined, options: Common & AskOptions & { batch?: string }) => {
    if (options.batch !== undefined) {
      const { batch } = options;
      return withDeps(options, (deps) => askBatch(deps, batch, options.tenant));
    }
    if ((text === undefined && !options.file) || !options.as)
      throw new CommanderError(BAD_USAGE, "usage", "ask needs a text and --as, or --batch");
    return withDeps(options, (deps) => ask(deps, options, { kind: "text", text: text ?? "" }));
  });
asking(command("call <tool> <json>", "one tool with structured arguments")).action(
  (tool: string, json: string, options: Common & AskOptions) =>
    withDeps(options, (deps) => ask(deps, options, { kind: "tool", tool, args: readArgs(json) })),
);
asking(command("click <action>", "press a button of an earlier reply"))
  .option(
    "--value <name=text...>",
    "fill in a field of its form, with \\n for a new line",
    gathered,
  )
  .action((actionId: string, options: Common & AskOptions & { value?: string[] }) =>
    withDeps(options, (deps) =>
      ask(deps, options, pressing(actionId, readValues(options.value ?? []))),
    ),
  );

command("file <id> [path]", "fetch a file made for somebody, such as an export")
  .requiredOption("--tenant <slug>", "tenant")
  .requiredOption("--as <email>", "whose file it is")
  .action(async (id: string, target: string | undefined, options: Common & FileOptions) => {
    const { fetchFile } = await import("./cli/file.ts");
    await withDeps(options, (deps) => fetchFile(deps, { id, target }, options));
  });

command("tools", "list the tools")
  .option("--prompt", "print what a language model gets: the system prompt and the tools")
  .option("--engine <name>", "whose prompt: claude or langchain", "claude")
  .action(async (options: Common & { prompt?: boolean; engine?: string }) => {
    const { listTools, showPrompt } = await import("./cli/tools.ts");
    if (options.prompt) await showPrompt(options);
    else listTools(options);
  });
command("doctor", "what is on, what is off, and why").action(async (options: Common) => {
  const { doctor } = await import("./cli/doctor.ts");
  await withDeps(options, (deps, config) => doctor(deps, config, options));
});
program
  .command("eval [file]")
  .description("how well messages are understood: a file of cases, or the WorkBench benchmark")
  .exitOverride()
  .option("--engine <name>", "local, claude, or langchain:provider:model", "local")
  .option("--record <dir>", "keep a model's answers in this folder")
  .option("--replay <dir>", "take a model's answers from this folder and ask nobody")
  .option("--workbench <dir>", "folder with the benchmark's sandbox and queries")
  .option("--failures", "list what was not right")
  .option("--json", "one JSON document on standard output")
  .action(async (file: string | undefined, options: EvalOptions) => {
    const { evaluateFile } = await import("./cli/eval.ts");
    await evaluateFile(file, options);
  });
command("bench", "run the benchmarks")
  .option("--only <names>", "comma-separated benchmarks")
  .action(async (options: Common & { only?: string }) => {
    const { runBenchmarks } = await import("./bench/run.ts");
    await runBenchmarks(options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.code === "usage") process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE;
  } else fail(error);
}
