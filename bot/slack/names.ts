/** What the people are called whom somebody mentions in Slack. */
import type { Client } from "./client.ts";

const MOST = 5;

/** By their ids; whoever Slack does not tell us of is left out. */
export async function namesOf(
  client: Client,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    ids.slice(0, MOST).map(async (user) => [user, await nameOf(client, user)] as const),
  );
  return new Map(found.flatMap(([id, name]) => (name ? [[id, name] as const] : [])));
}

async function nameOf(client: Client, id: string): Promise<string | undefined> {
  try {
    const { user } = await client.users.info({ user: id });
    const names = [user?.profile?.real_name, user?.real_name, user?.name];
    return names.find((name) => name !== undefined && name !== "");
  } catch {
    return undefined;
  }
}
