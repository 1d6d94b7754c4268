/** Every setting Rapport reads, in one schema; the only file that reads the environment. */
import { z } from "zod";
import { AppError } from "./core/domain/errors.ts";

const schema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      "PostgreSQL of the runtime login. Unset: the embedded database in the data directory.",
    ),
  DATABASE_ADMIN_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe(
      "PostgreSQL of the owner, used by `rapport migrate`, `tenant export` and `tenant restore` only.",
    ),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe("Connections to PostgreSQL per process."),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe("Redis for jobs across processes. Unset: jobs run in this process."),
  RAPPORT_DATA: z
    .string()
    .min(1)
    .default(".rapport")
    .describe("Data directory: embedded database, master key, files waiting to be imported."),
  RAPPORT_MASTER_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "64 hexadecimal digits; make one with: openssl rand -hex 32")
    .optional()
    .describe(
      "Wraps the keys that seal personal data; 64 hexadecimal digits. Required with DATABASE_URL; otherwise made and kept in the data directory.",
    ),
  RAPPORT_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Address under which people reach the web chat; used in sign-in links."),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe("Port of the web server."),
  HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("Interface the web server listens on; 0.0.0.0 for all."),
  LOG_LEVEL: z
    .enum(["error", "warn", "info", "debug", "silent"])
    .default("info")
    .describe("How much is logged, to standard error."),
});

export type Config = z.infer<typeof schema>;
export const configSchema = schema;

/** Reads settings from the environment; an empty variable counts as unset. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const values = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== ""),
  );
  const result = schema.safeParse(values);
  if (!result.success) {
    const issue = result.error.issues[0];
    const variable = String(issue?.path[0] ?? "configuration");
    const field = schema.shape[variable as keyof Config];
    throw new AppError(
      "misconfigured",
      `${variable} is not usable (${issue?.message ?? "invalid"}): ${field.description ?? ""}`,
    );
  }
  if (result.data.DATABASE_URL && !result.data.RAPPORT_MASTER_KEY)
    throw new AppError(
      "misconfigured",
      "RAPPORT_MASTER_KEY is missing: with DATABASE_URL it must be set; make one with `openssl rand -hex 32`.",
    );
  return result.data;
}
