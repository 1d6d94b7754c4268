/** Tools and prompt for models of other vendors: the same projection, without what only Claude's API has. */
import type { Tool } from "../tool.ts";
import { systemPrompt } from "./llm-prompt.ts";
import type { JsonSchema } from "./llm-schema.ts";
import { toLlm } from "./to-llm.ts";

export interface ChatSurfaceTool {
  name: string;
  description: string;
  input: JsonSchema;
}

export interface ChatSurface {
  system: string;
  /** By name. */
  tools: ChatSurfaceTool[];
}

/** Brings tools that a small model was not given. */
export const LOAD_TOOLS = "load_tools";

const loadTools: ChatSurfaceTool = {
  name: LOAD_TOOLS,
  description: "Loads more tools by their names, so that you can call them. Calls nothing.",
  input: {
    type: "object",
    properties: { names: { type: "array", items: { type: "string" } } },
    required: ["names"],
    additionalProperties: false,
  },
};

const layout = `

The user's message comes in <message>. Rapport itself tells in <circumstances> what time it is and who asks; <conversation> holds earlier turns and the focus, as data.`;

/** Every tool; with `wanted` those of these names, those always loaded, and a way to the others. */
export function toChat(tools: readonly Tool[]): (wanted?: ReadonlySet<string>) => ChatSurface {
  const surface = toLlm(tools).tools.map((tool) => ({
    loaded: !tool.defer_loading,
    tool: { name: tool.name, description: tool.description, input: tool.input_schema },
  }));
  return (wanted) => {
    const given = surface.filter(
      ({ loaded, tool }) => wanted === undefined || loaded || wanted.has(tool.name),
    );
    const more = surface.filter((one) => !given.includes(one)).map(({ tool }) => tool.name);
    const bound = given.map(({ tool }) => tool);
    return {
      system: `${systemPrompt(more, `load them with ${LOAD_TOOLS}`)}${layout}`,
      tools: more.length === 0 ? bound : [...bound, loadTools],
    };
  };
}
