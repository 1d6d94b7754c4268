/** `mcp`: the tools for one MCP client. Standard output carries the protocol and nothing else. */
import fs from "node:fs";
import type { Config } from "../config.ts";
import { AppError } from "../core/domain/errors.ts";
import type { AppDeps } from "../deps.ts";

export async function mcp(
  deps: AppDeps,
  config: Config,
  options: { tokenFile?: string },
): Promise<void> {
  const token = options.tokenFile ? readToken(options.tokenFile) : config.RAPPORT_TOKEN;
  if (!token)
    throw new AppError(
      "misconfigured",
      "RAPPORT_TOKEN is missing: set it to a personal token, or name a file with --token-file.",
    );
  const { serveStdio } = await import("../admin/mcp/stdio.ts");
  await serveStdio(deps, token.trim());
}

function readToken(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (cause) {
    const words = "The file named by --token-file cannot be read.";
    throw new AppError("bad_input", words, { cause });
  }
}
