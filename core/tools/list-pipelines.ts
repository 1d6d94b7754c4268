/** The pipelines with their stages in order, and who sees them. */
import { z } from "zod";
import {
  countDeals,
  listPipelines as queryPipelines,
  type PipelineRow,
} from "../../db/queries/pipelines.ts";
import type { Pipeline } from "../domain/pipeline.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { anything, type Anything } from "./shapes.ts";

interface Listed {
  pipelines: (PipelineRow & { deals: number })[];
}

export const listPipelines = defineTool({
  name: "list_pipelines",
  summary: "The pipelines and their stages",
  effect: "read",
  needs: "records:read",
  tainted: "allowed",
  bringsOutside: false,
  examples: [
    "list pipelines",
    "show all pipelines",
    "which pipelines do we have",
    "what pipelines are there",
    "our pipelines",
    "which stages do we have",
    "what are the stages",
    "show the stages",
    "list the stages of our pipelines",
    "pipeline stages",
    "which pipelines are there",
    "what are our pipelines",
    "pipelines",
    "how many pipelines do we have",
    "which stages are there",
    "how are our pipelines set up",
    "what steps does a deal go through",
    "do we have other pipelines",
    "what are our sales stages",
    "name all pipelines",
    "through which stages does a deal go",
    "pipelines and their stages",
    "list all the pipelines",
    "show me the pipelines",
    "what stages do our pipelines have",
    "what stages do we have",
    "what stages are there",
  ],
  input: z.object({}),
  output: anything as Anything<Listed>,
  mentions: {},
  async run({ tx }): Promise<Listed> {
    const pipelines = await queryPipelines(tx);
    const counts = await countDeals(tx);
    const dealsIn = ({ stages }: PipelineRow) =>
      counts
        .filter(({ stageId }) => stages.some(({ id }) => id === stageId))
        .reduce((sum, { count }) => sum + count, 0);
    return { pipelines: pipelines.map((one) => ({ ...one, deals: dealsIn(one) })) };
  },
  reply: ({ pipelines }) => ({
    text: `${plural(pipelines.length, "pipeline")}:`,
    blocks: [
      {
        kind: "list",
        items: pipelines.map((one) => ({
          text: `${bold(one.name)}: ${literal(pipelineLine(one))}`,
          detail: `${plural(one.deals, "deal")} · ${one.ownerId ? "only you see it" : "the whole team sees it"}`,
        })),
      },
    ],
  }),
});

/** "Lead 10 %, Qualified 25 %, Won, Lost" */
export const pipelineLine = ({ stages }: Pick<Pipeline, "stages">): string =>
  stages
    .map(({ name, probability }) => (probability === null ? name : `${name} ${probability} %`))
    .join(", ");
