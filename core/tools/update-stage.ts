/** Renames a stage, changes how likely it is, or puts it elsewhere in the order. */
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import type { Pipeline, Stage } from "../domain/pipeline.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { pipelineLine } from "./list-pipelines.ts";
import {
  changePipeline,
  pipelineToChange,
  placed,
  refuseTakenStage,
  stageToChange,
} from "./pipeline-writes.ts";
import { anything, type Anything } from "./shapes.ts";

interface Updated {
  name: string;
  pipeline: Pipeline;
  changed: boolean;
}

const short = z.string().trim().min(1).max(100);

export const updateStage = defineTool({
  name: "update_stage",
  summary: "Rename or reorder a stage, or set its probability",
  effect: "write",
  needs: "settings:write",
  examples: [
    "rename the stage {stage:Proposal} to {name:Quote}",
    "rename the {stage:Lead} stage to {name:Prospect}",
    "rename stage {stage:Lead} in {pipeline:Sales} to {name:Prospect}",
    "set the probability of {stage:Proposal} to {probability:60}%",
    "set the probability of {stage:Proposal} in the {pipeline:Sales} pipeline to {probability:60}%",
    "the {stage:Negotiation} stage has a probability of {probability:80}%",
    "put the stage {stage:Demo} after {after:Proposal}",
    "move the stage {stage:Demo} after {after:Proposal}",
    "move the {stage:Demo} stage behind {after:Qualified}",
    "move the {stage:Demo} stage to {after:the start}",
    "the {stage:Proposal} stage is {probability:60}% likely",
    "change the probability of {stage:Proposal} to {probability:60}%",
    "set the {stage:Proposal} stage to {probability:60}%",
    "deals in {stage:Proposal} have a {probability:60}% chance",
    "the stage {stage:Lead} is now called {name:Prospect}",
    "change the name of the stage {stage:Lead} to {name:Prospect}",
    "the {stage:Demo} stage comes after {after:Proposal}",
    "the stage {stage:Demo} should come after {after:Proposal}",
    "put the {stage:Demo} stage first{after:=the start}",
    "{stage:Proposal} stage {probability:60}%",
    "the {stage:Lead} stage should be called {name:Prospect}",
    "raise the chance of {stage:Proposal} to {probability:60}%",
    "the probability of {stage:Proposal} should be {probability:60}%",
    "the chance of {stage:Proposal} is {probability:60}%",
    "{stage:Proposal} should have a probability of {probability:60}%",
    "{stage:Proposal} is {probability:60}% likely",
    "lower the probability of {stage:Proposal} to {probability:60}%",
    "probability of {stage:Proposal}: {probability:60}%",
    "the stage {stage:Proposal} should be called {name:Quote}",
    "call the {stage:Lead} stage {name:Prospect}",
    "make {stage:Proposal} {probability:60}%",
  ],
  input: z.object({
    stage: short,
    pipeline: short.optional(),
    name: short.optional(),
    probability: z.number().int().min(0).max(100).optional().describe("Percent"),
    after: short.optional().describe("The stage it is to follow, or the start"),
  }),
  output: anything as Anything<Updated>,
  mentions: {},
  async run(context, said): Promise<Updated> {
    const pipeline = await pipelineToChange(context, said);
    const stage = stageToChange(pipeline, said.stage);
    const { name, probability, after } = said;
    if (name === undefined && probability === undefined && after === undefined)
      throw new AppError("bad_input", "Say the stage's new name, probability or place.");
    if (name) refuseTakenStage(pipeline, name, stage.id);
    if (stage.outcome !== "open" && (probability !== undefined || after !== undefined))
      throw new AppError(
        "conflict",
        `${stage.name} is where ${stage.outcome} deals end: it stays last and has no probability.`,
      );
    const next: Stage = {
      ...stage,
      name: name ?? stage.name,
      probability: probability ?? stage.probability,
    };
    const stages = after
      ? placed(pipeline.stages, next, after)
      : pipeline.stages.map((one) => (one.id === stage.id ? next : one));
    const changed = await changePipeline(context, pipeline, { stages });
    return { name: next.name, pipeline: { ...pipeline, stages }, changed };
  },
  reply: ({ name, pipeline, changed }) => ({
    text: changed
      ? `Changed the stage ${bold(name)}. ${bold(pipeline.name)} is now: ${literal(pipelineLine(pipeline))}.`
      : `The stage ${bold(name)} already is like that; nothing changed.`,
  }),
});
