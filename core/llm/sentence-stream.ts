/** Shows an answer while it is being written: each sentence once it is whole and its sources hold it. */
import type Anthropic from "@anthropic-ai/sdk";
import type { OnProgress } from "../agent/progress.ts";
import { passagesIn, type Grounding } from "./grounding.ts";

/** To be told of every block of one message, in order. */
export function sentenceStream(
  grounding: Grounding,
  show: OnProgress,
): (block: Anthropic.ContentBlock) => void {
  const blocks: Anthropic.ContentBlock[] = [];
  let seen = 0;
  return (block) => {
    blocks.push(block);
    const { sentences, looked } = grounding.settled(passagesIn(blocks), seen);
    seen = looked;
    for (const { text } of sentences) show({ kind: "sentence", text });
  };
}
