/** What Slack's libraries have to say, in our log: their texts quote payloads, so only the kind is kept. */
import { LogLevel, type Logger as BoltLogger } from "@slack/bolt";
import type { Logger } from "../../core/log.ts";

/** Their debug and info lines hold tokens and what people wrote; of the others the first words are theirs. */
export function boltLogger(log: Logger): BoltLogger {
  const drop = (): void => undefined;
  return {
    debug: drop,
    info: drop,
    warn: (...said: unknown[]) => log.warn({ slack: kindOf(said) }, "Slack's library warns"),
    error: (...said: unknown[]) => log.error({ slack: kindOf(said) }, "Slack's library failed"),
    setLevel: drop,
    getLevel: () => LogLevel.WARN,
    setName: drop,
  };
}

/** A machine's code, or the leading plain words of a sentence: never what follows a colon or a brace. */
function kindOf([first]: unknown[]): string {
  if (first instanceof Error) {
    const { code } = first as { code?: unknown };
    return typeof code === "string" ? code : first.name;
  }
  const words = typeof first === "string" ? /^[A-Za-z' ]{1,80}/.exec(first)?.[0] : undefined;
  return words?.trim() ?? "unnamed";
}
