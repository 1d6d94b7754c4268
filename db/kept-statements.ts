/** Has the embedded database keep what it has parsed and planned: in one backend that is most of a short query. */
import { createHash } from "node:crypto";
import type { PoolClient } from "pg";

/** Texts that are put together anew each time would fill the backend's memory. */
const MOST_KEPT = 1_000;

/** Begins a query that no kept plan serves: what is best for some of its values is far too slow for others. */
export const PLANNED_ANEW = "/* planned anew */";

/** From now on every query of this client with parameters is prepared once, under a name, but for those. */
export function keepStatements(client: PoolClient): void {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const name = names.get(text);
    if (name !== undefined || names.size >= MOST_KEPT) return name;
    const given = createHash("sha1").update(text).digest("hex");
    names.set(text, given);
    return given;
  };
  const query = client.query.bind(client) as (config: unknown, ...rest: unknown[]) => unknown;
  const kept = (config: unknown, ...rest: unknown[]) => {
    const [values] = rest;
    if (!isKept(config) || !Array.isArray(values) || values.length === 0)
      return query(config, ...rest);
    return query({ ...config, name: nameOf(config.text) }, ...rest);
  };
  client.query = kept as typeof client.query;
}

const isKept = (config: unknown): config is { text: string } => {
  const { text, name } = (config ?? {}) as { text?: unknown; name?: unknown };
  return typeof text === "string" && name === undefined && !text.startsWith(PLANNED_ANEW);
};
