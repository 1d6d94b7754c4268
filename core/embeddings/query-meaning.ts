/** The meaning of what somebody searches for, if it is to be had before they notice waiting. */
import type { Meaning } from "../../db/queries/nearest.ts";
import type { Surface } from "../context.ts";
import { maskSecrets } from "../domain/masking.ts";
import type { Logger } from "../log.ts";
import type { Embedder } from "./embedder.ts";

const WAIT_MS = 300;
/** A command starts the model anew, and whoever typed it has waited for the program already. */
const WAIT_OF_COMMAND_MS = 2_000;

/** Undefined without an embedder, and where it fails or takes too long: search then goes by words. */
export async function meaningOf(
  { embedder, log }: { embedder?: Embedder | undefined; log: Pick<Logger, "debug"> },
  text: string,
  surface: Surface,
): Promise<Meaning | undefined> {
  if (!embedder?.usable) return undefined;
  const asked = embedder.embed([maskSecrets(text)]).then(
    ([vector]) => vector,
    (err: unknown) => {
      log.debug({ err }, "search goes on without meaning");
      return undefined;
    },
  );
  const vector = await within(surface === "cli" ? WAIT_OF_COMMAND_MS : WAIT_MS, asked);
  const { model, farthest } = embedder;
  return vector && { model, vector, farthest };
}

const within = <T>(ms: number, answer: Promise<T>): Promise<T | undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined);
    void answer.then((value) => {
      // Left to run, it would hold up the end of a command.
      clearTimeout(timer);
      resolve(value);
    });
  });
