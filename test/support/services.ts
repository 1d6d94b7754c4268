/** The real services a test may use; where one is not named in the environment, its tests are skipped. */
import { existsSync } from "node:fs";

const INSTALLED_CHROMIUM = "/usr/bin/chromium";

const named = (variable: string): string | undefined => {
  // An empty value means "none", as in an .env file copied from the example.
  const value = process.env[variable];
  return value === "" ? undefined : value;
};

export const testServices = {
  databaseUrl: named("RAPPORT_TEST_DATABASE_URL"),
  databaseAdminUrl: named("RAPPORT_TEST_DATABASE_ADMIN_URL"),
  /** The long form of tests that have one: figures to report, not to wait for with every change. */
  full: named("RAPPORT_TEST_FULL") !== undefined,
  redisUrl: named("RAPPORT_TEST_REDIS_URL"),
  chromium:
    named("RAPPORT_TEST_CHROMIUM") ??
    (existsSync(INSTALLED_CHROMIUM) ? INSTALLED_CHROMIUM : undefined),
};
