/** Adds a stage to a pipeline. */
import { z } from "zod";
import { newId } from "../domain/ids.ts";
import { AppError } from "../domain/errors.ts";
import type { Pipeline, Stage } from "../domain/pipeline.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { pipelineLine } from "./list-pipelines.ts";
import { changePipeline, pipelineToChange, placed, refuseTakenStage } from "./pipeline-writes.ts";
import { anything, type Anything } from "./shapes.ts";

const short = z.string().trim().min(1).max(100);
const MOST_STAGES = 30;

export const addStage = defineTool({
  name: "add_stage",
  summary: "Add a stage to a pipeline",
  effect: "write",
  needs: "settings:write",
  examples: [
    "add a stage {name:Demo}",
    "add a stage {name:Demo} after {after:Qualified}",
    "add a stage called {name:Legal review} after {after:Negotiation}",
    "add a stage {name:Demo} to the {pipeline:Sales} pipeline",
    "add the stage {name:Demo} to {pipeline:Sales} after {after:Qualified}",
    "add a {probability:40}% stage {name:Demo} after {after:Qualified}",
    "add a stage {name:Demo} with {probability:40}% after {after:Qualified}",
    "new stage {name:Pilot} after {after:Proposal}",
    "insert a stage {name:Demo} behind {after:Qualified} in {pipeline:Sales}",
    "we need a stage {name:Legal review} after {after:Negotiation}",
    "add {name:Demo} as a stage after {after:Qualified}",
    "add a step {name:Security check} after {after:Proposal}",
    "create a stage {name:Demo} at {probability:30}%",
    "new stage {name:Demo} in {pipeline:Sales} after {after:Qualified}",
    "the {pipeline:Sales} pipeline needs a stage {name:Demo}",
    "after {after:Proposal} add a stage {name:Demo}",
    "after {after:Proposal} comes a new stage {name:Demo}",
    "new stage {name:Demo}, {probability:40}%",
    "{pipeline:Sales} needs a stage {name:Demo} after {after:Qualified}",
    "after {after:Qualified} in {pipeline:Sales} insert a stage {name:Demo}",
    "we need a {name:Trial} stage following {after:Qualified}",
    "add a {name:Trial} stage after {after:Qualified}",
    "insert a {name:Trial} stage after {after:Qualified}",
    "we need a {name:Trial} stage after {after:Qualified}",
    "put a stage {name:Trial} after {after:Qualified}",
    "there should be a {name:Trial} stage after {after:Qualified}",
    "add {name:Trial} after {after:Qualified} as a stage",
    "new {name:Trial} stage after {after:Qualified}",
    "add stage {name:Legal review} after {after:Proposal}",
  ],
  input: z.object({
    name: short,
    pipeline: short.optional(),
    probability: z.number().int().min(0).max(100).optional().describe("Percent"),
    after: short.optional().describe("The stage it follows; last of the open ones when absent"),
  }),
  output: anything as Anything<{ name: string; pipeline: Pipeline }>,
  mentions: {},
  async run(context, said) {
    const pipeline = await pipelineToChange(context, {
      pipeline: said.pipeline,
      stage: said.after,
    });
    refuseTakenStage(pipeline, said.name);
    if (pipeline.stages.length >= MOST_STAGES)
      throw new AppError("too_large", `A pipeline has at most ${MOST_STAGES} stages.`);
    const open = pipeline.stages.filter(({ outcome }) => outcome === "open");
    const bare: Stage = { id: newId(), name: said.name, outcome: "open", probability: 50 };
    const order = placed(pipeline.stages, bare, said.after ?? open.at(-1)?.name ?? "start");
    const probability = said.probability ?? between(order, bare);
    const stages = order.map((one) => (one === bare ? { ...bare, probability } : one));
    await changePipeline(context, pipeline, { stages });
    return { name: said.name, pipeline: { ...pipeline, stages } };
  },
  reply: ({ name, pipeline }) => ({
    text: `Added the stage ${bold(name)} to ${bold(pipeline.name)}: ${literal(pipelineLine(pipeline))}.`,
  }),
});

/** Half way between the likelihoods of its neighbours. */
function between(stages: readonly Stage[], stage: Stage): number {
  const at = stages.indexOf(stage);
  const before = stages[at - 1]?.probability ?? 0;
  const after = stages[at + 1]?.probability ?? 100;
  return Math.round((before + after) / 2);
}
