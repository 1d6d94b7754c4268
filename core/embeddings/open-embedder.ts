/** Which embedder the settings name. */
import type { Logger } from "../log.ts";
import type { Embedder } from "./embedder.ts";
import { createHostedEmbedder } from "./hosted-embedder.ts";
import { createLocalEmbedder } from "./local-embedder.ts";

export interface EmbedderSettings {
  /** `local`, `off`, or the address of a hosted model. */
  EMBEDDINGS: string;
  EMBEDDINGS_MODEL?: string | undefined;
  EMBEDDINGS_KEY?: string | undefined;
}

/** Undefined where embeddings are off. */
export function openEmbedder(
  { EMBEDDINGS, EMBEDDINGS_MODEL = "", EMBEDDINGS_KEY }: EmbedderSettings,
  log: Pick<Logger, "error">,
): Embedder | undefined {
  if (EMBEDDINGS === "off") return undefined;
  if (EMBEDDINGS === "local") return createLocalEmbedder(log);
  return createHostedEmbedder({
    url: EMBEDDINGS,
    model: EMBEDDINGS_MODEL,
    ...(EMBEDDINGS_KEY ? { key: EMBEDDINGS_KEY } : {}),
  });
}
