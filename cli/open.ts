/** Opens the program for one command, with the settings and options it was given. */
import { readConfig, type Config } from "../config.ts";
import { AppError } from "../core/domain/errors.ts";
import { forOperator } from "../db/connection-trouble.ts";
import { openDeps, type AppDeps } from "../deps.ts";
import type { OutputOptions } from "./output.ts";

export interface Common extends OutputOptions {
  data?: string;
}

/** Opens the program for one command and closes it again, whatever comes of it. */
export async function withDeps(
  options: Common,
  work: (deps: AppDeps, config: Config) => Promise<void>,
): Promise<void> {
  const config = configFor(options);
  const deps = await openDeps(config);
  try {
    await work(deps, config);
  } catch (error) {
    throw told(deps, error);
  } finally {
    await deps.close();
  }
}

/** A database that cannot be used is for the operator to set right; embedded there is nothing to set. */
export const told = ({ db }: AppDeps, error: unknown): unknown =>
  db.engine === "postgres" ? forOperator(error) : error;

export function configFor(options: Common & { port?: string }): Config {
  const config = readConfig();
  return {
    ...config,
    ...(options.data ? { RAPPORT_DATA: options.data } : {}),
    ...(options.port ? { PORT: readPort(options.port) } : {}),
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new AppError("bad_input", `A port is a number from 0 to 65535, not “${text}”.`);
  return port;
}
