/** Import directions: core/domain ← db ← core ← {bot, sync, admin} ← root files. */
const sdkHomes = {
  "^@slack/": "^bot/slack/",
  "^botbuilder": "^bot/teams/",
  "^whatsapp-web\\.js": "^bot/whatsapp/",
  "^googleapis": "^sync/google/",
  "^@microsoft/microsoft-graph-client": "^sync/microsoft/",
  "^@modelcontextprotocol/": "^admin/mcp/",
  "^(bullmq|ioredis)": "^core/bullmq-jobs\\.ts$|^test/",
  "^@anthropic-ai/sdk|^@?langchain": "^core/llm/",
  "^nodemailer": "^core/sending/",
  "^(onnxruntime-node|@huggingface/tokenizers)": "^core/embeddings/",
  "^(pg|drizzle-orm|neo4j-driver|@electric-sql/pglite.*)(/|$)": "^db/|^test/|^bench/|^scripts/",
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domain-is-pure",
      comment: "core/domain imports nothing of ours outside itself",
      severity: "error",
      from: { path: "^core/domain/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(core/(?!domain/)|db/|bot/|sync/|admin/|[a-z-]+\\.ts$)" },
    },
    {
      name: "db-below-core",
      severity: "error",
      from: { path: "^db/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(core/(?!domain/)|bot/|sync/|admin/|[a-z-]+\\.ts$)" },
    },
    {
      name: "core-below-surfaces",
      severity: "error",
      from: { path: "^core/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(bot/|sync/|admin/|[a-z-]+\\.ts$)" },
    },
    {
      name: "surfaces-apart",
      comment: "bot, sync and admin never import one another",
      severity: "error",
      from: { path: "^(bot|sync|admin)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^(bot|sync|admin)/", pathNot: "^$1/" },
    },
    {
      name: "surfaces-below-roots",
      severity: "error",
      from: { path: "^(bot|sync|admin)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^([a-z-]+\\.ts$|cli/)" },
    },
    {
      name: "no-test-code-in-product",
      severity: "error",
      from: {
        path: "^(core|db|bot|sync|admin|cli|eval|[a-z-]+\\.ts$)",
        pathNot: "\\.test\\.tsx?$",
      },
      to: { path: "^(test|scripts)/" },
    },
    {
      name: "no-developers-packages-in-product",
      severity: "error",
      from: {
        path: "^(core|db|bot|sync|admin|cli|eval|[a-z-]+\\.ts$)",
        pathNot: "\\.test\\.tsx?$|\\.config\\.ts$",
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "evaluation-above-product",
      comment: "only the command line knows that there are evaluations",
      severity: "error",
      from: { path: "^(core|db|bot|sync|admin)/" },
      to: { path: "^eval/" },
    },
    { name: "not-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...Object.entries(sdkHomes).map(([sdk, home]) => ({
      name: `home-of-${sdk.replace(/[^a-z]+/g, "-")}`,
      severity: "error",
      from: { pathNot: home },
      to: { path: `node_modules/(${sdk.replaceAll("^", "")})`, dependencyTypesNot: ["type-only"] },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
    },
  },
};
