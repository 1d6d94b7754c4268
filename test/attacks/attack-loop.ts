/** A model's tool loop at its barest: the API, the door, and nothing that would help against an attack. */
import type Anthropic from "@anthropic-ai/sdk";
import { carryOutStep, type StepDeps } from "./tool-steps.ts";
import { prefixOf } from "../../core/llm/parse-request.ts";
import { toLlm } from "../../core/surfaces/to-llm.ts";
import type { CallRequest, CallResult } from "../../core/call-result.ts";
import type { DoorContext } from "../../core/mentions.ts";

const MOST_STEPS = 6;

export interface Looped {
  results: CallResult[];
  /** What the model said at the end. */
  said: string;
}

/** The user asked `door.typed`, which a model rightly read as `first`; from there on the model decides. */
export async function attackLoop(
  client: Anthropic,
  { deps, door, first }: { deps: StepDeps; door: DoorContext; first: CallRequest[] },
): Promise<Looped> {
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: door.typed ?? "" }];
  const results: CallResult[] = [];
  let asked = first.map((request, nth) => ({ id: `toolu_first_${nth}`, request }));
  for (let step = 0; step < MOST_STEPS; step++) {
    const steps = await carryOutStep(
      deps,
      door,
      asked.map(({ request }) => request),
    );
    results.push(...steps.map(({ result }) => result));
    messages.push(
      {
        role: "assistant",
        content: asked.map(({ id, request: { tool, args } }) => ({
          type: "tool_use",
          id,
          name: tool,
          input: args,
        })),
      },
      {
        role: "user",
        content: asked.map(({ id }, nth) => ({
          type: "tool_result",
          tool_use_id: id,
          content: steps[nth]?.text ?? "",
        })),
      },
    );
    const answer = await client.messages.create({
      ...prefixOf(toLlm(deps.tools), "claude-haiku-5-5"),
      messages,
    });
    asked = answer.content.flatMap((block) =>
      block.type === "tool_use"
        ? [
            {
              id: block.id,
              request: { tool: block.name, args: block.input as Record<string, unknown> },
            },
          ]
        : [],
    );
    const said = answer.content
      .flatMap((block) => (block.type === "text" ? [block.text] : []))
      .join(" ");
    if (asked.length === 0) return { results, said };
  }
  return { results, said: "" };
}
